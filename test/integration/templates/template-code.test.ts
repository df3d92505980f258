/** The code in the templates is real: Python compiles it, and the wrapper does what its first lines say. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, readdir, readFile, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createProject } from '../../../electron/services/project/create-project.ts';
import { describeWith, run, tool } from '../../support/engines.ts';
import { temporaryFolder } from '../../support/temp-folder.ts';

const templates = ['single-container', 'mcp-server', 'sidecar', 'stateful'];

async function projectFrom(template: string): Promise<string> {
  const { folder } = await createProject({ folder: join(await temporaryFolder(), 'demo'), template });
  return folder;
}

async function filesNamed(folder: string, pattern: RegExp): Promise<string[]> {
  const names = await readdir(folder, { recursive: true });
  return names.filter((name) => pattern.test(name)).map((name) => join(folder, name));
}

describeWith(['python3'], 'the Python code of the templates', () => {
  test.each(templates)('compiles: %s', async (template) => {
    const files = await filesNamed(await projectFrom(template), /\.py$/);
    expect(files.length).toBeGreaterThan(0);
    await run(tool('python3'), ['-m', 'py_compile', ...files]);
  });

  test('converts sizes and times in the MCP server', async () => {
    const folder = await projectFrom('mcp-server');
    const script = [
      'from sizes import convert, transfer_seconds, parse_size',
      'print(convert("1.5 TiB", "gb"), transfer_seconds("20 GB", "100 MB"), parse_size("7"))',
      'for bad in ("", "1,5 TiB", "3 XB", "-1 GB"):',
      '    try:',
      '        parse_size(bad)',
      '    except ValueError:',
      '        print("refused")',
    ];
    const printed = await run(tool('python3'), ['-B', '-c', script.join('\n')], { cwd: folder });
    expect(printed).toBe('1649.27 GB 200.0 7.0\nrefused\nrefused\nrefused\nrefused\n');
  });

  test('keeps notices over a restart in the stateful app, and deletes them', async () => {
    const folder = await projectFrom('stateful');
    const data = await temporaryFolder();
    const script = [
      'import sys',
      'from pathlib import Path',
      'from board import Board',
      'place = Path(sys.argv[1])',
      'board = Board(place); board.add(" one "); board.add("two"); board.close()',
      'board = Board(place); print([text for _, text in board.all()])',
      'for bad in (" ", "x" * 501):',
      '    try:',
      '        board.add(bad)',
      '    except ValueError as problem:',
      '        print(problem)',
      'print(board.clear(), board.all())',
    ];
    expect(await run(tool('python3'), ['-B', '-c', script.join('\n'), data], { cwd: folder })).toBe(
      "['two', 'one']\nA notice needs some text.\nA notice has at most 500 characters; this one has 501.\n2 []\n",
    );
  });
});

describe.skipIf(process.platform === 'win32')('the wrapper of the templates', () => {
  /** Starts the wrapper with a stand-in for Python that does what the script says. */
  async function start(
    wrapper: string,
    script: string,
  ): Promise<{ child: ChildProcess; log: () => Promise<string> }> {
    const bin = await temporaryFolder();
    const record = join(bin, 'log');
    await writeFile(record, '');
    const python = `#!/bin/sh\nlog() { echo "$1" >> "${record}"; }\n${script}\n`;
    await writeFile(join(bin, 'python'), python);
    await chmod(join(bin, 'python'), 0o755);
    const env = { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH ?? ''}` };
    const child = spawn(wrapper, [], { env, stdio: 'ignore' });
    onTestFinished(() => {
      child.kill('SIGKILL');
    });
    return { child, log: () => readFile(record, 'utf8') };
  }

  async function wrappers(): Promise<string[]> {
    const found: string[] = [];
    for (const template of templates)
      found.push(...(await filesNamed(await projectFrom(template), /wrapper\.sh$/)));
    return found;
  }

  test('starts the server again after a crash, and ends when it ends well', async () => {
    const all = await wrappers();
    expect(all).toHaveLength(5);
    await Promise.all(
      all.map(async (wrapper) => {
        const script = `log run\n[ "$(wc -l < "$(dirname "$0")/log")" -ge 2 ] && exit 0\nkill -SEGV $$`;
        const { child, log } = await start(wrapper, script);
        expect(await once(child, 'exit')).toEqual([0, null]);
        expect(await log()).toBe('run\nrun\n');
      }),
    );
  });

  test('passes SIGTERM on and waits for the server to end', async () => {
    await Promise.all(
      (await wrappers()).map(async (wrapper) => {
        const script = 'trap "sleep 0.3; log ended; exit 0" TERM\nlog ready\nwhile :; do sleep 0.1; done';
        const { child, log } = await start(wrapper, script);
        while (!(await log()).includes('ready')) await sleep(50);
        child.kill('SIGTERM');
        expect(await once(child, 'exit')).toEqual([0, null]);
        expect(await log()).toBe('ready\nended\n');
      }),
    );
  });

  test('ends at once on SIGTERM while it waits to start a crashed server again', async () => {
    const [wrapper = ''] = await wrappers();
    const { child, log } = await start(wrapper, 'log run\nexit 3');
    while ((await log()) === '') await sleep(50);
    await sleep(200);
    const before = performance.now();
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
    expect(performance.now() - before).toBeLessThan(800);
  });
});
