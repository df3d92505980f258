/**
 * Bundles as senders really make them: `tar`, `docker save`, `podman save`, `gzip` and `openssl` as they come with a system.
 * Each is opened by the review and by the command line, and both must say the same.
 */
import { cp, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { openReview } from '../../../electron/services/review/open-review.ts';
import type { CompareOutput } from '../../../shared/contract/comparison.ts';
import type { InspectOutput, ValidateOutput } from '../../../shared/contract/outputs.ts';
import type { ReviewOutput } from '../../../shared/contract/review.ts';
import {
  busyboxImage,
  describeWith,
  dockerEngine,
  podmanEngine,
  run,
  type TestEngine,
} from '../../support/engines.ts';
import { buildGantry, gantry } from '../../support/gantry-process.ts';
import { appJsonText, appSpecText } from '../../support/sample-project.ts';
import { temporaryFolder } from '../../support/temp-folder.ts';

const { signal } = new AbortController();
const reference = 'review-test:1.0';
const helper = 'review-helper:1.0';

const review = (path: string): Promise<ReviewOutput> =>
  openReview(path, { signal, progress: () => undefined });

/** Everything but notes, by code, each once. */
function verdict({ diagnostics }: Pick<ReviewOutput, 'diagnostics'>): string[] {
  const codes = diagnostics.filter(({ severity }) => severity !== 'note').map(({ code }) => code);
  return [...new Set(codes)].sort();
}

async function cliJson<Output>(...args: string[]): Promise<Output> {
  const { status, stdout, stderr } = await gantry([...args, '--format', 'json']);
  expect([0, 1], stderr).toContain(status);
  return JSON.parse(stdout);
}

/** Opens a file by every way there is, and sees that they agree; gives what the review says. */
async function opened(path: string): Promise<ReviewOutput> {
  const seen = await review(path);
  const [inspected, validated, compared] = [
    await cliJson<InspectOutput>('inspect', path),
    await cliJson<ValidateOutput>('validate', path),
    await cliJson<CompareOutput>('compare', path, path),
  ];
  expect(inspected).toMatchObject({ kind: seen.kind, app: { version: seen.app?.version } });
  expect(inspected.entries).toEqual(seen.entries);
  const identity = ({
    ref,
    id,
    platform,
    bytes,
  }: {
    ref: string;
    id: string;
    platform: string;
    bytes: number;
  }) => ({ ref, id, platform, bytes });
  expect(inspected.images.map(identity)).toEqual(seen.images.map(identity));
  expect(validated.summary).toEqual(seen.summary);
  expect(validated.diagnostics.map(({ code, file }) => `${code} ${file}`)).toEqual(
    seen.diagnostics.map(({ code, file }) => `${code} ${file}`),
  );
  expect(compared.after).toMatchObject({ kind: seen.kind });
  expect(compared.changes).toEqual([]);
  return seen;
}

describeWith(
  ['docker engine', 'podman engine', 'busybox', 'skopeo', 'openssl'],
  'reviewing real bundles',
  () => {
    let stage = '';
    let docker: TestEngine;

    beforeAll(async () => {
      await buildGantry();
      stage = await temporaryFolder();
      docker = await dockerEngine();
      const podman = await podmanEngine();
      await busyboxImage(docker, reference, { 'srv/index.html': '<h1>Tides</h1>\n' });
      await busyboxImage(docker, helper, { 'srv/helper': 'helps\n' });
      await docker.cli(['save', '-o', join(stage, 'app.tar'), reference]);
      await docker.cli(['save', '-o', join(stage, 'both.tar'), reference, helper]);
      await docker.cli(['save', '-o', join(stage, 'helper.tar'), helper]);
      await podman.cli(['load', '--input', join(stage, 'app.tar')]);
      // Podman’s own name for what it was given without a registry; people who know give it Docker’s.
      const own = `localhost/${reference}`;
      const known = `docker.io/library/${reference}`;
      await podman.cli(['save', '-o', join(stage, 'podman-own.tar'), own]);
      await podman.cli(['tag', own, known]);
      await podman.cli(['untag', own, own]);
      await podman.cli(['save', '-o', join(stage, 'podman.tar'), known]);
      await podman.cli(['save', '--format', 'oci-archive', '-o', join(stage, 'podman-oci.tar'), known]);
      await run('gzip', ['-k', '-n', join(stage, 'app.tar')]);
      await writeFile(join(stage, 'appspec.yaml'), appSpecText(reference));
      await writeFile(join(stage, 'app.json'), appJsonText);
    });

    /** A folder with both manifests and the archives named, each under the name given. */
    async function folderWith(
      archives: Readonly<Record<string, string>>,
      ...images: string[]
    ): Promise<string> {
      const folder = await temporaryFolder();
      await writeFile(
        join(folder, 'appspec.yaml'),
        appSpecText(...(images.length > 0 ? images : [reference])),
      );
      await writeFile(join(folder, 'app.json'), appJsonText);
      for (const [name, from] of Object.entries(archives)) await cp(join(stage, from), join(folder, name));
      return folder;
    }

    /** Packs what the words say, from the folder, with the system's tar. */
    async function packed(folder: string, ...words: string[]): Promise<string> {
      const bundle = join(await temporaryFolder(), 'my-app-bundle.tar.gz');
      await run('tar', ['-czf', bundle, '-C', folder, ...words]);
      return bundle;
    }

    const plain = ['appspec.yaml', 'app.json', 'review-test.tar'];

    test.each<[string, Readonly<Record<string, string>>, string[], string[]]>([
      ['with docker save', { 'review-test.tar': 'app.tar' }, plain, []],
      ['with podman save', { 'review-test.tar': 'podman.tar' }, plain, []],
      [
        'with podman save as an OCI archive',
        { 'review-test.tar': 'podman-oci.tar' },
        plain,
        ['bundle/image-layout'],
      ],
      ['of a whole folder, with ./ before all', { 'review-test.tar': 'app.tar' }, ['.'], []],
      ['in another order', { 'review-test.tar': 'app.tar' }, [...plain].reverse(), []],
      [
        'with a gzip’d archive inside',
        { 'review-test.tar.gz': 'app.tar.gz' },
        ['appspec.yaml', 'app.json', 'review-test.tar.gz'],
        ['bundle/image-compressed'],
      ],
    ])('reads one made %s', async (_how, archives, words, expected) => {
      const seen = await opened(await packed(await folderWith(archives), ...words));
      expect(verdict(seen)).toEqual(expected);
      expect(seen).toMatchObject({ kind: 'bundle', wrapping: 'gzip', signature: { state: 'unsigned' } });
      expect(seen.images).toMatchObject([{ ref: reference, platform: 'linux/amd64', command: ['/bin/sh'] }]);
    });

    test('reads several images, in one archive or in two', async () => {
      const one = await opened(
        await packed(
          await folderWith({ 'both.tar': 'both.tar' }, reference, helper),
          'appspec.yaml',
          'app.json',
          'both.tar',
        ),
      );
      const two = await opened(
        await packed(await folderWith({ 'a.tar': 'app.tar', 'b.tar': 'helper.tar' }, reference, helper), '.'),
      );
      for (const seen of [one, two]) {
        expect(verdict(seen)).toEqual([]);
        expect(seen.images.map(({ ref }) => ref).sort()).toEqual([helper, reference]);
      }
      expect(one.images.map(({ origin }) => origin)).toEqual(['both.tar', 'both.tar']);
      expect(two.images.map(({ id }) => id).sort()).toEqual(one.images.map(({ id }) => id).sort());
    });

    test('names what macOS and people leave in a bundle, and reads the rest', async () => {
      const folder = await folderWith({ 'review-test.tar': 'app.tar' });
      // What macOS' tar writes beside each file with extended attributes: an AppleDouble header.
      const appleDouble = Buffer.from('00051607000200004d6163204f532058', 'hex');
      for (const name of ['._appspec.yaml', '._app.json', '._review-test.tar'])
        await writeFile(join(folder, name), appleDouble);
      await mkdir(join(folder, 'notes'));
      await writeFile(join(folder, 'notes', 'todo.txt'), 'ask Ada\n');
      const seen = await opened(await packed(folder, ...(await readdir(folder)).sort()));
      expect(verdict(seen)).toEqual(['bundle/apple-file']);
      const named = (code: string) =>
        seen.diagnostics.flatMap((each) => (each.code === code ? each.file : []));
      expect(named('bundle/apple-file')).toEqual(['._app.json', '._appspec.yaml', '._review-test.tar']);
      expect(named('bundle/extra-file')).toEqual(['notes/todo.txt']);
      expect(seen.images).toHaveLength(1);
    });

    test('reads a plain tar, and says that it is not compressed', async () => {
      const folder = await folderWith({ 'review-test.tar': 'app.tar' });
      const bundle = join(await temporaryFolder(), 'my-app.tar');
      await run('tar', ['-cf', bundle, '-C', folder, ...plain]);
      expect(verdict(await opened(bundle))).toEqual(['bundle/not-gzip']);
    });

    test('says that Podman named the image otherwise than the AppSpec', async () => {
      const bundle = await packed(await folderWith({ 'review-test.tar': 'podman-own.tar' }), ...plain);
      expect(verdict(await opened(bundle))).toEqual(['image/tag-mismatch']);
    });

    test('says which image is missing', async () => {
      const bundle = await packed(
        await folderWith({ 'helper.tar': 'helper.tar' }),
        'appspec.yaml',
        'app.json',
        'helper.tar',
      );
      const seen = await opened(bundle);
      expect(verdict(seen)).toEqual(['image/missing']);
      expect(seen.images.map(({ ref }) => ref)).toEqual([helper]);
    });

    test('reads what gantry bundle wrote as it reads one made by hand', async () => {
      const folder = await folderWith({ 'review-test.tar': 'app.tar' });
      const byHand = await packed(folder, ...plain);
      const made = join(await temporaryFolder(), 'my-app-bundle.tar.gz');
      const image = `${reference}=${join(folder, 'review-test.tar')}`;
      const { status, stderr } = await gantry(['bundle', folder, '--image', image, '-o', made, '--force']);
      expect(status, stderr).toBe(0);
      const [ours, theirs] = [await opened(made), await opened(byHand)];
      expect(verdict(ours)).toEqual([]);
      expect(ours.images.map(({ id, layers }) => ({ id, layers }))).toEqual(
        theirs.images.map(({ id, layers }) => ({ id, layers })),
      );
      const compared = await cliJson<CompareOutput>('compare', byHand, made);
      expect(compared.changes).toEqual([]);
      expect(compared.images.map(({ status }) => status)).toEqual(['same']);
    });

    test('reads the folder that tar unpacked a bundle to as it reads the bundle', async () => {
      const bundle = await packed(await folderWith({ 'review-test.tar': 'app.tar' }), ...plain);
      const unpacked = join(await temporaryFolder(), 'unpacked');
      await mkdir(unpacked);
      await run('tar', ['-xzf', bundle, '-C', unpacked]);
      const [packedOne, folder] = [await opened(bundle), await opened(unpacked)];
      expect(folder.kind).toBe('folder');
      expect(verdict(folder)).toEqual([]);
      const parts = ({ images, manifests, requests }: ReviewOutput) => ({ images, manifests, requests });
      expect(parts(folder)).toEqual(parts(packedOne));
      const compared = await cliJson<CompareOutput>('compare', bundle, unpacked);
      expect(compared).toMatchObject({ changes: [], entries: [], images: [{ status: 'same' }] });
    });

    /** A package made as its old tools make one; `spoil` may change a part before it is packed. */
    async function packageMade(
      signed: boolean,
      spoil: (folder: string) => Promise<void> = () => Promise.resolve(),
    ): Promise<string> {
      const folder = await temporaryFolder();
      const inner = join(folder, 'inner');
      await mkdir(join(inner, 'images'), { recursive: true });
      await cp(join(stage, 'app.json'), join(inner, 'app.json'));
      await cp(join(stage, 'appspec.yaml'), join(inner, 'app.yaml'));
      await cp(join(stage, 'app.tar'), join(inner, 'images', reference));
      await run('tar', ['-czf', join(folder, 'app.tar.gz'), '-C', inner, 'app.json', 'app.yaml', 'images']);
      await writeFile(join(folder, 'app.id.json'), '{"appId": 7, "version": 1002003}\n');
      const parts = ['app.id.json', 'app.tar.gz'];
      if (signed) {
        const openssl = (...words: string[]) => run('openssl', words, { cwd: folder });
        const subject = ['-days', '2', '-subj', '/O=Harbour Office/CN=Ada Quay'];
        await openssl(
          'req',
          '-x509',
          '-newkey',
          'rsa:2048',
          '-nodes',
          '-keyout',
          'key.pem',
          '-out',
          'app-cert.pem',
          ...subject,
        );
        await openssl('dgst', '-sha256', '-sign', 'key.pem', '-out', 'app.sig', 'app.tar.gz');
        parts.push('app.sig', 'app-cert.pem');
      }
      await spoil(folder);
      const file = join(folder, 'app7-1002003.pkg');
      await run('tar', ['-cf', file, '-C', folder, ...parts]);
      return file;
    }

    test('says that nobody signed an older package', async () => {
      const seen = await opened(await packageMade(false));
      expect(seen).toMatchObject({ kind: 'pkg', signature: { state: 'unsigned' } });
      expect(verdict(seen)).toEqual([]);
      expect(seen.manifests.map(({ file }) => file)).toEqual(['app.tar.gz/app.yaml', 'app.tar.gz/app.json']);
    });

    test('says who signed an older package with openssl', async () => {
      const { signature, ...seen } = await opened(await packageMade(true));
      expect(signature).toMatchObject({ state: 'valid', by: { expired: false } });
      expect(signature.by?.subject).toContain('CN=Ada Quay');
      expect(verdict(seen)).toEqual([]);
    });

    test.each<[string, (folder: string) => Promise<void>]>([
      [
        'whose app was changed after it was signed',
        async (folder) => {
          const inner = join(folder, 'inner');
          await writeFile(join(inner, 'app.json'), appJsonText.replace('false', 'true'));
          await run('tar', [
            '-czf',
            join(folder, 'app.tar.gz'),
            '-C',
            inner,
            'app.json',
            'app.yaml',
            'images',
          ]);
        },
      ],
      [
        'that carries another certificate',
        async (folder) => {
          const words = [
            '-keyout',
            'other.pem',
            '-out',
            'app-cert.pem',
            '-days',
            '2',
            '-subj',
            '/CN=Mallory',
          ];
          await run('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', ...words], { cwd: folder });
        },
      ],
    ])('says that the signature is not valid of a package %s', async (_what, spoil) => {
      const seen = await opened(await packageMade(true, spoil));
      expect(seen.signature.state).toBe('invalid');
      expect(seen.signature.by).toBeUndefined();
      expect(verdict(seen)).toEqual(['bundle/signature']);
      expect(seen.images).toHaveLength(1);
    });

    test('compares an older package with a bundle of the same app', async () => {
      const bundle = await packed(await folderWith({ 'review-test.tar': 'app.tar' }), ...plain);
      const compared = await cliJson<CompareOutput>('compare', await packageMade(true), bundle);
      expect(compared).toMatchObject({ before: { kind: 'pkg' }, changes: [], images: [{ status: 'same' }] });
    });
  },
);
