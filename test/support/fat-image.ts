/**
 * A deliberately fat pair of images, for the size report's tests and pictures: nothing in them is from anywhere else, the bytes are
 * made by rule. What is wrong with them is what goes wrong in practice: package lists and caches, a repository's history, tests and
 * source maps, a full toolchain, files a later layer removes or changes, and files both images have.
 */
import { writeImageArchive } from '../../electron/services/archives/image-archive-writer.ts';
import { tarEnd, tarHeader, tarPadding } from '../../electron/services/archives/tar-writer.ts';
import type { ByteStream } from '../../electron/services/archives/types.ts';

interface FatFile {
  readonly path: string;
  /** 0 for folders, links and marks. */
  readonly bytes: number;
  readonly type?: 'file' | 'directory' | 'symlink' | 'hardlink';
  readonly linkName?: string;
}

interface FatLayer {
  readonly command: string;
  readonly files: readonly FatFile[];
}

export const fatReferences = { app: 'fat-app:1.0.0', worker: 'fat-worker:1.0.0' } as const;

/** The Dockerfile the app's image could come from. */
export const fatDockerfile = `FROM python:3.11

WORKDIR /app
RUN apt-get update && apt-get install -y build-essential git
COPY requirements.txt .
RUN pip install -r requirements.txt
COPY . .
RUN npm --prefix frontend ci && npm --prefix frontend run build
RUN chmod -R a+rX /app/data
RUN rm -rf /app/frontend/node_modules /tmp/models
CMD ["python", "server.py"]
`;

/**
 * The archive of both images, in the layout of `docker save`.
 * @param scale multiplies every file's bytes; 1 gives an app of some 640 MB, 0.01 one that is quick to write
 */
export function fatImageArchive(scale = 1): ByteStream {
  const image = (tag: string, layers: readonly FatLayer[]) => ({
    config: {
      architecture: 'amd64',
      os: 'linux',
      config: { WorkingDir: '/app', Cmd: ['python', 'server.py'] },
      history: layers.map(({ command }) => ({ created_by: command })),
    },
    tags: [tag],
    layers: layers.map(({ files }) => ({
      bytes: tarBytes(files, scale),
      open: () => layerTar(files, scale),
    })),
  });
  return writeImageArchive({
    layout: 'docker-oci',
    images: [image(fatReferences.app, appLayers()), image(fatReferences.worker, workerLayers())],
  });
}

const MB = 1e6;

function baseLayers(): FatLayer[] {
  return [
    {
      command: '/bin/sh -c #(nop) ADD file:9f2a in / ',
      files: [
        { path: 'bin', bytes: 0, type: 'symlink', linkName: 'usr/bin' },
        ...folder('usr/bin', ['bash', 'coreutils', 'dpkg', 'perl', 'tar'], 2.4 * MB),
        ...numbered('usr/lib/x86_64-linux-gnu/lib{}.so.6', 90, 0.52 * MB),
        ...numbered('usr/share/doc/package-{}/changelog.gz', 240, 0.03 * MB),
        ...numbered('usr/share/locale/l{}/messages.mo', 60, 0.12 * MB),
        ...numbered('etc/default/setting-{}', 40, 900),
        { path: 'var/lib/dpkg/status', bytes: 1.1 * MB },
      ],
    },
    {
      command:
        'RUN /bin/sh -c set -eux; apt-get update; apt-get install -y --no-install-recommends autoconf automake g++ gcc git libc6-dev make mercurial openssh-client subversion; rm -rf /var/lib/apt/lists/* # buildkit',
      files: [
        ...folder('usr/lib/gcc/x86_64-linux-gnu/12', ['cc1', 'cc1plus', 'lto1', 'collect2'], 27 * MB),
        ...folder('usr/bin', ['gcc-12', 'g++-12', 'git', 'hg', 'svn', 'make', 'ld', 'as'], 3.1 * MB),
        ...numbered('usr/include/linux/header-{}.h', 900, 11_000),
        ...numbered('usr/lib/x86_64-linux-gnu/lib{}.a', 30, 0.7 * MB),
        ...folder('usr/lib/git-core', ['git-remote-http', 'git-http-push', 'git-shell'], 2.2 * MB),
      ],
    },
    {
      command:
        'RUN /bin/sh -c set -eux; wget -O python.tar.xz "https://www.python.org/ftp/python/3.11.9/Python-3.11.9.tar.xz"; make install # buildkit',
      files: [
        { path: 'usr/local/bin/python3.11', bytes: 6.8 * MB },
        { path: 'usr/local/bin/python3', bytes: 0, type: 'symlink', linkName: 'python3.11' },
        { path: 'usr/local/bin/python', bytes: 0, type: 'hardlink', linkName: 'usr/local/bin/python3.11' },
        ...numbered('usr/local/lib/python3.11/module_{}.py', 420, 21_000),
        ...numbered('usr/local/lib/python3.11/__pycache__/module_{}.cpython-311.pyc', 420, 24_000),
        { path: 'usr/lib/debug/.build-id/python3.11.debug', bytes: 14 * MB },
      ],
    },
  ];
}

