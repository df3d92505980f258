/** Stand-in scripts play each habit that DOMAIN.md reports of the real validator. */
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { runReferenceValidator } from '../../../electron/services/project/reference-validator.ts';
import { validateTarget } from '../../../electron/services/project/validate-target.ts';
import { sampleProject } from '../../support/sample-project.ts';
import { temporaryFolder } from '../../support/temp-folder.ts';

const windows = process.platform === 'win32';

beforeEach(async () => {
  vi.stubEnv('GANTRY_STATE_DIR', await temporaryFolder());
});

/** A script for sh, and its counterpart for Windows. `{}` stands for the argument. */
async function standIn(sh: string, cmd: string): Promise<string> {
  const path = join(await temporaryFolder(), windows ? 'appspec validator.cmd' : 'appspec validator');
  const text = windows ? `@echo off\r\n${cmd.replaceAll('\n', '\r\n')}\r\n` : `#!/bin/sh\n${sh}\n`;
  await writeFile(path, text.replaceAll('{}', windows ? '%~1' : '$1'));
  await chmod(path, 0o755);
  return path;
}

async function manifest(text = 'kind: Service\n'): Promise<string> {
  const path = join(await temporaryFolder(), 'appspec.yaml');
  await writeFile(path, text);
  return path;
}

const accepting = () => standIn('cat "{}"\necho "Valid App Spec."', 'type "{}"\necho Valid App Spec.');

describe('the reference validator', () => {
  test('accepts by its last line, after the documents it echoes', async () => {
    const verdict = await runReferenceValidator(await accepting(), await manifest());
    expect(verdict).toEqual({ verdict: 'accept', message: 'Valid App Spec.' });
  });

  test('rejects by its last line although it ends with status 0', async () => {
    const program = await standIn(
      'echo "Valid App Spec."\necho "unsupported kind: Deployment"\necho\nexit 0',
      'echo Valid App Spec.\necho unsupported kind: Deployment\necho.\nexit /b 0',
    );
    expect(await runReferenceValidator(program, await manifest())).toEqual({
      verdict: 'reject',
      message: 'unsupported kind: Deployment',
    });
  });

  test('crashed where it ends with another status', async () => {
    const program = await standIn(
      'echo "map[kind:Service]"\necho "panic: runtime error: nil map" >&2\nexit 2',
      'echo map[kind:Service]\necho panic: runtime error: nil map>&2\nexit /b 2',
    );
    expect(await runReferenceValidator(program, await manifest())).toEqual({
      verdict: 'crash',
      message: 'panic: runtime error: nil map',
    });
  });

  test('crashed where it prints a traceback and ends with status 0 all the same', async () => {
    const program = await standIn(
      'echo "Traceback (most recent call last):" >&2\necho "KeyError: spec" >&2',
      'echo Traceback (most recent call last):>&2\necho KeyError: spec>&2',
    );
    expect(await runReferenceValidator(program, await manifest())).toEqual({
      verdict: 'crash',
      message: 'KeyError: spec',
    });
  });

  test('crashed where it prints nothing at all', async () => {
    const program = await standIn('exit 0', 'exit /b 0');
    expect(await runReferenceValidator(program, await manifest())).toEqual({
      verdict: 'crash',
      message: 'it printed nothing',
    });
  });

  test.skipIf(windows)('crashed where a signal ended it', async () => {
    const program = await standIn('kill -SEGV $$', '');
    expect(await runReferenceValidator(program, await manifest())).toEqual({
      verdict: 'crash',
      message: 'it was ended by SIGSEGV',
    });
  });

  test.skipIf(windows)('is stopped, with all it started, when it gives no verdict', async () => {
    const program = await standIn('sleep 60 | cat', '');
    const before = performance.now();
    expect(await runReferenceValidator(program, await manifest(), { timeout: 300 })).toEqual({
      verdict: 'crash',
      message: 'it was stopped after 0.3 s without a verdict',
    });
    expect(performance.now() - before).toBeLessThan(20_000);
  });

  test.skipIf(windows)('is stopped when the run is cancelled', async () => {
    const program = await standIn('sleep 60', '');
    const abort = new AbortController();
    setTimeout(() => abort.abort(), 100);
    await expect(
      runReferenceValidator(program, await manifest(), { signal: abort.signal }),
    ).rejects.toMatchObject({ code: 'Cancelled' });
  });

  test('may print more than fits into memory’s share for it', async () => {
    const program = await standIn(
      'i=0\nwhile [ $i -lt 400 ]; do printf "%01000d\\n" $i; i=$((i+1)); done\necho "Valid App Spec."',
      `for /l %%i in (1,1,400) do echo ${'x'.repeat(1000)}\necho Valid App Spec.`,
    );
    expect(await runReferenceValidator(program, await manifest())).toMatchObject({ verdict: 'accept' });
  });

  test('has its last line shown without control characters, and shortened', async () => {
    const program = await standIn('printf "\\033[31mbad\\002 %0600d\\n" 1', `echo bad ${'0'.repeat(600)}`);
    const { message } = await runReferenceValidator(program, await manifest());
    expect(message).toMatch(/^bad +0+…$/);
    expect(message).toHaveLength(400);
  });

  test('fails by name where it cannot be started', async () => {
    const missing = join(await temporaryFolder(), 'appspecvalidator_exec');
    await expect(runReferenceValidator(missing, await manifest())).rejects.toMatchObject({
      code: 'ValidatorFailed',
      data: { path: missing, reason: 'it does not exist' },
    });
    const folder = join(await temporaryFolder(), 'bin');
    await mkdir(folder);
    await expect(runReferenceValidator(folder, await manifest())).rejects.toMatchObject({
      code: 'ValidatorFailed',
      data: { path: folder, reason: 'it is not a program file' },
    });
  });

  test.skipIf(windows)('fails with advice where it is not executable', async () => {
    const program = await standIn('exit 0', '');
    await chmod(program, 0o644);
    await expect(runReferenceValidator(program, await manifest())).rejects.toMatchObject({
      code: 'ValidatorFailed',
      data: { reason: 'it is not executable; make it so with chmod +x' },
    });
  });
});

