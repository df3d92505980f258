import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { rewritten, sampleArchive, sha256, tarOf } from '../../support/archive-bytes.ts';
import { buildGantry, gantry } from '../../support/gantry-process.ts';
import { appJsonText, appSpecText, sampleProject } from '../../support/sample-project.ts';
import { temporaryFolder } from '../../support/temp-folder.ts';
import { deadPort, fakeEngine, fakeServer } from '../../unit/engine/fake-engine.ts';

beforeAll(buildGantry);

const image = 'my-app:1.0';
/** A whole sentence, or two, in one line; no stack and no name of a Node error. */
const oneLine = /^gantry: [^\n]+\.\n$/;
const internals = /\n\s+at |node:internal|E[A-Z]{4,}\b|Internal|\[object|undefined/;

function expectOneSentence(stderr: string, ...words: readonly string[]): void {
  expect(stderr).toMatch(oneLine);
  expect(stderr).not.toMatch(internals);
  for (const word of words) expect(stderr).toContain(word);
}

/** Every file below a folder with what it holds; so that a run can be shown to have changed nothing. */
async function contents(folder: string): Promise<Record<string, string>> {
  const names = await readdir(folder, { recursive: true });
  const files: Record<string, string> = {};
  for (const name of names) {
    const path = join(folder, name);
    if ((await stat(path)).isFile()) files[name] = sha256(await readFile(path));
  }
  return files;
}

/** Runs a verb on a project and shows that it left every file as it was. */
async function unchanged(
  folder: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
) {
  const before = await contents(folder);
  const result = await gantry(args, { cwd: folder, env });
  expect(await contents(folder)).toEqual(before);
  return result;
}

describe('a target that cannot be read ends with 2', () => {
  test('a folder that is no project', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'readme.txt'), 'x');
    for (const args of [
      ['validate', '.'],
      ['bundle', '.'],
      ['build', '.'],
      ['fix', '.'],
    ]) {
      const { status, stdout, stderr } = await unchanged(folder, args);
      expect([status, stdout]).toEqual([2, '']);
      expectOneSentence(stderr, 'appspec.yaml', 'app.json');
    }
  });

  test('a target that does not exist', async () => {
    const folder = await temporaryFolder();
    for (const args of [
      ['validate', 'absent'],
      ['inspect', './absent.tar'],
      ['bump', 'absent', 'patch'],
    ]) {
      const { status, stderr } = await gantry(args, { cwd: folder });
      expect(status).toBe(2);
      expectOneSentence(stderr, 'absent');
    }
  });

  test.each<[string, string, string | Uint8Array, readonly string[]]>([
    ['a binary manifest', 'appspec.yaml', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 1, 2]), ['UTF-8']],
    ['a manifest in UTF-16', 'app.json', Buffer.from(`\ufeff${appJsonText}`, 'utf16le'), ['UTF-16', 'UTF-8']],
    ['a manifest of 50 MB', 'appspec.yaml', Buffer.alloc(50_000_000, '# x\n'), ['50.0 MB']],
    ['settings with an unknown key', 'gantry.json', '{"imagse": {}}', ['imagse', 'line 1']],
    ['settings that are no JSON', 'gantry.json', '{"images": ', ['gantry.json', 'line 1']],
  ])('%s', async (_name, file, content, words) => {
    const folder = await sampleProject([image], { [file]: content });
    const { status, stdout, stderr } = await unchanged(folder, ['validate', '.']);
    expect([status, stdout]).toEqual([2, '']);
    expectOneSentence(stderr, file, ...words);
  });
});

