/** The sample's server, which is shipped as digits: they are what its source makes, and they serve. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, cp, readFile, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { resourcesFolder } from '../../../electron/services/resources-folder.ts';
import { writeSample } from '../../../electron/services/sample/write-sample.ts';
import { describeWith, dockerEngine, run, tool } from '../../support/engines.ts';
import { temporaryFolder } from '../../support/temp-folder.ts';

const sample = join(resourcesFolder(), 'samples', 'harbour-status');

async function shippedProgram(): Promise<Buffer> {
  const digits = await readFile(join(sample, 'server.hex'), 'latin1');
  return Buffer.from(digits.replace(/\s/g, ''), 'hex');
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** Asks until somebody answers. */
async function answerOf(url: string): Promise<Response> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await fetch(url);
    } catch (error) {
      if (attempt === 50) throw error;
      await sleep(100);
    }
  }
}

describeWith(['as'], 'the sample’s server', () => {
  test('is what its source makes', async () => {
    const folder = await temporaryFolder();
    const as = tool('as');
    await run(as, ['-o', join(folder, 'server.o'), join(sample, 'project', 'server.s')]);
    const link = [
      '-Ttext=0x400000',
      '--oformat',
      'binary',
      '-o',
      join(folder, 'server'),
      join(folder, 'server.o'),
    ];
    await run(join(dirname(as), 'ld'), link);
    expect((await readFile(join(folder, 'server'))).toString('hex')).toBe(
      (await shippedProgram()).toString('hex'),
    );
  });
});

describe.skipIf(process.platform !== 'linux' || process.arch !== 'x64')(
  'the sample’s server, running',
  () => {
    async function start(): Promise<{ child: ChildProcess; port: number; url: string }> {
      const folder = await temporaryFolder();
      await cp(join(sample, 'project', 'srv'), join(folder, 'srv'), { recursive: true });
      const program = join(folder, 'server');
      await writeFile(program, await shippedProgram());
      await chmod(program, 0o755);
      const port = await freePort();
      const child = spawn(program, [String(port)], { cwd: folder, stdio: 'ignore' });
      onTestFinished(() => {
        child.kill('SIGKILL');
      });
      const url = `http://127.0.0.1:${port}`;
      await answerOf(url);
      return { child, port, url };
    }

    test('serves its page, its health and nothing else', async () => {
      const { url } = await start();
      const page = await fetch(`${url}/?from=test`);
      expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
      expect(await page.text()).toBe(await readFile(join(sample, 'project', 'srv', 'index.html'), 'utf8'));
      expect(await (await fetch(`${url}/healthz`)).text()).toBe('ok\n');
      for (const path of ['/healthz2', '/srv/index.html', '/favicon.ico']) {
        expect((await fetch(url + path)).status).toBe(404);
      }
      const head = await fetch(url, { method: 'HEAD' });
      expect([head.status, await head.text()]).toEqual([200, '']);
      const posted = await fetch(url, { method: 'POST', body: 'x'.repeat(20_000) });
      expect([posted.status, await posted.text()]).toEqual([405, 'Only GET and HEAD are served here.\n']);
    });

    test('lives through clients that say nothing, or nothing that makes sense', async () => {
      const { port, url } = await start();
      const silent = connect(port, '127.0.0.1');
      await once(silent, 'connect');
      for (const request of [
        '\r\n\r\n',
        'G',
        'GET',
        'GET ',
        'HEAD',
        '\0'.repeat(9000),
        `GET ${'a'.repeat(9000)}`,
      ]) {
        const client = connect(port, '127.0.0.1');
        client.on('error', () => undefined);
        client.end(request, 'latin1');
        client.resume();
        await once(client, 'close');
      }
      expect(await (await fetch(`${url}/healthz`)).text()).toBe('ok\n');
      silent.destroy();
    });

    test.each(['SIGTERM', 'SIGINT'] as const)('ends with status 0 on %s', async (signal) => {
      const { child } = await start();
      child.kill(signal);
      expect(await once(child, 'exit')).toEqual([0, null]);
    });

    test('says that its port is taken', async () => {
      const { port } = await start();
      const folder = await temporaryFolder();
      const program = join(folder, 'server');
      await writeFile(program, await shippedProgram());
      await chmod(program, 0o755);
      await expect(run(program, [String(port)])).rejects.toThrow('cannot listen on this port');
    });
  },
);

describeWith(['docker engine'], 'the sample’s image', () => {
  test('loads into a real engine, serves, and ends cleanly when it is stopped', async () => {
    const docker = await dockerEngine();
    const { archive } = await writeSample(await temporaryFolder());
    expect(await docker.cli(['load', '--input', archive])).toContain('harbour-status:1.0.0');
    const port = await freePort();
    const id = (
      await docker.cli([
        ...['run', '--detach', '--network', 'host', '--read-only', '--cap-drop', 'ALL'],
        ...['--entrypoint', '/server', 'harbour-status:1.0.0', String(port)],
      ])
    ).trim();
    try {
      expect(await (await answerOf(`http://127.0.0.1:${port}/`)).text()).toContain('Harbour status');
      await docker.cli(['stop', '--time', '20', id]);
      expect((await docker.cli(['inspect', '--format', '{{.State.ExitCode}}', id])).trim()).toBe('0');
      expect(await docker.cli(['logs', id])).toBe('harbour-status: listening\n');
    } finally {
      await docker.cli(['rm', '--force', id]);
    }
  });

  test('runs as it is, behind its own entry point', async () => {
    const docker = await dockerEngine();
    const { archive } = await writeSample(await temporaryFolder());
    await docker.cli(['load', '--input', archive]);
    const id = (await docker.cli(['run', '--detach', '--network', 'none', 'harbour-status:1.0.0'])).trim();
    try {
      await sleep(500);
      expect((await docker.cli(['inspect', '--format', '{{.State.Running}}', id])).trim()).toBe('true');
    } finally {
      await docker.cli(['rm', '--force', id]);
    }
  });
});
