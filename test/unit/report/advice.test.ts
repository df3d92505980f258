import { describe, expect, test } from 'vitest';
import { adviseOn, type BuildFiles } from '../../../shared/report/advice.ts';
import { type ImageMeasure, measureImage } from '../../../shared/report/image-measure.ts';
import { LayerListing } from '../../../shared/report/layer-listing.ts';
import { PathTable } from '../../../shared/report/path-table.ts';

type Layer = readonly [command: string, files: Readonly<Record<string, number>>];

/** An image of layers with files of these sizes. */
function imageOf(...layers: readonly Layer[]): ImageMeasure {
  const paths = new PathTable();
  const measured = layers.map(([command, files], i) => {
    const listing = new LayerListing(paths);
    for (const [name, realSize] of Object.entries(files))
      listing.add({ name, type: 'file', realSize, linkName: '' });
    return { diffId: `${command} ${i} ${JSON.stringify(files)}`, command, bytes: 0, listing };
  });
  return measureImage({ id: 'x', platform: '', workingFolder: '/app', layers: measured }, paths);
}

const base: Layer = ['ADD file:1 in /', { 'bin/sh': 100_000 }];
const MB = 1_000_000;

function builtFrom(text: string, ignore?: string): BuildFiles {
  return { dockerfile: { name: 'Dockerfile', text }, ignoreFile: { name: '.dockerignore', text: ignore } };
}

const adviceOf = (image: ImageMeasure, build?: BuildFiles) => adviseOn(image, [], build);

describe('advice is given with its bytes, paths and layers', () => {
  test.each([
    ['advice/package-cache', 'var/lib/apt/lists/deb_Packages'],
    ['advice/package-cache', 'var/cache/apt/pkgcache.bin'],
    ['advice/package-cache', 'root/.cache/pip/http/a'],
    ['advice/package-cache', 'home/me/.npm/_cacache/content-v2/a'],
    ['advice/package-cache', 'var/cache/apk/APKINDEX.tar.gz'],
    ['advice/package-cache', 'usr/local/share/.cache/v6/a'],
    ['advice/package-cache', 'var/cache/dnf/a.rpm'],
    ['advice/version-control', 'app/.git/objects/pack/p.pack'],
    ['advice/debug-symbols', 'usr/lib/debug/x'],
    ['advice/debug-symbols', 'app/server.debug'],
    ['advice/build-tools', 'usr/lib/gcc/x86_64-linux-gnu/12/cc1'],
    ['advice/build-tools', 'usr/include/stdio.h'],
    ['advice/build-tools', 'usr/bin/git'],
    ['advice/build-tools', 'usr/lib/libc.a'],
    ['advice/tests', 'app/tests/fixtures/big.json'],
    ['advice/tests', 'usr/local/lib/python3.11/site-packages/numpy/tests/test_a.py'],
    ['advice/python-bytecode', 'app/__pycache__/server.cpython-311.pyc'],
    ['advice/source-maps', 'app/static/main.js.map'],
  ])('%s for /%s', (code, path) => {
    const [only, ...others] = adviceOf(imageOf(base, ['RUN make', { [path]: MB }]));
    expect(others).toEqual([]);
    expect(only).toMatchObject({ code, savesBytes: MB, paths: [`/${path}`], layers: [1] });
  });

  test.each([
    'usr/bin/gitless',
    'usr/share/app/make',
    'etc/tests.conf',
    'usr/share/tests/x',
    'app/map.js',
    'app/latest/x',
    'usr/local/lib/python3.11/site-packages/numpy/testing/x.py',
    'app/frontend/src/view.tsx',
  ])('none for /%s', (path) => expect(adviceOf(imageOf(base, ['RUN make', { [path]: MB }]))).toEqual([]));

  test('a front end’s sources beside its build, but not the build', () => {
    const files = {
      'app/frontend/dist/main.js': MB,
      'app/frontend/src/a.tsx': MB,
      'app/frontend/node_modules/x/a.js': 2 * MB,
    };
    const [only] = adviceOf(imageOf(base, ['COPY x /app', files]));
    expect(only).toMatchObject({ code: 'advice/frontend-sources', savesBytes: 3 * MB });
  });

  test('nothing below 20 kB', () => {
    expect(adviceOf(imageOf(base, ['RUN make', { 'app/.git/index': 19_999 }]))).toEqual([]);
  });
});

