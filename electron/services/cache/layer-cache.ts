import { createHash } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir, readFile, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { get } from '../../../shared/model/plain.ts';
import type { SegmentSum } from '../bundle/block-compressor.ts';
import { writeTextFile } from '../files/atomic-write.ts';
import { isRunning } from '../files/running-process.ts';
import { formatVersion, readLayerFooter } from './layer-file.ts';
import { CacheUnusable, LayerSpool, StoredLayer } from './layer-spool.ts';

/** What is remembered beside layers: what an engine's image holds, and the hash of an image archive made of known parts. */
type RecordKind = 'images' | 'archives';

interface CachedFile {
  readonly path: string;
  readonly bytes: number;
  readonly usedMs: number;
}

/**
 * Compressed layers by diff ID and level, and small records, in a folder that several processes share. Everything in it can be
 * made again: whatever is missing, damaged or of another version is a miss, never an error. Files appear whole and are
 * never changed; what is taken from them is proven by who takes it.
 */
export class LayerCache {
  readonly folder: string;
  readonly #root: string;

  /** `folder` need not exist. */
  constructor(folder: string) {
    this.folder = folder;
    // A version of its own folder: an older Gantry beside this one keeps to what it knows.
    this.#root = join(folder, `v${formatVersion}`);
  }

  /** A layer, open for reading; marks it as used. */
  async find(diffId: string, level: number): Promise<StoredLayer | undefined> {
    const path = this.#layerPath(diffId, level);
    let handle: FileHandle | undefined;
    try {
      handle = await open(path, 'r');
      const facts = await readLayerFooter(handle);
      if (facts?.diffId === diffId && facts.level === level) {
        await markUsed(path);
        return new StoredLayer(facts, handle, true);
      }
    } catch {
      // A miss, whatever the reason.
    }
    await handle?.close().catch(() => undefined);
    return undefined;
  }

