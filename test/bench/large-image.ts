/** Image archives of a given number of files, made on the way: what they hold is nothing but names and zeros. */
import { type FileHandle, open } from 'node:fs/promises';
import { writeImageArchive } from '../../electron/services/archives/image-archive-writer.ts';
import { tarEnd, tarHeader, tarPadding } from '../../electron/services/archives/tar-writer.ts';
import type { ByteStream } from '../../electron/services/archives/types.ts';

/** A layer of files of one size, in folders of a hundred. */
interface Files {
  readonly count: number;
  readonly bytes: number;
}

/** An image archive of one layer, tagged `bench:1`. */
export function largeImage(files: Files): ByteStream {
  const layer = { bytes: layerBytes(files), open: () => layerTar(files) };
  const config = { architecture: 'amd64', os: 'linux' };
  return writeImageArchive({ layout: 'docker', images: [{ config, tags: ['bench:1'], layers: [layer] }] });
}

function fileName(index: number): string {
  return `usr/lib/node_modules/package-${Math.floor(index / 100)}/dist/module-${index}.js`;
}

function layerBytes({ count, bytes }: Files): number {
  return count * (512 + bytes + tarPadding(bytes).length) + tarEnd().length;
}

async function* layerTar({ count, bytes }: Files): ByteStream & AsyncGenerator<Uint8Array> {
  const zeros = Buffer.alloc(Math.min(bytes, 1 << 20));
  for (let index = 0; index < count; index += 1) {
    yield tarHeader({ name: fileName(index), size: bytes });
    for (let left = bytes; left > 0; left -= zeros.length) yield zeros.subarray(0, left);
    yield tarPadding(bytes);
  }
  yield tarEnd();
}

/** Writes a stream to a file, large pieces of zeros as holes. */
export async function writeArchive(path: string, stream: ByteStream): Promise<void> {
  const file = await open(path, 'w');
  try {
    let position = 0;
    let pending: Uint8Array[] = [];
    let pendingBytes = 0;
    const flush = async (): Promise<void> => {
      await writeAll(file, Buffer.concat(pending), position - pendingBytes);
      pending = [];
      pendingBytes = 0;
    };
    for await (const bytes of stream) {
      const isHole = bytes.length >= 1 << 16 && isZero(bytes);
      if (isHole) await flush();
      else {
        pending.push(bytes);
        pendingBytes += bytes.length;
      }
      position += bytes.length;
      if (pendingBytes > 1 << 22) await flush();
    }
    await flush();
    await file.truncate(position);
  } finally {
    await file.close();
  }
}

const zeros = Buffer.alloc(1 << 20);

function isZero(bytes: Uint8Array): boolean {
  return bytes.length <= zeros.length && zeros.compare(bytes, 0, bytes.length, 0, bytes.length) === 0;
}

async function writeAll(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    done += (await file.write(bytes, done, bytes.length - done, position + done)).bytesWritten;
  }
}
