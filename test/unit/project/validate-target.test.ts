/** Every bad input of a manifest: the error or the finding it must end in, and that nothing is changed. */
import { readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { targetKind } from '../../../electron/services/project/load-target.ts';
import { validateTarget } from '../../../electron/services/project/validate-target.ts';
import type { ValidateOutput } from '../../../shared/contract/outputs.ts';
import { sampleProject } from '../../support/sample-project.ts';
import { temporaryFolder } from '../../support/temp-folder.ts';

const signal = new AbortController().signal;

beforeEach(async () => {
  vi.stubEnv('GANTRY_STATE_DIR', await temporaryFolder());
});

function validate(path: string): Promise<ValidateOutput> {
  return validateTarget(path, { signal, progress: () => undefined });
}

function found(output: ValidateOutput, code: string) {
  return output.diagnostics.find((each) => each.code === code);
}

/** Validates a project whose manifest has the content; makes sure that the file stays as it was. */
async function withManifest(file: 'appspec.yaml' | 'app.json', content: string | Uint8Array) {
  const folder = await sampleProject(['my-app:1.0'], { [file]: content });
  const output = await validate(folder);
  expect(await readFile(join(folder, file))).toEqual(Buffer.from(content));
  return output;
}

/** Each level refers to the one before nine times: a few lines that stand for billions of values. */
function aliasBomb(): string {
  const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x]'];
  for (let i = 1; i < 12; i++)
    lines.push(
      `a${i}: &a${i} [${Array(9)
        .fill(`*a${i - 1}`)
        .join(', ')}]`,
    );
  return `${lines.join('\n')}\n`;
}

describe('a project', () => {
  test('without findings is valid, and what was not looked at is said', async () => {
    const output = await validate(await sampleProject(['my-app:1.0'], { 'my-app.tar': 'x' }));
    expect(output.summary.errors).toBe(0);
    expect(output.notChecked.map((each) => each.code)).toContain('image/missing');
  });

  test('may lack one manifest, which is a finding', async () => {
    const folder = await sampleProject(['my-app:1.0']);
    await rm(join(folder, 'app.json'));
    expect(found(await validate(folder), 'appjson/missing-file')?.severity).toBe('error');
  });

  test.each(['appspec.yaml', 'app.json'] as const)('with an empty %s has findings', async (file) => {
    const output = await withManifest(file, '');
    expect(output.diagnostics.some((each) => each.file === file && each.severity === 'error')).toBe(true);
  });

  test.each([
    ['binary data', Buffer.from([0, 1, 2, 3, 0, 255])],
    ['UTF-16 (little-endian)', Buffer.from('\uFEFFkind: Service\n', 'utf16le')],
  ])('is refused where a manifest is %s', async (encoding, bytes) => {
    for (const file of ['appspec.yaml', 'app.json']) {
      const folder = await sampleProject(['my-app:1.0'], { [file]: bytes });
      await expect(validate(folder)).rejects.toMatchObject({
        code: 'NotText',
        data: { path: join(folder, file), encoding },
      });
    }
  });

  test('is refused where a manifest has 50 MB', async () => {
    const folder = await sampleProject(['my-app:1.0']);
    await truncate(join(folder, 'app.json'), 50_000_000);
    await expect(validate(folder)).rejects.toMatchObject({
      code: 'FileTooLarge',
      data: { path: join(folder, 'app.json'), bytes: 50_000_000 },
    });
  });

  test('has a finding at the level where a manifest is nested too deeply', async () => {
    const yaml = await withManifest('appspec.yaml', `a: ${'['.repeat(50_000)}${']'.repeat(50_000)}\n`);
    expect(found(yaml, 'appspec/syntax')?.message).toContain('nested');
    const json = await withManifest('app.json', `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`);
    expect(found(json, 'appjson/syntax')?.message).toContain('nested');
  });

  test('has a finding where aliases multiply one another', async () => {
    const started = performance.now();
    const output = await withManifest('appspec.yaml', aliasBomb());
    expect(found(output, 'appspec/syntax')?.message).toContain('aliases');
    expect(performance.now() - started).toBeLessThan(5000);
  });

  test('has findings at duplicate keys', async () => {
    const yaml = await withManifest('appspec.yaml', 'apiVersion: v1\nkind: Service\nkind: Job\n');
    expect(found(yaml, 'appspec/duplicate-key')).toMatchObject({
      message: expect.stringContaining('“kind”'),
      range: { start: { line: 3, column: 1 } },
    });
    const json = await withManifest('app.json', '{\n "name": "a",\n "name": "b"\n}');
    expect(found(json, 'appjson/duplicate-key')).toMatchObject({
      message: expect.stringContaining('“name”'),
      range: { start: { line: 3, column: 2 } },
    });
  });

  test('may set the severity of what loading finds, too', async () => {
    const images = '"images": { "my-app:1.0": { "archive": "my-app.tar" } }';
    const folder = await sampleProject(['my-app:1.0'], {
      'my-app.tar': 'no tar',
      'gantry.json': `{ ${images} }`,
    });
    expect(found(await validate(folder), 'image/archive-invalid')?.severity).toBe('error');
    await writeFile(
      join(folder, 'gantry.json'),
      `{ ${images}, "rules": { "image/archive-invalid": "note" } }`,
    );
    expect(found(await validate(folder), 'image/archive-invalid')?.severity).toBe('note');
    await writeFile(
      join(folder, 'gantry.json'),
      `{ ${images}, "rules": { "image/archive-invalid": "off" } }`,
    );
    expect(found(await validate(folder), 'image/archive-invalid')).toBeUndefined();
  });
});

describe('a single manifest', () => {
  test('is judged by its own rules', async () => {
    const folder = await sampleProject(['my-app:1.0'], { 'app.json': '{}' });
    const appSpec = await validate(join(folder, 'appspec.yaml'));
    expect(appSpec.summary.errors).toBe(0);
    const appJson = await validate(join(folder, 'app.json'));
    expect(appJson.diagnostics.every((each) => each.file === 'app.json')).toBe(true);
    expect(found(appJson, 'appjson/missing-field')?.severity).toBe('error');
  });
});

describe('telling what a path names', () => {
  test.each([
    ['appspec.yaml', 'kind: Service\n', 'appspec'],
    ['other.YML', '{}', 'appspec'],
    ['appspec.yaml', new Uint8Array([0x1f, 0x8b]), 'appspec'],
    ['app.json', '', 'app-json'],
    ['manifest', ' {"name": 1}', 'app-json'],
    ['manifest', 'kind: Service\n', 'appspec'],
    ['app-bundle.tar.gz', 'not gzip at all', 'bundle'],
    ['app1-2.pkg', '', 'bundle'],
    ['download', new Uint8Array([0x1f, 0x8b, 8]), 'bundle'],
  ])('%s', async (name, content, kind) => {
    const path = join(await temporaryFolder(), name);
    await writeFile(path, content);
    expect(await targetKind(path, signal)).toBe(kind);
  });

  test('a folder', async () => {
    expect(await targetKind(await temporaryFolder(), signal)).toBe('project');
  });

  test('nothing at all', async () => {
    await expect(targetKind(join(await temporaryFolder(), 'gone.yaml'), signal)).rejects.toMatchObject({
      code: 'FileUnreadable',
      data: { reason: 'it does not exist' },
    });
  });
});