  /** Bytes that those of the layers take that are kept. */
  async bytesOf(diffIds: readonly string[], level: number): Promise<number> {
    const sizes = diffIds.map(async (diffId) => {
      const facts = await stat(this.#layerPath(diffId, level)).catch(() => undefined);
      return facts?.size ?? 0;
    });
    return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
  }

  /** Begins a layer whose diff ID is not known yet. Fails with `CacheUnusable`. */
  async spool(): Promise<LayerSpool> {
    await this.#prepare();
    return LayerSpool.create(this.#folder('tmp'));
  }

  /** Puts a whole layer where others find it. Fails with `CacheUnusable`. */
  async keep(spool: LayerSpool, diffId: string, sum: SegmentSum, level: number): Promise<StoredLayer> {
    return spool.keep(diffId, sum, level, this.#layerPath(diffId, level));
  }

  /** Forgets a layer that turned out to be damaged. */
  async drop(diffId: string, level: number): Promise<void> {
    await rm(this.#layerPath(diffId, level), { force: true }).catch(() => undefined);
  }

  /** What was remembered under a key; `undefined` where nothing was, or it is damaged. */
  async recall(kind: RecordKind, key: string): Promise<unknown> {
    try {
      const path = this.#recordPath(kind, key);
      const record: unknown = JSON.parse(await readFile(path, 'utf8'));
      const value = get(record, 'value');
      if (get(record, 'check') !== checkOf(key, value)) return undefined;
      await markUsed(path);
      return value;
    } catch {
      return undefined;
    }
  }

  /** Remembers a JSON value; that it could not is no reason to fail. */
  async remember(kind: RecordKind, key: string, value: unknown): Promise<void> {
    try {
      await this.#prepare();
      const record = { check: checkOf(key, value), value };
      await writeTextFile(this.#recordPath(kind, key), JSON.stringify(record));
    } catch {
      // The next export asks again.
    }
  }

  /** Bytes and number of the layers kept. */
  async size(): Promise<{ readonly bytes: number; readonly layers: number }> {
    const layers = await this.#list('layers');
    return { bytes: layers.reduce((sum, file) => sum + file.bytes, 0), layers: layers.length };
  }

  /** Removes what was not used for longest until the layers take at most `limit` bytes, and what killed processes left. */
  async trim(limit: number): Promise<void> {
    for (const file of await this.#list('tmp')) {
      const owner = /(\d+)-[0-9a-f]+\.part$/.exec(file.path)?.[1];
      if (owner === undefined || !isRunning(Number(owner))) await remove(file.path);
    }
    const layers = (await this.#list('layers')).sort((a, b) => a.usedMs - b.usedMs);
    let bytes = layers.reduce((sum, file) => sum + file.bytes, 0);
    for (const file of layers) {
      if (bytes <= limit) break;
      await remove(file.path);
      bytes -= file.bytes;
    }
    for (const kind of ['images', 'archives'] as const) {
      const records = (await this.#list(kind)).sort((a, b) => b.usedMs - a.usedMs);
      for (const file of records.slice(mostRecords)) await remove(file.path);
    }
  }

  /** Removes everything, older versions' layers too; gives the bytes that were freed. Exports under way keep what they have open. */
  async clear(): Promise<number> {
    const { bytes } = await this.size();
    const older = await this.#removeOlder();
    for (const name of ['layers', 'images', 'archives']) {
      await rm(this.#folder(name), { recursive: true, force: true }).catch(() => undefined);
    }
    await this.trim(0);
    return bytes + older;
  }

  async #prepare(): Promise<void> {
    try {
      const made = await mkdir(this.#folder('tmp'), { recursive: true, mode: 0o700 });
      for (const name of ['layers', 'images', 'archives']) {
        await mkdir(this.#folder(name), { recursive: true, mode: 0o700 });
      }
      // A cache of this version begins: nobody but an older Gantry has a use for the one before, and that makes its own again.
      if (made !== undefined && !made.startsWith(join(this.#root, 'tmp'))) await this.#removeOlder();
    } catch (error) {
      throw new CacheUnusable(error);
    }
  }

  /**
   * Removes the folders of older versions; gives the bytes of their layers. An older Gantry that is at work there finds its cache
   * cleared, which it can bear at any time, and so can another of ours that removes the same.
   */
  async #removeOlder(): Promise<number> {
    let bytes = 0;
    for (const name of await readdir(this.folder).catch(() => [])) {
      const version = /^v(\d+)$/.exec(name)?.[1];
      if (version === undefined || Number(version) >= formatVersion) continue;
      const layers = await filesIn(join(this.folder, name, 'layers'));
      bytes += layers.reduce((sum, file) => sum + file.bytes, 0);
      await rm(join(this.folder, name), { recursive: true, force: true }).catch(() => undefined);
    }
    return bytes;
  }

  #list(name: string): Promise<CachedFile[]> {
    return filesIn(this.#folder(name));
  }

  #folder(name: string): string {
    return join(this.#root, name);
  }

  #layerPath(diffId: string, level: number): string {
    const hex = diffId.replace(/^sha256:/, '');
    // The name comes from an engine's answer; only digests name files.
    const name = /^[0-9a-f]{64}$/.test(hex) ? hex : createHash('sha256').update(diffId).digest('hex');
    return join(this.#folder('layers'), `${name}-${level}`);
  }

  #recordPath(kind: RecordKind, key: string): string {
    return join(this.#folder(kind), `${createHash('sha256').update(key).digest('hex')}.json`);
  }
}

const mostRecords = 1000;

async function filesIn(folder: string): Promise<CachedFile[]> {
  const names = await readdir(folder).catch(() => []);
  const files = await Promise.all(
    names.map(async (each) => {
      const path = join(folder, each);
      const facts = await stat(path).catch(() => undefined);
      return facts?.isFile() ? [{ path, bytes: facts.size, usedMs: facts.mtimeMs }] : [];
    }),
  );
  return files.flat();
}

function checkOf(key: string, value: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify([key, value]))
    .digest('hex');
}

/** Being used is told by the file's time; a cache that may not be written is read all the same. */
async function markUsed(path: string): Promise<void> {
  const now = new Date();
  await utimes(path, now, now).catch(() => undefined);
}

async function remove(path: string): Promise<void> {
  await rm(path, { force: true }).catch(() => undefined);
}