describe('a manifest with something wrong in it is a finding and ends with 1', () => {
  const bomb = `a: &a [x, x, x, x, x, x, x, x, x]\n${'bcdefghij'
    .split('')
    .map((name, i) => `${name}: &${name} [${Array(9).fill(`*${'abcdefghij'[i]}`).join(', ')}]`)
    .join('\n')}\n`;
  const deep = `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`;

  test.each<[string, string, string, RegExp]>([
    ['empty YAML', 'appspec.yaml', '', /empty|no object/i],
    ['empty JSON', 'app.json', '', /empty/i],
    ['a broken line of YAML', 'appspec.yaml', 'kind: [\n', /appspec\.yaml/],
    ['deeply nested YAML', 'appspec.yaml', `a: ${'['.repeat(20_000)}${']'.repeat(20_000)}\n`, /nest|deep/i],
    ['deeply nested JSON', 'app.json', deep, /nest|deep/i],
    ['an alias bomb', 'appspec.yaml', bomb, /alias/i],
    ['duplicate keys in YAML', 'appspec.yaml', `kind: Service\n${appSpecText(image)}`, /kind/],
    ['duplicate keys in JSON', 'app.json', '{"name": "a", "name": "b"}', /name/],
  ])('%s', async (_name, file, content, words) => {
    const folder = await sampleProject([image], { [file]: content });
    const { status, stdout, stderr } = await unchanged(folder, ['validate', '.', '--quiet']);
    expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
    expect(stdout).toContain(file);
    expect(stdout).toMatch(words);
    expect(stdout).toMatch(/^\s+\d+:\d+ {2}error/m);
    expect(stdout).not.toMatch(internals);
  });

  test('a manifest that is missing', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'appspec.yaml'), appSpecText(image));
    const { status, stdout } = await unchanged(folder, ['validate', '.', '--quiet']);
    expect(status).toBe(1);
    expect(stdout).toMatch(/error[^\n]*app\.json/);
  });

  test('keeps “bundle” from writing, after showing it', async () => {
    const folder = await sampleProject([image], { 'app.json': '{"name": "a"}' });
    const { status, stdout, stderr } = await unchanged(folder, ['bundle', '.']);
    expect(status).toBe(1);
    expect(stdout).toContain('description');
    expectOneSentence(stderr, 'was not bundled');
  });
});

describe('gantry new', () => {
  test('refuses a template that does not exist, and names those that do', async () => {
    const folder = await temporaryFolder();
    const { status, stderr } = await unchanged(folder, ['new', 'demo', '--template', 'basic']);
    expect(status).toBe(2);
    expectOneSentence(stderr, '“basic”', 'single-container', 'mcp-server', 'sidecar', 'stateful');
  });

  test('refuses a folder that is not empty', async () => {
    const folder = await sampleProject([image]);
    const { status, stderr } = await unchanged(folder, ['new', '.', '--template', 'sidecar']);
    expect(status).toBe(2);
    expectOneSentence(stderr, 'not empty');
  });
});

describe('an image archive that cannot be used ends with 2 and nothing is written', () => {
  const archives: [string, () => Promise<Uint8Array>, readonly string[]][] = [
    ['a truncated one', async () => (await sampleArchive('docker')).subarray(0, 3000), ['ends']],
    ['one that is no tar', async () => Buffer.from('hello, world\n'.repeat(100)), ['tar']],
    ['an empty one', async () => Buffer.alloc(0), ['empty']],
    ['one with a name that leads out', async () => tarOf([['../evil', 'x']]), ['../evil']],
    ['one with an absolute name', async () => tarOf([['/etc/evil', 'x']]), ['/etc/evil']],
    ['one with a link that leads out', async () => tarOf([['in', { symlink: '../../etc' }]]), ['in']],
    [
      'one without a blob that it names',
      async () => {
        let layers = 0;
        return rewritten(await sampleArchive('oci', { tags: [image] }), (name, content) => {
          const isBlob = /^blobs\/sha256\/[0-9a-f]{64}$/.test(name) && content[0] !== 0x7b;
          layers += isBlob ? 1 : 0;
          return isBlob && layers === 1 ? undefined : content;
        });
      },
      ['sha256'],
    ],
    [
      'one with a blob whose digest is another',
      async () => {
        let layers = 0;
        return rewritten(await sampleArchive('oci', { tags: [image] }), (name, content) => {
          if (!/^blobs\/sha256\/[0-9a-f]{64}$/.test(name) || content[0] === 0x7b) return content;
          layers += 1;
          return layers === 1 ? Buffer.concat([content.subarray(0, -1), Buffer.from([1])]) : content;
        });
      },
      ['sha256'],
    ],
  ];

  test.each(archives)('%s', async (_name, make, words) => {
    const folder = await sampleProject([image], { 'web.tar': await make() });
    await writeFile(join(folder, 'out.tar.gz'), 'an earlier bundle');
    // Of a layer that is in the cache, the proven copy is taken: here every export begins with an empty one.
    const bundled = await unchanged(
      folder,
      ['bundle', '.', '-o', 'out.tar.gz', '--image', `${image}=web.tar`],
      { GANTRY_STATE_DIR: await temporaryFolder() },
    );
    expect([bundled.status, bundled.stdout]).toEqual([2, '']);
    expectOneSentence(bundled.stderr, 'web.tar', ...words);
    const inspected = await unchanged(folder, ['inspect', 'web.tar']);
    expect([inspected.status, inspected.stdout]).toEqual([2, '']);
    expectOneSentence(inspected.stderr, 'web.tar');
  });

  test('one that does not exist', async () => {
    const folder = await sampleProject([image]);
    const { status, stderr } = await unchanged(folder, ['bundle', '.', '--image', `${image}=absent.tar`]);
    expect(status).toBe(2);
    expectOneSentence(stderr, 'absent.tar');
  });

  test('one for an image that the AppSpec does not name', async () => {
    const folder = await sampleProject([image], { 'web.tar': await sampleArchive('docker') });
    const { status, stderr } = await unchanged(folder, ['bundle', '.', '--image', 'other:2=web.tar']);
    expect(status).toBe(2);
    expectOneSentence(stderr, 'other:2');
  });
});

