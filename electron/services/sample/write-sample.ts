import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { GantryError } from '../../../shared/contract/error.ts';
import { fileUnreadable } from '../archives/file-stream.ts';
import { writeImageArchive } from '../archives/image-archive-writer.ts';
import { type LayerFile, layerTar } from '../archives/layer-tar.ts';
import { AtomicFile } from '../bundle/atomic-file.ts';
import { toWriteError } from '../bundle/write-error.ts';
import { resourcesFolder } from '../resources-folder.ts';

export interface WrittenSample {
  /** The project's folder. */
  readonly folder: string;
  /** The image archive in it. */
  readonly archive: string;
}

const name = 'harbour-status';
/** The name of the sample's image archive. */
export const sampleArchive = `${name}.tar`;
const reference = `${name}:1.0.0`;
const made = '2026-01-01T00:00:00Z';

/**
 * Writes the sample project, with its image archive made on the spot: a real image that needs no engine to make and runs on one.
 * The same sample gives the same bytes. Files of the same names are replaced.
 * @throws GantryError `FileUnreadable` where the sample's own files are missing, `OutputUnwritable`, `DiskFull`.
 */
export async function writeSample(folder: string): Promise<WrittenSample> {
  const sample = join(resourcesFolder(), 'samples', name);
  const project = join(sample, 'project');
  const program = await readHex(join(sample, 'server.hex'));
  const page = await readSource(join(project, 'srv', 'index.html'));
  const archive = join(folder, sampleArchive);
  try {
    await copyFiles(project, folder);
    await writeArchive(archive, program, page);
  } catch (error) {
    throw toWriteError(error, folder);
  }
  return { folder, archive };
}

/** Read and written one by one: the packed app has its samples in an archive, out of which Node's own copying cannot take a folder. */
async function copyFiles(source: string, target: string): Promise<void> {
  await mkdir(target, { recursive: true });
  for (const entry of await readdir(source, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const from = join(entry.parentPath, entry.name);
    const to = join(target, relative(source, from));
    await mkdir(dirname(to), { recursive: true });
    await writeFile(to, await readFile(from));
  }
}

async function writeArchive(path: string, program: Uint8Array, page: Uint8Array): Promise<void> {
  const layers: readonly { readonly command: string; readonly files: readonly LayerFile[] }[] = [
    {
      command: 'COPY /program/server /server # buildkit',
      files: [{ path: 'server', mode: 0o755, content: program }],
    },
    {
      command: 'COPY srv /srv # buildkit',
      files: [
        { path: 'srv', mode: 0o755, type: 'directory' },
        { path: 'srv/index.html', mode: 0o644, content: page },
      ],
    },
  ];
  const config = {
    architecture: 'amd64',
    os: 'linux',
    created: made,
    config: {
      User: '65534:65534',
      ExposedPorts: { '8080/tcp': {} },
      Env: ['PATH=/'],
      Entrypoint: ['/server', '8080'],
      WorkingDir: '/',
    },
    history: layers.map(({ command }) => ({ created: made, created_by: command })),
  };
  const tars = layers.map(({ files }) => layerTar(files));
  const stream = writeImageArchive({
    layout: 'docker-oci',
    images: [
      {
        config,
        tags: [reference],
        layers: tars.map((tar) => ({ bytes: tar.length, open: () => once(tar) })),
      },
    ],
  });
  const file = await AtomicFile.create(path);
  try {
    for await (const chunk of stream) await file.append(chunk);
    await file.sync();
    await file.commit();
  } finally {
    await file.discard();
  }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

async function readSource(path: string): Promise<Buffer> {
  const bytes = await readFile(path).catch((error: unknown) => {
    throw fileUnreadable(path, error);
  });
  // A checkout may have given it other line ends; the image is to be the same everywhere.
  return Buffer.from(bytes.toString('utf8').replaceAll('\r\n', '\n'));
}

/** The assembled server, kept as hexadecimal digits: a repository of texts shows what changed in it. */
async function readHex(path: string): Promise<Buffer> {
  const digits = (await readSource(path)).toString('latin1').replace(/\s/g, '');
  const bytes = Buffer.from(digits, 'hex');
  if (bytes.length * 2 === digits.length && bytes.length > 0) return bytes;
  throw new GantryError('FileUnreadable', { path, reason: 'it is not made of hexadecimal digits' });
}