describe('edits', () => {
  const cache = (path: string, command: string) => imageOf(base, [command, { [path]: MB }]);

  test.each([
    ['RUN pip install -r r.txt', 'root/.cache/pip/a', 'RUN pip install --no-cache-dir -r r.txt'],
    ['RUN apk add git', 'var/cache/apk/a', 'RUN apk add --no-cache git'],
    ['RUN npm ci', 'root/.npm/_cacache/a', 'RUN npm ci \\\n    && npm cache clean --force'],
    [
      'RUN apt-get update && \\\n    apt-get install -y x',
      'var/lib/apt/lists/a',
      'RUN apt-get update && \\\n    apt-get install -y x \\\n    && rm -rf /var/lib/apt/lists/* /var/cache/apt/*.bin /var/cache/apt/archives/*.deb',
    ],
  ])('put %j right', (run, path, after) => {
    const [only] = adviceOf(cache(path, run), builtFrom(`FROM debian:12-slim\n${run}\nCMD ["x"]\n`, ''));
    expect(only?.edit).toMatchObject({
      file: 'Dockerfile',
      after: `FROM debian:12-slim\n${after}\nCMD ["x"]\n`,
    });
  });

  test.each([
    'RUN ["pip", "install", "x"]',
    'RUN --mount=type=cache,target=/root/.cache pip install x',
    'RUN apt-get install -y x || true',
    'RUN <<END\napt-get install x\nEND',
    'RUN apt-get install -y x # why',
    'RUN apt-get install -y x;',
    'RUN apt-get install -y x && rm -rf /var/lib/apt/lists/*',
  ])('leave %j alone', (run) => {
    const image = imageOf(base, [run, { 'root/.cache/pip/a': MB, 'var/lib/apt/lists/a': MB }]);
    for (const { edit } of adviceOf(image, builtFrom(`FROM debian:12-slim\n${run}\n`, '')))
      expect(edit).toBeUndefined();
  });

  test('join the RUN that removes to the one before it', () => {
    const text = 'FROM debian:12-slim\nRUN make big\n\nRUN rm -rf /big\nCMD x\n';
    const paths = new PathTable();
    const listing = (name: string, realSize: number) => {
      const made = new LayerListing(paths);
      made.add({ name, type: 'file', realSize, linkName: '' });
      return made;
    };
    const layers = [
      { diffId: 'a', command: 'ADD x', bytes: 0, listing: listing('bin/sh', 1) },
      { diffId: 'b', command: 'RUN make big', bytes: 0, listing: listing('big/one', MB) },
      { diffId: 'c', command: 'RUN rm -rf /big', bytes: 0, listing: listing('.wh.big', 0) },
    ];
    const image = measureImage({ id: 'x', platform: '', workingFolder: '', layers }, paths);
    const [only] = adviceOf(image, builtFrom(text, ''));
    expect(only).toMatchObject({
      code: 'advice/removed-later',
      savesBytes: MB,
      paths: ['/big/one'],
      layers: [1, 2],
      edit: { after: 'FROM debian:12-slim\nRUN make big \\\n    && rm -rf /big\nCMD x\n' },
    });
    const apart = text.replace('\n\n', '\nCOPY a b\n');
    expect(adviceOf(image, builtFrom(apart, ''))[0]?.edit).toBeUndefined();
    const commented = text.replace('\n\n', '\n# now away with it\n');
    expect(adviceOf(image, builtFrom(commented, ''))[0]?.edit).toBeUndefined();
  });

  test('write a .dockerignore for what came with a COPY of everything, and add to one', () => {
    const text = 'FROM python:3.11-slim\nCOPY . .\n';
    const image = imageOf(base, ['COPY . .', { 'app/.git/pack': MB, 'app/tests/big': MB }]);
    expect(adviceOf(image, builtFrom(text))).toMatchObject([
      { code: 'advice/no-dockerignore', savesBytes: 2 * MB, edit: { file: '.dockerignore', before: '' } },
    ]);
    const [first, second] = adviceOf(image, builtFrom(text, 'node_modules'));
    expect(first).toMatchObject({
      code: 'advice/version-control',
      edit: { after: 'node_modules\n**/.git\n' },
    });
    expect(second).toMatchObject({ code: 'advice/tests' });
  });
});