function appLayers(): FatLayer[] {
  const modules = numbered('app/frontend/node_modules/package-{}/dist/index.js', 520, 61_000);
  return [
    ...baseLayers(),
    {
      command: 'RUN /bin/sh -c apt-get update && apt-get install -y build-essential git # buildkit',
      files: [
        ...numbered('var/lib/apt/lists/packages.example_dists_stable_main_{}_Packages', 6, 8.1 * MB),
        ...numbered('var/cache/apt/archives/package-{}.deb', 24, 0.9 * MB),
        ...folder('usr/bin', ['git', 'make'], 3.1 * MB),
        { path: 'var/lib/dpkg/status', bytes: 1.3 * MB },
      ],
    },
    { command: 'COPY requirements.txt . # buildkit', files: [{ path: 'app/requirements.txt', bytes: 420 }] },
    {
      command: 'RUN /bin/sh -c pip install -r requirements.txt # buildkit',
      files: [
        ...numbered('root/.cache/pip/http-v2/{}.body', 30, 1.6 * MB),
        ...numbered('usr/local/lib/python3.11/site-packages/numpy/lib_{}.so', 40, 0.8 * MB),
        ...numbered('usr/local/lib/python3.11/site-packages/numpy/tests/test_{}.py', 150, 48_000),
        ...numbered('usr/local/lib/python3.11/site-packages/pandas/core_{}.py', 320, 44_000),
        ...numbered(
          'usr/local/lib/python3.11/site-packages/pandas/__pycache__/core_{}.cpython-311.pyc',
          320,
          52_000,
        ),
      ],
    },
    {
      command: 'COPY . . # buildkit',
      files: [
        ...numbered('app/.git/objects/pack/pack-{}.pack', 4, 9.5 * MB),
        ...numbered('app/tests/fixtures/case-{}.json', 60, 0.21 * MB),
        ...numbered('app/data/table-{}.parquet', 12, 2.4 * MB),
        ...numbered('app/frontend/src/view-{}.tsx', 70, 9_000),
        ...numbered('app/__pycache__/module_{}.cpython-311.pyc', 12, 14_000),
        { path: 'app/server.py', bytes: 18_000 },
        { path: 'app/.env', bytes: 300 },
      ],
    },
    {
      command: 'RUN /bin/sh -c npm --prefix frontend ci && npm --prefix frontend run build # buildkit',
      files: [
        ...modules,
        ...numbered('root/.npm/_cacache/content-v2/sha512/{}', 90, 0.24 * MB),
        ...numbered('app/frontend/dist/assets/chunk-{}.js', 14, 0.31 * MB),
        ...numbered('app/frontend/dist/assets/chunk-{}.js.map', 14, 1.1 * MB),
        ...numbered('tmp/models/model-{}.bin', 3, 12 * MB),
      ],
    },
    {
      command: 'RUN /bin/sh -c chmod -R a+rX /app/data # buildkit',
      files: numbered('app/data/table-{}.parquet', 12, 2.4 * MB),
    },
    {
      command: 'RUN /bin/sh -c rm -rf /app/frontend/node_modules /tmp/models # buildkit',
      files: [
        { path: 'app/frontend/.wh.node_modules', bytes: 0 },
        { path: 'tmp/.wh.models', bytes: 0 },
      ],
    },
  ];
}

function workerLayers(): FatLayer[] {
  return [
    ...baseLayers(),
    {
      command: 'COPY data /app/data # buildkit',
      files: [
        ...numbered('app/data/table-{}.parquet', 12, 2.4 * MB),
        { path: 'app/worker.py', bytes: 7_000 },
      ],
    },
  ];
}

function folder(path: string, names: readonly string[], bytes: number): FatFile[] {
  return names.map((name) => ({ path: `${path}/${name}`, bytes }));
}

function numbered(pattern: string, count: number, bytes: number): FatFile[] {
  return Array.from({ length: count }, (_, i) => ({
    path: pattern.replaceAll('{}', String(i)),
    // Files of one folder differ in size, or a picture of them is a chequered board.
    bytes: Math.round(bytes * (0.4 + ((i * 7919) % 97) / 80)),
  }));
}

function sizeOf(file: FatFile, scale: number): number {
  return (file.type ?? 'file') === 'file' ? Math.ceil(file.bytes * scale) : 0;
}

function header(file: FatFile, scale: number): Uint8Array {
  const { path: name, type = 'file', linkName = '' } = file;
  return tarHeader({ name, type, linkName, size: sizeOf(file, scale), mtime: 1_700_000_000 });
}

function tarBytes(files: readonly FatFile[], scale: number): number {
  return files.reduce((sum, file) => {
    const size = sizeOf(file, scale);
    return sum + header(file, scale).length + size + tarPadding(size).length;
  }, tarEnd().length);
}

const half = 32 * 1024;

/** Half of every file can be compressed, half of it cannot. */
function* fileBytes(path: string, size: number): Generator<Uint8Array> {
  let seed = 0x811c9dc5;
  for (const letter of path) seed = Math.imul(seed ^ letter.charCodeAt(0), 0x01000193);
  for (let left = size; left > 0; left -= 2 * half) {
    const bytes = Buffer.alloc(Math.min(left, 2 * half), `${path}\n`);
    for (let at = 0; at + 4 <= Math.min(bytes.length / 2, half); at += 4) {
      seed = (Math.imul(seed, 1664525) + 1013904223) | 0;
      bytes.writeInt32LE(seed ^ (seed >>> 15), at);
    }
    yield bytes;
  }
}

async function* layerTar(files: readonly FatFile[], scale: number): ByteStream & AsyncGenerator<Uint8Array> {
  for (const file of files) {
    const size = sizeOf(file, scale);
    yield header(file, scale);
    yield* fileBytes(file.path, size);
    yield tarPadding(size);
  }
  yield tarEnd();
}
