import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { tarEnd, tarHeader } from '../../../electron/services/archives/tar-writer.ts';
import { readBundle } from '../../../electron/services/bundle/read-bundle.ts';
import { readBundleFolder } from '../../../electron/services/bundle/read-folder.ts';
import { isError } from '../../../shared/contract/error.ts';
import { rewritten, sampleArchive, tarOf } from '../../support/archive-bytes.ts';
import { appJsonText, appSpecText } from '../../support/sample-project.ts';
import { temporaryFolder } from '../../support/temp-folder.ts';

const { signal } = new AbortController();
const reference = 'my-app:1.0';
const manifests = [
  ['appspec.yaml', appSpecText(reference)],
  ['app.json', appJsonText],
] as const;

async function read(bytes: Uint8Array, name = 'my-app-bundle.tar.gz') {
  const path = join(await temporaryFolder(), name);
  await writeFile(path, bytes);
  return readBundle(path, { signal });
}

async function codes(bytes: Uint8Array): Promise<string[]> {
  return (await read(bytes)).problems.map((problem) => `${problem.severity} ${problem.code}`);
}

const archive = () => sampleArchive('docker', { tags: [reference] });
const bundle = async (...more: Parameters<typeof tarOf>[0]) =>
  gzipSync(tarOf([...manifests, ['my-app.tar', await archive()], ...more]));

