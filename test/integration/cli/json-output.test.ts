import { readFileSync, statSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';
import { beforeAll, describe, expect, test } from 'vitest';
import { sampleArchive } from '../../support/archive-bytes.ts';
import { describeWith, dockerEngine } from '../../support/engines.ts';
import { buildGantry, gantry } from '../../support/gantry-process.ts';
import { sampleProject } from '../../support/sample-project.ts';

beforeAll(buildGantry);

const image = 'my-app:1.0';

/** A published schema as a reader of the outputs would use it. */
function schema(name: string): ValidateFunction {
  const path = new URL(`../../../resources/schemas/${name}.schema.json`, import.meta.url);
  return new Ajv().compile(JSON.parse(readFileSync(path, 'utf8')) as object);
}

/** Runs a verb with `--format json`: one document that keeps to its schema, and nothing on standard error. */
async function output(
  verb: string,
  args: readonly string[],
  expected: { readonly status: number; readonly schema?: string; readonly env?: Record<string, string> },
): Promise<unknown> {
  const { env = {} } = expected;
  const { status, stdout, stderr } = await gantry([verb, ...args, '--format', 'json'], { env });
  expect({ status, stderr }).toEqual({ status: expected.status, stderr: '' });
  const document: unknown = JSON.parse(stdout);
  const check = schema(expected.schema ?? verb);
  check(document);
  expect(check.errors).toBeNull();
  return document;
}

const project = async () =>
  sampleProject([image], { 'web.tar': await sampleArchive('docker', { tags: [image] }) });

describe('every JSON output keeps to its published schema', () => {
  test('gantry validate, of a project with findings, a manifest and a bundle', async () => {
    const folder = await sampleProject([image], { 'app.json': '{"version": 1.0}' });
    expect(await output('validate', [folder], { status: 1 })).toMatchObject({
      diagnostics: expect.arrayContaining([expect.objectContaining({ code: 'appjson/version-unquoted' })]),
    });
    await output('validate', [`${folder}/appspec.yaml`], { status: 0 });
  });

  test('gantry bundle, then validate and inspect of what it made', async () => {
    const folder = await project();
    const file = `${folder}/out.tar.gz`;
    const made = await output('bundle', [folder, '-o', file, '--image', `${image}=${folder}/web.tar`], {
      status: 0,
    });
    expect(made).toMatchObject({ file, layout: 'bundle', images: [{ ref: image, platform: 'linux/amd64' }] });
    await output('validate', [file], { status: 0 });
    expect(await output('inspect', [file], { status: 0 })).toMatchObject({
      kind: 'bundle',
      app: { version: '1.2.3' },
    });
    expect(await output('inspect', [`${folder}/web.tar`], { status: 0 })).toMatchObject({
      kind: 'image-archive',
    });
    await output('inspect', [folder], { status: 0 });
  });

  test('gantry bundle --layout pkg', async () => {
    const folder = await project();
    const args = [folder, '--layout', 'pkg', '--image', `${image}=${folder}/web.tar`];
    expect(await output('bundle', args, { status: 0 })).toMatchObject({ layout: 'pkg', signed: false });
  });

  test('gantry new, fix and bump', async () => {
    const folder = `${await project()}/demo`;
    await output('new', [folder, '--template', 'sidecar'], { status: 0 });
    expect(await output('bump', [folder, 'minor'], { status: 0 })).toMatchObject({
      after: expect.any(String),
    });
    const broken = await sampleProject([image], { 'app.json': '{"version": 1.0}' });
    expect(await output('fix', [broken, '--dry-run'], { status: 0 })).toMatchObject({
      written: false,
      files: [{ file: 'app.json', diff: expect.stringContaining('+{"version": "1.0.0"}') }],
    });
  });

  test('gantry extract and unpack of a bundle that was made', async () => {
    const folder = await project();
    const file = `${folder}/out.tar.gz`;
    await output('bundle', [folder, '-o', file, '--image', `${image}=${folder}/web.tar`], { status: 0 });
    const out = `${folder}/extracted.tar`;
    expect(await output('extract', [file, 'my-app.tar', '-o', out], { status: 0 })).toMatchObject({
      entry: 'my-app.tar',
      file: out,
      bytes: statSync(out).size,
    });
    const again = await output('extract', [file, 'my-app.tar', '-o', out], { status: 4, schema: 'error' });
    expect(again).toMatchObject({ error: { code: 'OutputUnwritable' } });
    await output('extract', [file, 'my-app.tar', '-o', out, '--force'], { status: 0 });
    const made = await output('unpack', [file, `${folder}/again`], { status: 0 });
    expect(made).toMatchObject({ files: ['appspec.yaml', 'app.json', 'images/my-app.tar', 'gantry.json'] });
    await output('validate', [`${folder}/again`], { status: 0 });
    expect(await output('unpack', [file, `${folder}/again`], { status: 2, schema: 'error' })).toMatchObject({
      error: { code: 'FolderNotEmpty' },
    });
  });

  test('gantry doctor without an engine', async () => {
    expect(await output('doctor', [], { status: 3 })).toMatchObject({
      attempts: expect.arrayContaining([
        expect.objectContaining({ endpoint: 'unix:///no/such/engine.sock', ok: false }),
      ]),
    });
  });

  test('failed runs', async () => {
    const blocked = await sampleProject([image], { 'app.json': '{"version": 1.0}' });
    const runs: [string, string[], number, string][] = [
      ['validate', ['/no/such/folder'], 2, 'FileUnreadable'],
      ['bundle', [blocked], 1, 'FindingsBlock'],
      ['bundle', [await project()], 3, 'EngineUnavailable'],
      ['bump', [blocked, 'huge'], 2, 'Usage'],
    ];
    for (const [verb, args, status, code] of runs) {
      expect(await output(verb, args, { status, schema: 'error' })).toMatchObject({ error: { code } });
    }
  });
});

describeWith(['docker engine'], 'with a Docker Engine', () => {
  test('gantry build, inspect of the engine’s image, bundle from it, and doctor', async () => {
    const engine = await dockerEngine();
    const env = { DOCKER_HOST: engine.endpoint };
    const name = 'gantry-cli-json:1.0';
    const folder = await sampleProject([name], { Dockerfile: 'FROM scratch\nCOPY app.json /\n' });
    expect(await output('build', [folder], { status: 0, env })).toMatchObject({
      endpoint: engine.endpoint,
      images: [{ ref: name, platform: 'linux/amd64' }],
    });
    expect(await output('inspect', [name], { status: 0, env })).toMatchObject({
      kind: 'engine-image',
      images: [{ ref: name }],
    });
    expect(await output('bundle', [folder], { status: 0, env })).toMatchObject({ images: [{ ref: name }] });
    expect(await output('doctor', [], { status: 0, env })).toMatchObject({ engine: { product: 'Docker' } });
    await engine.cli(['image', 'rm', name]);
  });
});