describe('what a .dockerignore keeps out is told from what it cannot', () => {
  const text = 'FROM python:3.11-slim\nCOPY . /app\nRUN git clone x /src\n';
  const compiled = 'a.cpython-311.pyc';

  test('of a repository that a RUN fetched it says nothing', () => {
    const image = imageOf(
      base,
      ['COPY . /app', { 'app/x': 1 }],
      ['RUN git clone x /src', { 'src/.git/p': MB }],
    );
    const [only] = adviceOf(image, builtFrom(text, 'node_modules\n'));
    expect(only).toMatchObject({ code: 'advice/version-control', savesBytes: MB, layers: [2] });
    expect(only?.edit).toBeUndefined();
  });

  test('compiled files count apart by whether they were copied, and those of the base not at all', () => {
    const image = imageOf(
      base,
      ['RUN build python', { [`usr/lib/python3/__pycache__/${compiled}`]: 4 * MB }],
      ['COPY . /app', { [`app/__pycache__/${compiled}`]: MB }],
      ['RUN git clone x /src', { [`src/__pycache__/${compiled}`]: 2 * MB }],
    );
    const advice = adviceOf(image, builtFrom(text, '.git\n'));
    expect(
      advice.map(({ code, savesBytes, layers, edit }) => [code, savesBytes, layers, edit?.after]),
    ).toEqual([
      ['advice/python-bytecode', 2 * MB, [3], undefined],
      ['advice/python-bytecode', MB, [2], '.git\n**/__pycache__\n**/*.pyc\n'],
    ]);
  });

  test('a whole folder is also known where the classic builder copied it', () => {
    const files = { 'app/.git/p': MB, 'app/tests/t': MB };
    const commands = ['COPY dir:4f0a9c in /app/', 'COPY dir:77ab in /src', 'COPY file:1 in /app'];
    const found = commands.map((command) => {
      const [first] = adviceOf(
        imageOf(base, [command, files], ['RUN git clone x /src', {}]),
        builtFrom(text),
      );
      return first?.code;
    });
    expect(found[0]).toBe('advice/no-dockerignore');
    expect(found[1]).not.toBe('advice/no-dockerignore');
  });
});

test('files hidden in a layer of their own pair name the largest of them, however many others are hidden', () => {
  const paths = new PathTable();
  const listing = (files: Readonly<Record<string, number>>) => {
    const made = new LayerListing(paths);
    for (const [name, realSize] of Object.entries(files))
      made.add({ name, type: 'file', realSize, linkName: '' });
    return made;
  };
  const many = Object.fromEntries(Array.from({ length: 1500 }, (_, i) => [`many/${i}`, MB]));
  const layers = [
    { diffId: 'a', command: 'RUN a', bytes: 0, listing: listing(many) },
    {
      diffId: 'b',
      command: 'RUN b',
      bytes: 0,
      listing: listing({ 'few/small': 30_000, 'few/large': 40_000 }),
    },
    { diffId: 'c', command: 'RUN c', bytes: 0, listing: listing({ '.wh.many': 0, '.wh.few': 0 }) },
  ];
  const advice = adviceOf(measureImage({ id: 'x', platform: '', workingFolder: '', layers }, paths));
  expect(advice.map(({ savesBytes, paths: { length } }) => [savesBytes, length])).toEqual([
    [1500 * MB, 20],
    [70_000, 2],
  ]);
  expect(advice[1]?.paths).toEqual(['/few/large', '/few/small']);
});

test('a full base is told by the Dockerfile, and what it brings is not the last stage’s fault', () => {
  const full: Layer = ['RUN build', { 'usr/include/a.h': MB, 'usr/share/doc/a': MB }];
  const own: Layer = ['RUN apt-get install -y gcc', { 'usr/bin/gcc': MB }];
  const text = 'FROM python:3.11\nRUN apt-get install -y gcc\n';
  const codes = (dockerfile: string) =>
    adviceOf(imageOf(base, full, own), builtFrom(dockerfile, '')).map(({ code, savesBytes }) => [
      code,
      savesBytes,
    ]);
  expect(codes(text)).toEqual([
    ['advice/full-base', 2 * MB],
    ['advice/build-tools', MB],
  ]);
  expect(codes(text.replace('3.11', '3.11-slim'))).toEqual([['advice/build-tools', 2 * MB]]);
});

test('a file two images have is counted once, and not where they share its layer', () => {
  const first = imageOf(base, ['COPY a', { 'app/data': MB }]);
  const second = imageOf(base, ['COPY b', { 'app/data': MB, 'app/other': MB }]);
  const advice = adviseOn(second, [{ ref: 'one:1', measure: first }]);
  expect(advice).toMatchObject([
    { code: 'advice/duplicate-file', savesBytes: MB, paths: ['/app/data'], layers: [1] },
  ]);
  expect(adviseOn(first, [{ ref: 'same:1', measure: first }])).toEqual([]);
});