describe('its verdict beside ours', () => {
  test.each([
    ['a file that is not YAML', 'kind: [\n'],
    ['a broken second document', 'kind: Service\n---\nkind: "ReplicaSet\n'],
  ])('never hides our error: %s', async (_, text) => {
    const folder = await sampleProject(['a'], { 'appspec.yaml': text });
    const output = await validateTarget(folder, {
      signal: new AbortController().signal,
      progress: () => undefined,
      referenceValidator: await accepting(),
    });
    expect(output.referenceValidator).toEqual({ verdict: 'accept', message: 'Valid App Spec.' });
    expect(output.summary.errors).toBeGreaterThan(0);
    expect(output.diagnostics.some((each) => each.code === 'appspec/syntax')).toBe(true);
  });

  test('is about the very text that we checked', async () => {
    const copy = join(await temporaryFolder(), 'seen.yaml');
    const program = await standIn(
      `cat "{}" > "${copy}"\necho "Valid App Spec."`,
      `type "{}" > "${copy}"\necho Valid App Spec.`,
    );
    const folder = await sampleProject(['a:1']);
    await validateTarget(join(folder, 'appspec.yaml'), {
      signal: new AbortController().signal,
      progress: () => undefined,
      referenceValidator: program,
    });
    expect(await readFile(copy, 'utf8')).toBe(await readFile(join(folder, 'appspec.yaml'), 'utf8'));
  });

  test('is left out where there is no AppSpec to give it', async () => {
    const folder = await sampleProject(['a:1']);
    const output = await validateTarget(join(folder, 'app.json'), {
      signal: new AbortController().signal,
      progress: () => undefined,
      referenceValidator: await accepting(),
    });
    expect(output.referenceValidator).toBeUndefined();
  });
});
