import { createHash, randomBytes } from 'node:crypto';
import { chmod, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { Check } from 'typebox/value';
import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { readImageArchive } from '../../../electron/services/archives/image-archive-reader.ts';
import { layerTar } from '../../../electron/services/archives/layer-tar.ts';
import { type ExportContext, exportBundle } from '../../../electron/services/bundle/export-bundle.ts';
import type { ExportRequest } from '../../../electron/services/bundle/preflight.ts';
import { DeflatePool } from '../../../electron/services/deflate/deflate-pool.ts';
import type { Engine, EngineImageDetail } from '../../../electron/services/engine/types.ts';
import { GantryError } from '../../../shared/contract/error.ts';
import type { TransferProgress } from '../../../shared/contract/operations.ts';
import { BundleOutput } from '../../../shared/contract/outputs.ts';
import { entriesOf, rewritten, sampleArchive, streamOf } from '../../support/archive-bytes.ts';
import { run as command } from '../../support/engines.ts';
import { appJsonText, appSpecText, sampleProject } from '../../support/sample-project.ts';
import { temporaryFolder } from '../../support/temp-folder.ts';

const reference = 'my-app:1.0';
const fromArchive = JSON.stringify({ images: { [reference]: { archive: 'images/saved.tar' } } });
const fixture = (name: string) => fileURLToPath(new URL(`../../fixtures/signing/${name}`, import.meta.url));

beforeAll(async () => {
  process.env.GANTRY_STATE_DIR = await temporaryFolder();
});

async function archiveProject(archive?: Uint8Array): Promise<string> {
  const saved = archive ?? (await sampleArchive('docker', { tags: [reference] }));
  return sampleProject([reference], { 'gantry.json': fromArchive, 'images/saved.tar': saved });
}

function run(
  projectFolder: string,
  request: Partial<ExportRequest> = {},
  context: Partial<ExportContext> = {},
) {
  return exportBundle(
    { projectFolder, images: [], layout: 'bundle', force: false, ...request },
    { signal: new AbortController().signal, progress: () => undefined, ...context },
  );
}

async function unpacked(file: string) {
  return entriesOf(streamOf(gunzipSync(await readFile(file))));
}

async function failure(attempt: Promise<unknown>): Promise<GantryError> {
  const error: unknown = await attempt.catch((caught: unknown) => caught);
  if (error instanceof GantryError) return error;
  throw new Error(`expected a GantryError, got ${String(error)}`, { cause: error });
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

describe('exporting from image archives', () => {
  it('writes the manifests and the image at the root, byte for byte, and reports what it wrote', async () => {
    const archive = await sampleArchive('docker', { tags: [reference] });
    const folder = await archiveProject(archive);
    const output = await run(folder);
    expect(output.file).toBe(join(folder, 'my-app-bundle.tar.gz'));
    const entries = await unpacked(output.file);
    expect(entries.map((entry) => entry.name)).toEqual(['appspec.yaml', 'app.json', 'my-app.tar']);
    expect(entries.map(({ mode, uid, gid, mtime }) => [mode, uid, gid, mtime])).toEqual(
      entries.map(() => [0o644, 0, 0, 0]),
    );
    expect(entries[0]?.content.toString()).toBe(appSpecText(reference));
    expect(entries[1]?.content.toString()).toBe(appJsonText);
    expect(entries[2]?.content.equals(archive)).toBe(true);
    const bytes = await readFile(output.file);
    expect(Check(BundleOutput, output)).toBe(true);
    expect(output).toMatchObject({
      schemaVersion: 1,
      layout: 'bundle',
      bytes: bytes.length,
      sha256: sha256(bytes),
      entries: entries.map(({ name, content }) => ({ name, bytes: content.length, sha256: sha256(content) })),
      images: [{ ref: reference, platform: 'linux/amd64' }],
    });
    expect(output.images[0]?.compressedBytes).toBeGreaterThan(500);
    expect(output.images[0]?.compressedBytes).toBeLessThan(bytes.length);
    expect(output.diagnostics.filter((each) => each.severity === 'error')).toEqual([]);
  });

  it('gives the same bytes for the same inputs, in any time zone', async () => {
    const folder = await archiveProject();
    const first = await run(folder, { output: join(folder, 'a.tar.gz') });
    const zone = process.env.TZ;
    process.env.TZ = 'Pacific/Kiritimati';
    const second = await run(folder, { output: join(folder, 'b.tar.gz') });
    if (zone === undefined) delete process.env.TZ;
    else process.env.TZ = zone;
    expect(second.sha256).toBe(first.sha256);
    expect((await readFile(first.file)).equals(await readFile(second.file))).toBe(true);
  });

  it('keeps a byte order mark and Windows line ends of the manifests', async () => {
    const text = `\uFEFF${appSpecText(reference).replaceAll('\n', '\r\n')}`;
    const folder = await archiveProject();
    await writeFile(join(folder, 'appspec.yaml'), text);
    const [appSpec] = await unpacked((await run(folder, { force: true })).file);
    expect(appSpec?.content.toString()).toBe(text);
  });

  it('puts an archive that holds several images in once', async () => {
    const folder = await sampleProject([reference, 'my-app:2.0'], {
      'both.tar': await sampleArchive('docker', { tags: [reference, 'my-app:2.0'] }),
    });
    const archivePath = join(folder, 'both.tar');
    const output = await run(folder, {
      images: [reference, 'my-app:2.0'].map((each) => ({ reference: each, archivePath })),
    });
    expect(output.entries.map((entry) => entry.name)).toEqual(['appspec.yaml', 'app.json', 'my-app.tar']);
    expect(output.images.map((image) => image.ref)).toEqual([reference, 'my-app:2.0']);
  });

  it('takes an archive given by hand before the one of gantry.json, and the project’s file name', async () => {
    const folder = await archiveProject(Buffer.from('no archive at all'));
    await writeFile(
      join(folder, 'gantry.json'),
      JSON.stringify({ ...JSON.parse(fromArchive), bundle: { file: 'out.tgz' } }),
    );
    const archivePath = join(folder, 'other.tar');
    await writeFile(archivePath, await sampleArchive('docker-oci', { tags: [reference] }));
    const output = await run(folder, { images: [{ reference, archivePath }] });
    expect(basename(output.file)).toBe('out.tgz');
  });

  it('makes an OCI archive without tags one that docker load takes, under the reference it was given for', async () => {
    const folder = await archiveProject(await sampleArchive('oci', { tags: [] }));
    const output = await run(folder);
    const image = (await unpacked(output.file)).find((entry) => entry.name === 'my-app.tar');
    const inner = await entriesOf(streamOf(image?.content ?? new Uint8Array()));
    const manifest = inner.find((entry) => entry.name === 'manifest.json');
    expect(JSON.parse(manifest?.content.toString() ?? '')).toMatchObject([{ RepoTags: [reference] }]);
  });

  it('reports every phase in order, the bytes never going back within one', async () => {
    const seen: TransferProgress[] = [];
    await run(await archiveProject(), {}, { progress: (progress) => seen.push(progress) });
    const phases = seen.map((each) => each.phase).filter((phase, i, all) => phase !== all[i - 1]);
    expect(phases).toEqual(['preflight', 'image', 'finish', 'verify']);
    for (const [i, each] of seen.entries()) {
      const before = seen[i - 1];
      if (before?.phase === each.phase) expect(each.bytesDone).toBeGreaterThanOrEqual(before.bytesDone);
    }
  });
});

describe('what stops an export', () => {
  it('is an error among the findings, given with all of them, unless it is overruled', async () => {
    const folder = await archiveProject();
    await writeFile(join(folder, 'app.json'), appJsonText.replace('"My App"', '""'));
    const error = await failure(run(folder));
    expect(error.code).toBe('FindingsBlock');
    expect(error.data).toMatchObject({ name: 'my-app', errors: 1 });
    expect(JSON.stringify(error.data)).toContain('appjson/');
    const output = await run(folder, { force: true });
    expect(output.diagnostics.some((each) => each.severity === 'error')).toBe(true);
  });

  it('is an archive without the tag that the AppSpec names', async () => {
    const folder = await archiveProject(await sampleArchive('docker', { tags: ['my-app:9.9'] }));
    const error = await failure(run(folder));
    expect(error.code).toBe('FindingsBlock');
    expect(JSON.stringify(error.data)).toContain('my-app:9.9');
  });

  it('is found in the manifests before any engine is asked', async () => {
    const folder = await sampleProject([reference], { 'app.json': '{}' });
    const engine = () => Promise.reject(new Error('the engine was asked'));
    expect((await failure(run(folder, {}, { engine }))).code).toBe('FindingsBlock');
  });

  it('is an image without archive or engine', async () => {
    const folder = await sampleProject([reference]);
    expect(await failure(run(folder))).toMatchObject({
      code: 'ImageSourceMissing',
      data: { references: [reference] },
    });
    const tried = [{ endpoint: 'unix:///nowhere.sock', answer: 'nothing listens there' }];
    const engine = () => Promise.reject(new GantryError('EngineUnavailable', { tried }));
    expect(await failure(run(folder, {}, { engine }))).toMatchObject({
      code: 'EngineUnavailable',
      data: { tried },
    });
  });

  it('is an archive given for an image that the AppSpec does not name', async () => {
    const folder = await archiveProject();
    const archivePath = join(folder, 'images/saved.tar');
    const error = await failure(run(folder, { images: [{ reference: 'my-ap:1.0', archivePath }] }));
    expect(error.code).toBe('Usage');
    expect(JSON.stringify(error.data)).toContain('“my-app:1.0”');
  });

  it('is a missing archive, named', async () => {
    const folder = await sampleProject([reference], { 'gantry.json': fromArchive });
    expect(await failure(run(folder))).toMatchObject({
      code: 'FileUnreadable',
      data: { path: join(folder, 'images', 'saved.tar'), reason: 'it does not exist' },
    });
  });

  it.each([
    [
      'a wrong digest',
      (name: string, content: Buffer) => (/layer\.tar$/.test(name) ? flipped(content) : content),
    ],
    ['a missing blob', (name: string, content: Buffer) => (/layer\.tar$/.test(name) ? undefined : content)],
  ])('is an archive with %s; the earlier bundle stays and nothing else is left', async (_what, change) => {
    const archive = await rewritten(await sampleArchive('docker', { tags: [reference] }), change);
    const folder = await archiveProject(archive);
    const target = join(folder, 'my-app-bundle.tar.gz');
    await writeFile(target, 'the earlier bundle');
    const before = await readdir(folder);
    const error = await failure(run(folder));
    expect(error.code).toBe('ArchiveInvalid');
    expect(error.data).toMatchObject({ file: 'saved.tar' });
    expect(await readFile(target, 'utf8')).toBe('the earlier bundle');
    expect(await readdir(folder)).toEqual(before);
  });

  it('is a target that is one of the inputs', async () => {
    const folder = await archiveProject();
    for (const input of ['images/saved.tar', 'app.json']) {
      const before = await readFile(join(folder, input));
      expect((await failure(run(folder, { output: join(folder, input) }))).code).toBe('OutputUnwritable');
      expect((await readFile(join(folder, input))).equals(before)).toBe(true);
    }
  });

  it('is an output folder that does not exist or is none', async () => {
    const folder = await archiveProject();
    const error = await failure(run(folder, { output: join(folder, 'no', 'out.tar.gz') }));
    expect(error).toMatchObject({ code: 'OutputUnwritable', data: { reason: 'the folder does not exist' } });
    expect((await failure(run(folder, { output: folder }))).code).toBe('OutputUnwritable');
  });

  it.skipIf(process.platform === 'win32' || process.getuid?.() === 0)(
    'is a read-only output folder (not as root, who may write anyway)',
    async () => {
      const folder = await archiveProject();
      const locked = await temporaryFolder();
      await chmod(locked, 0o555);
      const error = await failure(run(folder, { output: join(locked, 'out.tar.gz') }));
      await chmod(locked, 0o755);
      expect(error.code).toBe('OutputUnwritable');
    },
  );

  it('is a folder that is no project', async () => {
    expect((await failure(run(await temporaryFolder()))).code).toBe('NotAProject');
  });
});

function flipped(content: Buffer): Buffer {
  const changed = Buffer.from(content);
  const at = Math.floor(content.length / 2);
  changed[at] = (changed[at] ?? 0) ^ 1;
  return changed;
}

describe('cancelling', () => {
  it('leaves the earlier bundle and no debris, at whatever instant', async () => {
    const noise = Buffer.alloc(4 << 20);
    for (let i = 0; i < noise.length; i++) noise[i] = (i * i * 2654435761) >>> 13;
    const layer = layerTar([{ path: 'noise', mode: 0o644, content: noise }]);
    const folder = await archiveProject(
      await sampleArchive('docker', { tags: [reference], layers: [layer] }),
    );
    const target = join(folder, 'my-app-bundle.tar.gz');
    await writeFile(target, 'the earlier bundle');
    const before = await readdir(folder);
    let whole = 0;
    // The first run starts threads and warms up, which those to come do not.
    for (let warm = 0; warm < 2; warm++) {
      process.env.GANTRY_STATE_DIR = await temporaryFolder();
      const started = performance.now();
      await run(folder, { output: join(folder, 'whole.tar.gz') });
      whole = performance.now() - started;
      await rm(join(folder, 'whole.tar.gz'));
    }
    let cancelled = 0;
    for (let turn = 0; turn < 24; turn++) {
      // With a cache of its own: what is compressed already goes too fast to be stopped.
      process.env.GANTRY_STATE_DIR = await temporaryFolder();
      const controller = new AbortController();
      const timer = setTimeout(() => controller.abort(), (whole * (turn + Math.random())) / 24);
      const result = await run(folder, {}, { signal: controller.signal }).then(
        () => 'done',
        (error: unknown) => (error instanceof GantryError ? error.code : String(error)),
      );
      clearTimeout(timer);
      // A run may be quicker than the first one was and end before it is stopped.
      if (result === 'done') await writeFile(target, 'the earlier bundle');
      else {
        expect(result).toBe('Cancelled');
        cancelled += 1;
      }
      expect(await readdir(folder)).toEqual(before);
      expect(await readFile(target, 'utf8')).toBe('the earlier bundle');
    }
    expect(cancelled).toBeGreaterThan(8);
  });

  it('before it begins, is enough', async () => {
    expect((await failure(run(await archiveProject(), {}, { signal: AbortSignal.abort() }))).code).toBe(
      'Cancelled',
    );
  });
});

describe('exporting from an engine', () => {
  const other = 'my-app:2.0';

  /** A minimal engine holding one archive: enough to see what is asked of it and how a bad answer is met. */
  function engineWith(
    archive: Uint8Array,
    detail: Partial<EngineImageDetail>,
    saved: (readonly string[])[] = [],
  ) {
    const never = () => Promise.reject(new Error('not asked for here'));
    const engine: Engine = {
      endpoint: 'unix:///test.sock',
      version: { product: 'Docker', version: '1', apiVersion: '1', platform: 'linux/amd64' },
      images: never,
      history: never,
      load: never,
      build: never,
      close: () => undefined,
      inspect: (wanted) =>
        Promise.resolve({
          id: `sha256:${sha256(archive)}`,
          tags: [reference, other],
          bytes: archive.length,
          created: '',
          platform: 'linux/amd64',
          config: { exposedPorts: [], env: [], labels: {}, user: '', entrypoint: [], command: [] },
          layers: [],
          ...(wanted === 'absent:1' ? {} : detail),
        }),
      save: (references) => {
        saved.push(references);
        return Promise.resolve(streamOf(archive, 1000));
      },
    };
    return () => Promise.resolve(engine);
  }

  async function layersOf(archive: Uint8Array): Promise<string[]> {
    const info = await readImageArchive(streamOf(archive), { file: 'x' });
    return info.images[0]?.layers.map((layer) => layer.diffId) ?? [];
  }

  it('saves an image with all its references in one archive', async () => {
    const archive = await sampleArchive('docker', { tags: [reference, other] });
    const saved: (readonly string[])[] = [];
    const engine = engineWith(archive, { layers: await layersOf(archive) }, saved);
    const output = await run(await sampleProject([reference, other]), {}, { engine });
    expect(saved).toEqual([[reference, other]]);
    expect(output.images.map((image) => image.ref)).toEqual([reference, other]);
    expect(output.entries).toHaveLength(3);
  });

  it.each([
    [20_000_000, 1],
    [10_000_000, 0],
  ])('has threads ready for an image of %d bytes while it is prepared: %d times', async (bytes, times) => {
    const archive = await sampleArchive('docker', { tags: [reference] });
    const connect = engineWith(archive, { layers: await layersOf(archive), bytes });
    const engine = async (): Promise<Engine> => ({
      ...(await connect()),
      save: async () => {
        await sleep(150);
        return streamOf(archive);
      },
    });
    // With a cache of its own: others are not to find the image.
    vi.stubEnv('GANTRY_STATE_DIR', await temporaryFolder());
    const prepare = vi.spyOn(DeflatePool.prototype, 'prepare');
    onTestFinished(() => {
      prepare.mockRestore();
      vi.unstubAllEnvs();
    });
    await run(await sampleProject([reference]), {}, { engine });
    expect(prepare).toHaveBeenCalledTimes(times);
  });

  it('refuses a save that lost a tag, or that holds another image', async () => {
    const archive = await sampleArchive('docker', { tags: [reference] });
    const layers = await layersOf(archive);
    const lost = await failure(
      run(await sampleProject([reference, other]), {}, { engine: engineWith(archive, { layers }) }),
    );
    expect(lost.code).toBe('EngineFailed');
    expect(JSON.stringify(lost.data)).toContain('lacks the tag “my-app:2.0”');
    const swapped = await failure(
      run(
        await sampleProject([reference]),
        {},
        { engine: engineWith(archive, { layers: ['sha256:other'] }) },
      ),
    );
    expect(JSON.stringify(swapped.data)).toContain('other layers');
  });

  it('that dies in the middle of a save is said, and leaves the earlier bundle and no debris', async () => {
    const archive = await sampleArchive('docker', { tags: [reference] });
    const connect = engineWith(archive, { layers: await layersOf(archive) });
    const died = {
      endpoint: 'unix:///test.sock',
      operation: 'saving my-app:1.0',
      reason: 'it closed the connection',
    };
    const engine = async (): Promise<Engine> => ({
      ...(await connect()),
      save: () =>
        Promise.resolve(
          (async function* () {
            yield archive.subarray(0, archive.length / 2);
            throw new GantryError('EngineFailed', died);
          })(),
        ),
    });
    const folder = await sampleProject([reference], { 'my-app-bundle.tar.gz': 'the earlier bundle' });
    const before = await readdir(folder);
    expect(await failure(run(folder, {}, { engine }))).toMatchObject({ code: 'EngineFailed', data: died });
    expect(await readdir(folder)).toEqual(before);
    expect(await readFile(join(folder, 'my-app-bundle.tar.gz'), 'utf8')).toBe('the earlier bundle');
  });

  it('is not asked where every image has an archive', async () => {
    const engine = () => Promise.reject(new Error('the engine was asked'));
    await expect(run(await archiveProject(), {}, { engine })).resolves.toBeDefined();
  });
});

describe('the older package layout', () => {
  it('holds the inner archive, unsigned', async () => {
    const folder = await archiveProject();
    await writeFile(join(folder, 'app_icon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
    const output = await run(folder, { layout: 'pkg' });
    expect(basename(output.file)).toBe('app7-1002003.pkg');
    const outer = await entriesOf(streamOf(await readFile(output.file)));
    expect(outer.map((entry) => entry.name)).toEqual(['app.id.json', 'app.tar.gz']);
    expect(JSON.parse(outer[0]?.content.toString() ?? '')).toEqual({ appId: 7, version: 1_002_003 });
    const inner = await entriesOf(streamOf(gunzipSync(outer[1]?.content ?? new Uint8Array())));
    expect(inner.map((entry) => entry.name)).toEqual([
      'app.json',
      'app.yaml',
      'app_icon.svg',
      'images/my-app:1.0',
    ]);
    expect(output).toMatchObject({ layout: 'pkg', signed: false });
    expect(output.entries.map((entry) => entry.name)).toContain('app.tar.gz/images/my-app:1.0');
  });

  it('holds a signature that its certificate proves', async () => {
    const signing = { keyPath: fixture('signer-key.pem'), certificatePath: fixture('signer-chain.pem') };
    const output = await run(await archiveProject(), { layout: 'pkg', signing });
    expect(output.signed).toBe(true);
    const names = (await entriesOf(streamOf(await readFile(output.file)))).map((entry) => entry.name);
    expect(names).toEqual(['app.id.json', 'app.tar.gz', 'app.sig', 'app-cert.pem', 'app-ca-bundle.pem']);
  });

  it('needs a number for the app', async () => {
    const folder = await archiveProject();
    await writeFile(join(folder, 'app.json'), appJsonText.replace('"id": 7,', ''));
    const error = await failure(run(folder, { layout: 'pkg' }));
    expect(error.code).toBe('Usage');
    expect(JSON.stringify(error.data)).toContain('app.json has no “id”');
  });

  it('alone can be signed', async () => {
    const signing = { keyPath: fixture('signer-key.pem'), certificatePath: fixture('signer-chain.pem') };
    expect((await failure(run(await archiveProject(), { signing }))).code).toBe('Usage');
  });
});

describe.skipIf(process.platform !== 'linux' || process.getuid?.() !== 0)('a full disk (Linux, root)', () => {
  it('is said before writing where it is foreseen, and leaves nothing where it is not', async () => {
    const mount = join(await temporaryFolder(), 'small');
    await mkdir(mount);
    await command('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', mount]);
    try {
      const target = join(mount, 'out.tar.gz');
      await writeFile(target, 'the earlier bundle');
      for (const [bytes, foreseen] of [
        [2 << 20, false],
        [12 << 20, true],
      ] as const) {
        const layer = layerTar([{ path: 'noise', mode: 0o644, content: randomBytes(bytes) }]);
        const folder = await archiveProject(
          await sampleArchive('docker', { tags: [reference], layers: [layer] }),
        );
        const error = await failure(run(folder, { output: target }));
        expect(error).toMatchObject({ code: 'DiskFull', data: { path: target } });
        expect('needed' in error.data).toBe(foreseen);
        expect(await readdir(dirname(target))).toEqual(['out.tar.gz']);
        expect(await readFile(target, 'utf8')).toBe('the earlier bundle');
      }
    } finally {
      await command('umount', [mount]);
    }
  });

  it('and a file system that is read-only are told apart', async () => {
    const mount = join(await temporaryFolder(), 'locked');
    await mkdir(mount);
    await command('mount', ['-t', 'tmpfs', '-o', 'size=1m,ro', 'tmpfs', mount]);
    try {
      const target = join(mount, 'out.tar.gz');
      expect(await failure(run(await archiveProject(), { output: target }))).toMatchObject({
        code: 'OutputUnwritable',
        data: { path: target, reason: 'the file system is read-only' },
      });
    } finally {
      await command('umount', [mount]);
    }
  });
});
