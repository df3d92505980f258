import { createHash, randomBytes } from 'node:crypto';
import { unlinkSync } from 'node:fs';
import { type FileHandle, open, readdir, realpath, rename, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { GantryError } from '../../../shared/contract/error.ts';
import { readInto } from '../cache/layer-file.ts';
import { isRunning } from '../files/running-process.ts';
import type { DeflatedStretch, PatchableFile } from './gzip-member.ts';
import { systemCode, toWriteError } from './write-error.ts';

/** How many bytes are written before the disk is told to take them. */
const flushBytes = 32 << 20;

/** Parts of this process that are neither committed nor discarded; an exit takes them along. */
const openParts = new Set<string>();

function removePartsAtExit(): void {
  for (const part of openParts) {
    try {
      unlinkSync(part);
    } catch {
      // The process is going: the next export sweeps what could not be removed.
    }
  }
}

/** Tells machines that share a folder apart, so that one does not sweep the part another is writing. */
const machine = createHash('sha256').update(hostname()).digest('hex').slice(0, 6);

/**
 * A file written beside its target under a hidden name and put in the target's place only when it is whole.
 * Until `commit` the target is as it was; after `discard`, or when the process ends, nothing is left behind.
 * All failures are `OutputUnwritable` or `DiskFull` naming the target.
 */
export class AtomicFile implements PatchableFile {
  /** Where the file will be; links in the way are followed. */
  readonly target: string;
  /** Where the bytes are until then. */
  readonly part: string;
  #position = 0;
  #flushed = 0;
  #flushing = false;
  #handle: FileHandle | undefined;

  private constructor(target: string, part: string, handle: FileHandle) {
    this.target = target;
    this.part = part;
    this.#handle = handle;
  }

  /** Opens a new part beside `path`, after removing what exports that were killed left there. */
  static async create(path: string): Promise<AtomicFile> {
    try {
      const target = await writableTarget(path);
      await sweepParts(target);
      const part = hiddenPart(target);
      const handle = await open(part, 'wx+');
      if (openParts.size === 0) process.once('exit', removePartsAtExit);
      openParts.add(part);
      return new AtomicFile(target, part, handle);
    } catch (error) {
      throw toWriteError(error, path);
    }
  }

  get position(): number {
    return this.#position;
  }

  async append(bytes: Uint8Array): Promise<void> {
    await this.#write(bytes, this.#position);
    this.#position += bytes.length;
    this.#flushSome();
  }

  /** Has the disk begin while there is more to come, so that `sync` does not find all of it still to be done. */
  #flushSome(): void {
    if (this.#flushing || this.#position - this.#flushed < flushBytes) return;
    this.#flushing = true;
    this.#flushed = this.#position;
    // Whether it failed is told by `sync`, which waits for the same bytes.
    const done = () => {
      this.#flushing = false;
    };
    this.#handle?.datasync().then(done, done);
  }

  async copy(stretch: DeflatedStretch, onBytes: (bytes: number) => void): Promise<void> {
    for await (const piece of stretch.chunks()) {
      await this.append(piece);
      onBytes(piece.length);
    }
  }

  async patch(position: number, bytes: Uint8Array): Promise<void> {
    await this.#write(bytes, position);
  }

  async truncate(position: number): Promise<void> {
    try {
      await this.#handle?.truncate(position);
    } catch (error) {
      throw toWriteError(error, this.target);
    }
    this.#position = position;
    this.#flushed = Math.min(this.#flushed, position);
  }

  /** Reads back what was written into a buffer; gives how many bytes there were, fewer than fit only at the end. */
  async read(position: number, buffer: Uint8Array): Promise<number> {
    if (this.#handle === undefined) throw new RangeError('the file is closed');
    try {
      return await readInto(this.#handle, position, buffer);
    } catch (error) {
      throw toWriteError(error, this.target);
    }
  }

  /** Waits until the bytes are on the disk; they can be read at `part` from then on. */
  async sync(): Promise<void> {
    try {
      await this.#handle?.sync();
    } catch (error) {
      throw toWriteError(error, this.target);
    }
  }

  /** Takes the target's place in one step. */
  async commit(): Promise<void> {
    try {
      await this.#handle?.close();
      this.#handle = undefined;
      await replace(this.part, this.target);
      this.#forget();
      await syncFolder(dirname(this.target));
    } catch (error) {
      throw toWriteError(error, this.target);
    }
  }

  /** Removes the part; harmless after `commit` and when repeated. */
  async discard(): Promise<void> {
    await this.#handle?.close().catch(() => undefined);
    this.#handle = undefined;
    if (!openParts.has(this.part)) return;
    await rm(this.part, { force: true }).catch(() => undefined);
    this.#forget();
  }

  #forget(): void {
    openParts.delete(this.part);
    if (openParts.size === 0) process.off('exit', removePartsAtExit);
  }

  async #write(bytes: Uint8Array, position: number): Promise<void> {
    if (this.#handle === undefined) throw new RangeError('the file is closed');
    let done = 0;
    while (done < bytes.length) {
      try {
        const result = await this.#handle.write(bytes, done, bytes.length - done, position + done);
        done += result.bytesWritten;
      } catch (error) {
        throw toWriteError(error, this.target);
      }
    }
  }
}

/** The path with links followed, so that a link stays a link; refuses what is not a plain file. */
async function writableTarget(path: string): Promise<string> {
  const found = await stat(path).catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  });
  if (found === undefined) return join(await realpath(dirname(path)), basename(path));
  if (found.isDirectory()) throw new GantryError('OutputUnwritable', { path, reason: 'it is a folder' });
  if (!found.isFile()) throw new GantryError('OutputUnwritable', { path, reason: 'it is not a plain file' });
  return await realpath(path);
}

/** A new name beside a target for what this process keeps there meanwhile; if it is killed, the next export removes it. */
export function hiddenPart(target: string): string {
  return join(dirname(target), `${partPrefix(target)}${process.pid}-${randomBytes(4).toString('hex')}.part`);
}

function partPrefix(target: string): string {
  return `.${basename(target).slice(0, 48)}.${machine}-`;
}

/** Removes parts of this target whose process, on this machine, is no more. */
async function sweepParts(target: string): Promise<void> {
  const prefix = partPrefix(target);
  for (const name of await readdir(dirname(target))) {
    if (!name.startsWith(prefix)) continue;
    const owner = /^(\d+)-[0-9a-f]{8}\.part$/.exec(name.slice(prefix.length))?.[1];
    if (owner === undefined || isRunning(Number(owner))) continue;
    await rm(join(dirname(target), name), { force: true, recursive: true }).catch(() => undefined);
  }
}

/** Renames over the target. Virus scanners on Windows hold new files for a moment, so there it is tried again. */
async function replace(part: string, target: string): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await rename(part, target);
    } catch (error) {
      const busy = ['EPERM', 'EACCES', 'EBUSY'].includes(systemCode(error) ?? '');
      if (process.platform !== 'win32' || !busy || attempt === 8) throw error;
      await wait(25 * 2 ** attempt);
    }
  }
}

/** Makes the rename itself lasting. Windows and some network file systems have no such call; the file is whole all the same. */
async function syncFolder(folder: string): Promise<void> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(folder, 'r');
    await handle.sync();
  } catch {
    // Nothing is lost: the new file is in place, at worst an old one reappears after a power cut.
  } finally {
    await handle?.close().catch(() => undefined);
  }
}
