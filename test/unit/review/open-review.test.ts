import { mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { exportBundle } from '../../../electron/services/bundle/export-bundle.ts';
import { openReview } from '../../../electron/services/review/open-review.ts';
import { isError } from '../../../shared/contract/error.ts';
import type { ReviewOutput } from '../../../shared/contract/review.ts';
import { sampleArchive, tarOf } from '../../support/archive-bytes.ts';
import { appJsonText, appSpecText, sampleProject } from '../../support/sample-project.ts';
import { temporaryFolder } from '../../support/temp-folder.ts';
import {
  archiveCodes,
  bundle,
  call,
  image,
  manifests,
  reference,
  review,
  signal,
  written,
} from './bundles.ts';

const secret = 'hunter2hunter2hunter2';

describe('reviewing a bundle', () => {
  it('tells everything of a good one', async () => {
    const output = await review(await bundle());
    expect(output).toMatchObject({
      stage: 'whole',
      kind: 'bundle',
      wrapping: 'gzip',
      app: { name: 'My App', version: '1.2.3', minSoftwareVersion: '7.2' },
      signature: { state: 'unsigned' },
      summary: { errors: 0, warnings: 0 },
    });
    expect(output.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(output.manifests.map(({ role, file }) => `${role} ${file}`)).toEqual([
      'appSpec appspec.yaml',
      'appJson app.json',
    ]);
    expect(output.images).toMatchObject([
      { ref: reference, origin: 'my-app.tar', platform: 'linux/amd64', exposedPorts: ['8080/tcp'], user: '' },
    ]);
    expect(output.checklist.length).toBeGreaterThan(10);
    expect(output.topology.nodes.length).toBeGreaterThan(3);
  });

  it('tells manifests and verdict before the images are read, where they come first', async () => {
    const told: ReviewOutput[] = [];
    const listen = { ...call, onFirstFacts: (facts: ReviewOutput) => told.push(facts) };
    let toldBeforeImage = -1;
    await openReview(await bundle(), {
      ...listen,
      onImage: () => {
        toldBeforeImage = told.length;
        return {};
      },
    });
    expect(toldBeforeImage).toBe(1);
    expect(told).toMatchObject([{ stage: 'manifests', images: [], manifests: [{}, {}] }]);
    expect(told[0]?.notChecked.some(({ reason }) => reason.includes('still being read'))).toBe(true);
    expect(told[0]?.sha256).toBeUndefined();
  });

  it('tells them once all is read where the images come first', async () => {
    const told: ReviewOutput[] = [];
    const path = await bundle([], [['my-app.tar', await image()], ...manifests]);
    const output = await openReview(path, { ...call, onFirstFacts: (facts) => told.push(facts) });
    expect(told).toHaveLength(1);
    expect(told[0]?.images).toHaveLength(1);
    expect(output.summary.errors).toBe(0);
  });

  it('masks credentials in the environment of images', async () => {
    const config = { architecture: 'amd64', os: 'linux', config: { Env: [`API_KEY=${secret}`, 'PORT=80'] } };
    const archive = await sampleArchive('docker', { tags: [reference], config });
    const output = await review(await bundle([], [...manifests, ['a.tar', archive]]));
    expect(output.images[0]?.env).toEqual([
      { name: 'API_KEY', value: 'hunt… (21 characters)' },
      { name: 'PORT', value: '80' },
    ]);
  });

  it.each([
    ['as tar of a folder names them', ['./appspec.yaml', './app.json', './my-app.tar']],
    ['plainly', ['appspec.yaml', 'app.json', 'my-app.tar']],
  ])('reads entries named %s', async (_how, [one = '', two = '', three = '']) => {
    const path = await bundle(
      [],
      [
        [one, appSpecText(reference)],
        [two, appJsonText],
        [three, await image()],
      ],
    );
    expect((await review(path)).diagnostics.filter(({ severity }) => severity !== 'note')).toEqual([]);
  });

  it('reads an image archive that is gzip’d inside, among AppleDouble and other strangers', async () => {
    const path = await bundle(
      [],
      [
        ['._appspec.yaml', 'Mac OS X'],
        ['._my-app.tar', 'Mac OS X'],
        ['notes/readme.md', 'x'],
        ...manifests,
        ['my-app.tar.gz', gzipSync(await image())],
      ],
    );
    const output = await review(path);
    expect(output.images).toHaveLength(1);
    expect(archiveCodes(output)).toEqual([
      'bundle/apple-file',
      'bundle/apple-file',
      'bundle/extra-file',
      'bundle/image-compressed',
    ]);
  });

  it('reads the folder a bundle was unpacked to, following no link', async () => {
    const folder = join(await temporaryFolder(), 'unpacked');
    await mkdir(folder);
    for (const [name, content] of [...manifests, ['my-app.tar', await image()] as const]) {
      await writeFile(join(folder, name), content as string);
    }
    await symlink('/etc/hostname', join(folder, 'link'));
    const output = await review(folder);
    expect(output).toMatchObject({ kind: 'folder', images: [{ ref: reference }], summary: { errors: 1 } });
    expect(archiveCodes(output)).toEqual(['bundle/not-a-file']);
  });

  it('reads an image archive by itself', async () => {
    const output = await review(await written(await image(), 'my-app.tar'));
    expect(output).toMatchObject({ kind: 'image-archive', manifests: [], images: [{ ref: reference }] });
  });

  it('says who signed a package', async () => {
    const fixture = (name: string) =>
      fileURLToPath(new URL(`../../fixtures/signing/${name}`, import.meta.url));
    const project = await sampleProject([reference], {
      'gantry.json': JSON.stringify({ images: { [reference]: { archive: 'my-app.tar' } } }),
      'my-app.tar': await image(),
    });
    const output = join(await temporaryFolder(), 'app7.pkg');
    const request = { projectFolder: project, output, images: [], layout: 'pkg', force: true } as const;
    const signing = { keyPath: fixture('signer-key.pem'), certificatePath: fixture('signer-chain.pem') };
    await exportBundle({ ...request, signing }, call);
    const { kind, signature, images } = await review(output);
    expect(kind).toBe('pkg');
    expect(images).toHaveLength(1);
    expect(signature.state).toBe('valid');
    expect(signature.by?.subject).toContain('CN=');
    expect(signature.by?.fingerprint).toMatch(/^(?:[0-9A-F]{2}:){31}[0-9A-F]{2}$/);
  });
});

describe('reviewing what is bad', () => {
  it.each<[string, Parameters<typeof tarOf>[0], string[]]>([
    [
      'names that lead out',
      [
        ['../../etc/cron.d/x', 'x'],
        ['/etc/passwd', 'x'],
      ],
      ['bundle/unsafe-name', 'bundle/unsafe-name'],
    ],
    [
      'links',
      [
        ['link', { symlink: '/etc' }],
        ['hard', { hardlink: 'app.json' }],
      ],
      ['bundle/not-a-file', 'bundle/not-a-file'],
    ],
    ['a manifest twice', [['appspec.yaml', 'kind: Other']], ['bundle/duplicate-name']],
  ])('names %s, and still shows the rest', async (_what, more, expected) => {
    const output = await review(await bundle(more));
    expect(archiveCodes(output)).toEqual(expected);
    expect(output.manifests[0]?.text).toBe(appSpecText(reference));
    expect(output.images).toHaveLength(1);
    expect(output.summary.errors).toBeGreaterThan(0);
  });

  it('names two images with one tag, and says whether they are the same', async () => {
    const other = await sampleArchive('docker', { tags: [reference], layers: [tarOf([['x', 'y']])] });
    const output = await review(await bundle([['other.tar', other]]));
    expect(archiveCodes(output)).toEqual(['bundle/tag-twice']);
    const finding = output.diagnostics.find(({ code }) => code === 'bundle/tag-twice');
    expect(finding).toMatchObject({ severity: 'error', file: 'other.tar' });
    expect(finding?.message).toContain('two different images');
    // Neither is without a container that names it.
    expect(output.diagnostics.map(({ code }) => code)).not.toContain('image/unused');
  });

  it('shows what could be read of one that is cut short, without a hash', async () => {
    const bytes = gzipSync(tarOf([...manifests, ['my-app.tar', Buffer.alloc(300_000, await image())]]), {
      level: 0,
    });
    const output = await review(await written(bytes.subarray(0, 60_000)));
    expect(archiveCodes(output)).toContain('bundle/damaged');
    expect(output.manifests).toHaveLength(2);
    expect(output.sha256).toBeUndefined();
  });

  it('stops a decompression bomb early, and shows what came before it', async () => {
    // 4 GiB of zeros as 64 gzip members of 64 MiB each, behind the header of one entry.
    const header = tarOf([['bomb.bin', '']]).subarray(0, 512);
    const sized = Buffer.from(header);
    sized.write(`${(4 * 1024 ** 3).toString(8).padStart(11, '0')} `, 124, 'latin1');
    sized.fill(0x20, 148, 156);
    sized.write(
      `${sized
        .reduce((sum, byte) => sum + byte, 0)
        .toString(8)
        .padStart(6, '0')}\0 `,
      148,
      'latin1',
    );
    const start = gzipSync(Buffer.concat([tarOf([...manifests]).subarray(0, -1024), sized]));
    const zeros = gzipSync(Buffer.alloc(64 * 1024 ** 2), { level: 9 });
    const path = await written(Buffer.concat([start, ...Array<Buffer>(64).fill(zeros)]));
    const before = process.memoryUsage().rss;
    const output = await review(path);
    expect(archiveCodes(output)).toContain('bundle/bomb');
    expect(output.manifests).toHaveLength(2);
    expect(process.memoryUsage().rss - before).toBeLessThan(300e6);
  }, 60_000);

  it.each([
    ['a ZIP archive', Buffer.from('504b030414000000', 'hex'), 'a ZIP archive'],
    ['xz', Buffer.from('fd377a585a000004', 'hex'), 'compressed with xz'],
  ])('says that it is %s, whatever it is called', async (_what, head, words) => {
    for (const name of ['x.zip', 'x-bundle.tar.gz']) {
      const bytes = Buffer.concat([head, Buffer.alloc(600, 1)]);
      const error: unknown = await review(await written(bytes, name)).catch((caught: unknown) => caught);
      expect(isError(error, 'ArchiveInvalid') && error.data.problem).toContain(words);
    }
  });

  it('reads a bundle under a wrong name, and says so', async () => {
    const path = await written(gzipSync(tarOf([...manifests])), 'my-app.zip');
    const output = await review(path);
    expect(archiveCodes(output)).toEqual(['bundle/file-name']);
    expect(output.manifests).toHaveLength(2);
  });

  it('writes nothing beside the file it reads', async () => {
    const path = await bundle();
    await review(path);
    expect(await readdir(join(path, '..'))).toEqual(['my-app-bundle.tar.gz']);
  });

  it('stops when it is cancelled', async () => {
    const aborted = { ...call, signal: AbortSignal.abort() };
    await expect(openReview(await bundle(), aborted)).rejects.toMatchObject({ code: 'Cancelled' });
    expect(signal.aborted).toBe(false);
  });
});