describe('an engine that does not help ends with 3 and nothing is written', () => {
  test('there is none', async () => {
    const folder = await sampleProject([image]);
    const { status, stderr } = await unchanged(folder, ['bundle', '.']);
    expect(status).toBe(3);
    expectOneSentence(stderr, 'unix:///no/such/engine.sock', 'gantry doctor');
  });

  test('it refuses the connection', async () => {
    const folder = await sampleProject([image]);
    const host = await deadPort();
    const { status, stderr } = await unchanged(folder, ['bundle', '.'], { DOCKER_HOST: host });
    expect(status).toBe(3);
    expectOneSentence(stderr, host.replace('tcp://', ''));
  });

  test('it speaks another protocol', async () => {
    const folder = await sampleProject([image]);
    const host = await fakeServer((socket) => socket.end('220 mail.example.com\r\n'));
    const { status, stderr } = await unchanged(folder, ['inspect', image], { DOCKER_HOST: host });
    expect(status).toBe(3);
    expectOneSentence(stderr, host.replace('tcp://', ''));
  });

  test('it has not the image', async () => {
    const folder = await sampleProject([image]);
    const host = await fakeEngine((_request, response) => {
      response.writeHead(404, { 'content-type': 'application/json' });
      response.end('{"message": "No such image: my-app:1.0"}');
    });
    for (const args of [
      ['bundle', '.'],
      ['inspect', image],
    ]) {
      const { status, stderr } = await unchanged(folder, args, { DOCKER_HOST: host });
      expect(status).toBe(3);
      expectOneSentence(stderr, `“${image}”`, host.replace('tcp://', ''));
    }
  });

  test('it dies while it sends the image', async () => {
    const folder = await sampleProject([image]);
    await writeFile(join(folder, 'out.tar.gz'), 'an earlier bundle');
    const archive = await sampleArchive('docker', { tags: [image] });
    const host = await fakeEngine((request, response) => {
      if (request.url?.endsWith('/get') || request.url?.includes('/get?')) {
        response.write(archive.subarray(0, 2000), () => response.socket?.destroy());
        return;
      }
      response.setHeader('content-type', 'application/json');
      response.end(
        JSON.stringify({
          Id: `sha256:${'1'.repeat(64)}`,
          RepoTags: [image],
          Size: 1000,
          Os: 'linux',
          Architecture: 'amd64',
          Created: '2026-01-01T00:00:00Z',
          Config: {},
          RootFS: { Type: 'layers', Layers: [] },
        }),
      );
    });
    const { status, stdout, stderr } = await unchanged(folder, ['bundle', '.', '-o', 'out.tar.gz'], {
      DOCKER_HOST: host,
    });
    expect([status, stdout]).toEqual([3, '']);
    expectOneSentence(stderr, host.replace('tcp://', ''));
  });
});

test('a file or folder that stands where the bundle should go ends with 4', async () => {
  const folder = await sampleProject([image], {
    'web.tar': await sampleArchive('docker', { tags: [image] }),
  });
  await mkdir(join(folder, 'taken'));
  for (const output of ['taken', 'absent/out.tar.gz', 'app.json', 'web.tar', 'app.json/out.tar.gz']) {
    const args = ['bundle', '.', '-o', output, '--image', `${image}=web.tar`];
    const { status, stdout, stderr } = await unchanged(folder, args);
    expect([output, status, stdout]).toEqual([output, 4, '']);
    expectOneSentence(stderr, output);
  }
});