describe('reading a bundle', () => {
  it('gives the manifests’ texts, the entries with their hashes, and the images, proven', async () => {
    const contents = await read(await bundle());
    expect(contents).toMatchObject({
      kind: 'bundle',
      wrapping: 'gzip',
      problems: [],
      signature: { state: 'unsigned' },
    });
    expect(contents.appSpec).toEqual({ name: 'appspec.yaml', text: appSpecText(reference) });
    expect(contents.appJson).toEqual({ name: 'app.json', text: appJsonText });
    expect(contents.entries.map((entry) => entry.name)).toEqual(['appspec.yaml', 'app.json', 'my-app.tar']);
    expect(contents.images).toMatchObject([
      { entry: 'my-app.tar', info: { images: [{ tags: [reference] }] } },
    ]);
    expect(contents.sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  it('reads names with a leading “./”, as tar writes them for a folder', async () => {
    const bytes = gzipSync(
      tarOf([['./', ''], ...manifests.map(([name, text]) => [`./${name}`, text] as const)]),
    );
    const contents = await read(bytes);
    expect(contents.appJson?.text).toBe(appJsonText);
    expect(contents.entries.map((entry) => entry.name)).toEqual(['appspec.yaml', 'app.json']);
    expect(contents.problems).toEqual([]);
  });

  it('says what has no place in it, and goes on', async () => {
    expect(
      await codes(await bundle(['._app.json', 'x'], ['notes.txt', 'x'], ['sub/app.json', '{}'])),
    ).toEqual(['warning bundle/apple-file', 'note bundle/extra-file', 'error bundle/not-at-root']);
  });

  it('refuses names and types that could harm who unpacks it, all of them', async () => {
    const found = await codes(
      await bundle(
        ['../outside', 'x'],
        ['/etc/passwd', 'x'],
        ['link', { symlink: '/etc/passwd' }],
        ['hard', { hardlink: 'app.json' }],
        ['app.json', '{}'],
      ),
    );
    expect(found).toEqual([
      'error bundle/unsafe-name',
      'error bundle/unsafe-name',
      'error bundle/not-a-file',
      'error bundle/not-a-file',
      'error bundle/duplicate-name',
    ]);
  });

  it('keeps the first of two entries of one name', async () => {
    const contents = await read(await bundle(['app.json', '{}']));
    expect(contents.appJson?.text).toBe(appJsonText);
  });

  it('refuses a device', async () => {
    const device = Buffer.concat([tarHeader({ name: 'null', size: 0, type: 'character-device' }), tarEnd()]);
    const rest = tarOf([...manifests]);
    expect(await codes(gzipSync(Buffer.concat([rest.subarray(0, -1024), device])))).toEqual([
      'error bundle/not-a-file',
    ]);
  });

  it('names the image archive that is broken, and still reads the others', async () => {
    const broken = await rewritten(await archive(), (name, content) =>
      name.endsWith('layer.tar') ? undefined : content,
    );
    const contents = await read(
      await bundle(['broken.tar', broken], ['text.tar', 'no archive'], ['z.txt', 'x']),
    );
    expect(contents.problems.map(({ code, file }) => [code, file])).toEqual([
      ['bundle/image-invalid', 'broken.tar'],
      ['bundle/image-invalid', 'text.tar'],
      ['bundle/extra-file', 'z.txt'],
    ]);
    expect(contents.images.map((image) => image.entry)).toEqual(['my-app.tar']);
    expect(contents.problems[0]?.message).toContain('layer.tar');
  });

  it('tells that an image archive is compressed, or lacks what older engines need', async () => {
    const packed = gzipSync(await archive());
    const oci = await sampleArchive('oci', { tags: ['other:1.0'] });
    expect(await codes(gzipSync(tarOf([...manifests, ['a.tar.gz', packed], ['b.tar', oci]])))).toEqual([
      'warning bundle/image-compressed',
      'warning bundle/image-layout',
    ]);
  });

  it('tells that it is not compressed', async () => {
    expect(await codes(tarOf([...manifests]))).toEqual(['warning bundle/not-gzip']);
  });

  it('tells a manifest that is no text', async () => {
    const wide = Buffer.from(appJsonText, 'utf16le');
    expect(await codes(gzipSync(tarOf([manifests[0], ['app.json', wide]])))).toEqual([
      'error bundle/not-text',
    ]);
  });

  it('gives what it could read of a truncated one', async () => {
    const whole = await bundle();
    const contents = await read(whole.subarray(0, whole.length - 60));
    expect(contents.problems.map((problem) => problem.code)).toContain('bundle/damaged');
    expect(contents.appJson?.text).toBe(appJsonText);
    expect(contents.sha256).toBeUndefined();
  });

  it('says nothing against an image archive that the bundle’s own end cuts short', async () => {
    const layers = [tarOf([['bin/app', Buffer.alloc(40_000, 'x')]])];
    const image = await sampleArchive('docker', { tags: [reference], layers });
    // In an archive that is itself compressed, its reader meets the end as damage of its own.
    for (const [name, content] of [
      ['my-app.tar', image],
      ['my-app.tar.gz', gzipSync(image, { level: 0 })],
    ] as const) {
      const whole = gzipSync(tarOf([...manifests, [name, content]]), { level: 0 });
      const { problems, images, entries } = await read(whole.subarray(0, whole.length - 30_000));
      expect(problems.map(({ code, file }) => [code, file])).toEqual([
        ['bundle/image-cut', name],
        ['bundle/damaged', 'my-app-bundle.tar.gz'],
      ]);
      expect(problems[1]?.message).toBe('The archive is damaged: its gzip data ends early.');
      expect(images).toEqual([]);
      // The digest of a part would be taken for that of the whole.
      expect(entries.map((entry) => entry.name)).toEqual(['appspec.yaml', 'app.json']);
    }
  });

  it.each([
    ['nothing', ''],
    ['text', 'not an archive at all'],
    ['gzip’d text', gzipSync('not an archive at all')],
  ])('refuses %s', async (_what, bytes) => {
    const error: unknown = await read(Buffer.from(bytes)).catch((caught: unknown) => caught);
    expect(isError(error, 'ArchiveInvalid')).toBe(true);
  });

  it('stops when it is cancelled', async () => {
    const path = join(await temporaryFolder(), 'b.tar.gz');
    await writeFile(path, await bundle());
    await expect(readBundle(path, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'Cancelled',
    });
  });
});

it('takes what lies in images/ for images in an extracted folder, and for strangers in a bundle', async () => {
  const entries = [...manifests, ['images/my-app', await archive()] as const];
  const folder = await temporaryFolder();
  await mkdir(join(folder, 'images'));
  for (const [name, content] of entries) await writeFile(join(folder, name), content);
  expect((await readBundleFolder(folder, { signal })).images).toMatchObject([{ entry: 'images/my-app' }]);
  const contents = await read(tarOf(entries), 'a-bundle.tar');
  expect(contents.images).toEqual([]);
  expect(contents.problems.map(({ message }) => message).join()).toContain('images/my-app');
});

describe('reading a package', () => {
  const inner = async () =>
    gzipSync(
      tarOf([
        ['app.json', appJsonText],
        ['app.yaml', appSpecText(reference)],
        ['app_icon.svg', '<svg/>'],
        ['images/my-app:1.0', await archive()],
      ]),
    );
  const identity = JSON.stringify({ appId: 7, version: 1_002_003 });

  it('reads it whatever the order of its parts', async () => {
    for (const parts of [
      [['./app.id.json', identity] as const, ['./app.tar.gz', await inner()] as const],
      [['./app.tar.gz', await inner()] as const, ['./app.id.json', identity] as const],
    ]) {
      const contents = await read(tarOf(parts), 'app7-1002003.pkg');
      expect(contents).toMatchObject({
        kind: 'pkg',
        identity: { appId: 7, versionId: 1_002_003 },
        problems: [],
      });
      expect(contents.appSpec?.name).toBe('app.tar.gz/app.yaml');
      expect(contents.images).toMatchObject([{ entry: 'app.tar.gz/images/my-app:1.0' }]);
    }
  });

  it('tells an identity that is not the app’s, and a signature that proves nothing', async () => {
    const bytes = tarOf([
      ['app.id.json', JSON.stringify({ appId: 8, version: 1_002_003 })],
      ['app.tar.gz', await inner()],
      ['app.sig', 'no signature'],
    ]);
    const { problems, signature } = await read(bytes, 'x.pkg');
    expect(signature.state).toBe('invalid');
    expect(problems.map(({ code, message }) => [code, message])).toEqual([
      [
        'bundle/identity',
        'app.id.json says app 8, version 1002003, but app.json means app 7, version 1002003.',
      ],
      ['bundle/signature', 'There is a signature, but no certificate to check it with.'],
    ]);
  });

  it('tells that the app is missing', async () => {
    const { problems } = await read(tarOf([['app.id.json', identity]]), 'x.pkg');
    expect(problems.map((problem) => problem.code)).toEqual(['bundle/package-empty']);
  });
});
