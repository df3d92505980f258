import { mkdir, rm } from 'node:fs/promises';
import { LayerCache } from '../cache/layer-cache.ts';
import { hiddenPart } from './atomic-file.ts';
import { toWriteError } from './write-error.ts';

/** A place beside the target for the layers of one export, where the cache takes none. */
export class ScratchFolder {
  readonly cache: LayerCache;
  readonly #path: string;

  private constructor(path: string) {
    this.#path = path;
    this.cache = new LayerCache(path);
  }

  /** @throws GantryError `OutputUnwritable`, `DiskFull`. */
  static async create(target: string): Promise<ScratchFolder> {
    const path = hiddenPart(target);
    try {
      await mkdir(path, { mode: 0o700 });
      return new ScratchFolder(path);
    } catch (error) {
      throw toWriteError(error, target);
    }
  }

  async remove(): Promise<void> {
    await rm(this.#path, { recursive: true, force: true }).catch(() => undefined);
  }
}
