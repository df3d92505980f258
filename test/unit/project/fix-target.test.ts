import { chmod, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { applyPatch } from 'diff';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { fixTarget } from '../../../electron/services/project/fix-target.ts';
import { validateTarget } from '../../../electron/services/project/validate-target.ts';
import { appSpecText, sampleProject } from '../../support/sample-project.ts';
import { temporaryFolder } from '../../support/temp-folder.ts';

const signal = new AbortController().signal;

beforeEach(async () => {
  vi.stubEnv('GANTRY_STATE_DIR', await temporaryFolder());
});

/** An AppSpec with three mistakes, one of which only shows once another is repaired. */
const broken = appSpecText('my-app:1.0')
  .replace('apiVersion: apps/v1', 'apiVersion: extensions/v1beta1 # old')
  .replace('kind: ReplicaSet', 'kind: Deployment   # was copied')
  .replace('replicas:\n    fixed: 1', 'replicas: 1')
  .replace('cohesityTag: ui', 'cohesityTag: UI');

describe('fixing a target', () => {
  test('applies safe fixes until none is left, and keeps everything else', async () => {
    const folder = await sampleProject(['my-app:1.0'], { 'appspec.yaml': broken });
    const output = await fixTarget(folder, { dryRun: false, signal });
    const text = await readFile(join(folder, 'appspec.yaml'), 'utf8');
    expect(text).toContain('apiVersion: apps/v1 # old');
    expect(text).toContain('kind: ReplicaSet   # was copied');
    expect(text).toMatch(/fixed: 1/);
    expect(text).toContain('cohesityTag: ui');
    expect(output).toMatchObject({
      schemaVersion: 1,
      target: folder,
      written: true,
      remaining: { errors: 0 },
    });
    expect(output.files.map((file) => file.file)).toEqual(['appspec.yaml']);
    expect(output.files[0]?.fixes.map((fix) => fix.code)).toContain('appspec/wrong-api-version');
    const again = await fixTarget(folder, { dryRun: false, signal });
    expect(again).toMatchObject({ written: false, files: [] });
  });

  test('prints a diff that makes the new file from the old one, and writes nothing in a dry run', async () => {
    const crlf = broken.replaceAll('\n', '\r\n');
    const folder = await sampleProject(['my-app:1.0'], { 'appspec.yaml': crlf });
    const path = join(folder, 'appspec.yaml');
    const before = await stat(path);
    const dry = await fixTarget(folder, { dryRun: true, signal });
    expect(dry.written).toBe(false);
    expect(await readFile(path, 'utf8')).toBe(crlf);
    expect((await stat(path)).mtimeMs).toBe(before.mtimeMs);
    const diff = dry.files[0]?.diff ?? '';
    expect(diff).toMatch(/^--- a\/appspec\.yaml\n\+\+\+ b\/appspec\.yaml\n@@ /);
    const wet = await fixTarget(folder, { dryRun: false, signal });
    expect(wet.files).toEqual(dry.files);
    expect(wet.remaining).toEqual(dry.remaining);
    const after = await readFile(path, 'utf8');
    expect(applyPatch(crlf, diff)).toBe(after);
    expect(after.split('\n').every((line) => line === '' || line.endsWith('\r'))).toBe(true);
    expect(await readdir(folder)).toEqual(['app.json', 'appspec.yaml']);
  });

  test.skipIf(process.platform === 'win32')('repairs a script and keeps its run bits', async () => {
    const folder = await sampleProject(['my-app:1.0'], {
      Dockerfile: 'FROM python:3.11-slim\nEXPOSE 8080\nCMD ["./wrapper.sh"]\n',
      '.dockerignore': '.git\n.env\n',
      'wrapper.sh': '#!/bin/sh\r\nexec python main.py\r\n',
    });
    const script = join(folder, 'wrapper.sh');
    await chmod(script, 0o755);
    const output = await fixTarget(folder, { dryRun: false, signal });
    expect(output.files).toMatchObject([
      { file: 'wrapper.sh', fixes: [{ code: 'project/script-line-ends' }] },
    ]);
    expect(await readFile(script, 'utf8')).toBe('#!/bin/sh\nexec python main.py\n');
    expect((await stat(script)).mode & 0o777).toBe(0o755);
  });

  test('fixes a single manifest', async () => {
    const folder = await sampleProject(['a'], {
      'app.json': '{ "name": "A", "description": "B", "version": 1.2.0, "min_software_version": "7.2" }',
    });
    const output = await fixTarget(join(folder, 'app.json'), { dryRun: false, signal });
    expect(await readFile(join(folder, 'app.json'), 'utf8')).toContain('"version": "1.2.0"');
    expect(output).toMatchObject({ written: true, remaining: { errors: 0 } });
  });

  test('leaves a target without safe fixes alone', async () => {
    const folder = await sampleProject(['my-app:1.0'], { 'appspec.yaml': 'kind: [\n' });
    const output = await fixTarget(folder, { dryRun: false, signal });
    expect(output).toMatchObject({ written: false, files: [] });
    expect(output.remaining.errors).toBeGreaterThan(0);
    expect(await readFile(join(folder, 'appspec.yaml'), 'utf8')).toBe('kind: [\n');
  });

  test('counts what remains as validating afterwards does', async () => {
    const folder = await sampleProject(['my-app:1.0'], { 'appspec.yaml': broken });
    const { remaining } = await fixTarget(folder, { dryRun: false, signal });
    const { summary } = await validateTarget(folder, { signal, progress: () => undefined });
    expect(remaining).toEqual(summary);
  });

  test('does not edit a bundle', async () => {
    const path = join(await temporaryFolder(), 'my-app-bundle.tar.gz');
    await writeFile(path, new Uint8Array([0x1f, 0x8b]));
    await expect(fixTarget(path, { dryRun: false, signal })).rejects.toMatchObject({
      code: 'OutputUnwritable',
      data: { path, reason: expect.stringContaining('a bundle is not edited') },
    });
  });
});
