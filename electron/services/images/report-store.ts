import { createHash } from 'node:crypto';
import { chmod, mkdir, readdir, readFile, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { get, isMap } from '../../../shared/model/plain.ts';
import type { ImageMeasure } from '../../../shared/report/image-measure.ts';
import { AtomicFile } from '../bundle/atomic-file.ts';
import { stateFolder } from '../state-folder.ts';

const pack = promisify(gzip);
const unpack = promisify(gunzip);

/** Raised whenever a measurement of the same image would come out differently or be written differently. */
const formatVersion = 4;
/** Reports kept at most, and their bytes together; the longest unused go first. */
const mostFiles = 200;
const mostBytes = 256e6;
/** A report of the largest image that is measured at all stays far below this once unpacked. */
const largestReport = 1e9;

/** What a file on disk was found to hold when it was last read. */
export interface KeptFile {
  readonly images: readonly { readonly id: string; readonly ref: string; readonly tags: readonly string[] }[];
  readonly problems: readonly string[];
}

/**
 * Measurements already made, by image ID, and which images a file holds. All of it is a comfort: what is missing, damaged or of
 * another version is measured anew, and what cannot be written is not remembered.
 */
export class ReportStore {
  readonly #folder: string;

  constructor(folder: string = join(stateFolder(), 'reports')) {
    this.#folder = folder;
  }

  /** The measurement of an image, by its ID. */
  async image(id: string): Promise<ImageMeasure | undefined> {
    const kept = await this.#read('image', id);
    return isMeasure(kept) ? kept : undefined;
  }

  /** @param id under which to find it again; the engine's may be another than the config's */
  async keepImage(id: string, measure: ImageMeasure): Promise<void> {
    await this.#write('image', id, measure);
  }

  /** What a file holds, by its `fileKey`. */
  async file(key: string): Promise<KeptFile | undefined> {
    const kept = await this.#read('file', key);
    return isKeptFile(kept) ? kept : undefined;
  }

  /** @param key the `fileKey` from before it was read, so that a file changed meanwhile is not taken for what was read */
  async keepFile(key: string, kept: KeptFile): Promise<void> {
    await this.#write('file', key, kept);
  }

  async #read(kind: string, key: string): Promise<unknown> {
    try {
      const path = this.#path(kind, key);
      const text = (await unpack(await readFile(path), { maxOutputLength: largestReport })).toString('utf8');
      const kept: unknown = JSON.parse(text);
      if (get(kept, 'format') !== formatVersion || get(kept, 'key') !== key) return undefined;
      const now = new Date();
      await utimes(path, now, now);
      return get(kept, 'value');
    } catch {
      return undefined;
    }
  }

  async #write(kind: string, key: string, value: unknown): Promise<void> {
    try {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 });
      // The check sum of gzip tells a damaged file from a whole one.
      const bytes = await pack(JSON.stringify({ format: formatVersion, key, value }), { level: 1 });
      const file = await AtomicFile.create(this.#path(kind, key));
      try {
        await file.append(bytes);
        await chmod(file.part, 0o600);
        await file.sync();
        await file.commit();
      } finally {
        await file.discard();
      }
      await this.#sweep();
    } catch {
      // Not remembered: the next report reads the image again.
    }
  }

  async #sweep(): Promise<void> {
    const files = await Promise.all(
      (await readdir(this.#folder)).map(async (name) => {
        const { size, mtimeMs } = await stat(join(this.#folder, name));
        return { name, size, mtimeMs };
      }),
    );
    files.sort((a, b) => b.mtimeMs - a.mtimeMs);
    let bytes = 0;
    for (const [index, { name, size }] of files.entries()) {
      bytes += size;
      if (index >= mostFiles || bytes > mostBytes) await rm(join(this.#folder, name), { force: true });
    }
  }

  #path(kind: string, key: string): string {
    const hash = createHash('sha256').update(key).digest('hex');
    return join(this.#folder, `${kind}-${hash}.json.gz`);
  }
}

/** Tells a file from every other and from itself once it was changed. */
export async function fileKey(path: string): Promise<string> {
  const { size, mtimeMs, ctimeMs, ino } = await stat(path);
  return [path, size, mtimeMs, ctimeMs, ino].join('\n');
}

function isMeasure(value: unknown): value is ImageMeasure {
  const tree = get(value, 'tree');
  return (
    isMap(value) &&
    Array.isArray(get(value, 'layers')) &&
    Array.isArray(get(value, 'hidden')) &&
    Array.isArray(get(value, 'hiddenBetween')) &&
    Array.isArray(get(value, 'largest')) &&
    Array.isArray(get(value, 'signs')) &&
    typeof get(tree, 'entries') === 'number' &&
    typeof get(tree, 'names') === 'string' &&
    typeof get(tree, 'numbers') === 'string'
  );
}

function isKeptFile(value: unknown): value is KeptFile {
  const images = get(value, 'images');
  return (
    Array.isArray(images) &&
    images.every((image) => typeof get(image, 'id') === 'string' && Array.isArray(get(image, 'tags'))) &&
    Array.isArray(get(value, 'problems'))
  );
}
