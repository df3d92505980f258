import { archiveInvalid, shown } from './archive-error.ts';
import { archiveLimits } from './archive-limits.ts';
import { type ByteReader, StreamReader } from './byte-reader.ts';
import { parsePaxRecords } from './pax-records.ts';
import {
  BLOCK,
  checksumHolds,
  decodeName,
  type HeaderBlock,
  hasBody,
  isZeroBlock,
  parseHeaderBlock,
  tarType,
} from './tar-header.ts';
import type { ArchiveError, ArchiveLimits, ByteStream, TarEntry, TarHeader } from './types.ts';

export interface TarOptions {
  /** The archive's name in errors. */
  readonly file: string;
  /** The entry of `file` that is this tar, where it lies in another. */
  readonly within?: string;
  readonly limits?: Partial<ArchiveLimits>;
}

/**
 * Reads a tar of any dialect (v7, ustar, PAX, GNU) entry by entry; bodies are views of the source's chunks.
 * Fails with `ArchiveInvalid` where it is no tar, is damaged, ends early or exceeds the limits; errors of the source pass unchanged.
 */
export function readTar(source: ByteStream, options: TarOptions): AsyncGenerator<TarEntry> {
  return readTarFrom(new StreamReader(source), options);
}

/** `readTar` from a reader, which it closes when the iteration ends. */
export async function* readTarFrom(reader: ByteReader, options: TarOptions): AsyncGenerator<TarEntry> {
  const headers = new HeaderReader(reader, options);
  try {
    let entries = 0;
    for (;;) {
      const header = await headers.next();
      if (header === undefined) break;
      entries += 1;
      if (entries > headers.limits.entries) {
        throw headers.invalid(`it has more than ${headers.limits.entries.toLocaleString('en')} entries`);
      }
      const body = new EntryBody(reader, header, headers);
      yield body.entry;
      await body.finish();
    }
  } finally {
    await reader.close();
  }
}

const noPax: Readonly<Record<string, string>> = Object.freeze(Object.create(null) as Record<string, string>);

/** Reads headers with all that stands before them: PAX records, GNU long names, sparse maps. */
class HeaderReader {
  readonly limits: ArchiveLimits;
  readonly #reader: ByteReader;
  readonly #options: TarOptions;
  readonly #globals = new Map<string, string>();
  #globalBytes = 0;
  /** The last entry's name, for errors. */
  #last: string | undefined;

  constructor(reader: ByteReader, options: TarOptions) {
    this.#reader = reader;
    this.#options = options;
    this.limits = archiveLimits(options.limits);
  }

  invalid(problem: string, entry?: string): ArchiveError {
    return archiveInvalid(this.#options.file, problem, this.#options.within ?? entry);
  }

  /** The next entry's header; `undefined` at the end, where what follows the end blocks has been read too. */
  async next(): Promise<TarHeader | undefined> {
    let pax: Map<string, string> | undefined;
    let longName: string | undefined;
    let longLink: string | undefined;
    let extended = false;
    for (;;) {
      const block = this.#reader.takeNow(BLOCK) ?? (await this.#reader.take(BLOCK));
      if (block.length < BLOCK || block[0] === 0) {
        const more = await this.#endOrHeader(block, extended);
        if (!more) return undefined;
      }
      if (!checksumHolds(block)) throw this.#damaged();
      const header = parseHeaderBlock(block);
      const { size } = header;
      if (!(size >= 0)) throw this.invalid(`the size of ${shown(header.name)} is not a number`, header.name);
      switch (header.flag) {
        case 'x':
        case 'X':
          pax = await this.#pax(header);
          break;
        case 'g':
          await this.#takeGlobals(header);
          continue;
        case 'L':
          longName = await this.#longText(header);
          break;
        case 'K':
          longLink = await this.#longText(header);
          break;
        default:
          return this.#finish(header, pax, longName, longLink);
      }
      extended = true;
    }
  }

  /** Looks at a block that is short or begins with zero: true where it is a header after all. */
  async #endOrHeader(block: Uint8Array, extended: boolean): Promise<boolean> {
    if (block.length === 0 && this.#reader.position === 0) throw this.invalid('it is empty');
    const end = block.length === 0 || (block.length === BLOCK && isZeroBlock(block));
    if (end && extended) throw this.invalid(`it ends before the entry that should follow ${this.#place()}`);
    if (block.length > 0 && block.length < BLOCK) {
      if (this.#reader.position < BLOCK) throw this.invalid('it is not a tar archive');
      throw this.invalid(`it ends in the middle of the header that follows ${this.#place()}`, this.#last);
    }
    if (!end) return true;
    if (block.length === 0) return false;
    const second = await this.#reader.take(BLOCK);
    if (second.length === BLOCK && !isZeroBlock(second)) {
      throw this.invalid(`it has a stray empty block after ${this.#place()}`, this.#last);
    }
    // What follows the end blocks is padding to most programs; reading it lets the source check its own end.
    await this.#reader.skip(Number.POSITIVE_INFINITY);
    return false;
  }

  #place(): string {
    return this.#last === undefined ? 'its start' : shown(this.#last);
  }

  #damaged(): ArchiveError {
    if (this.#last === undefined && this.#reader.position === BLOCK)
      return this.invalid('it is not a tar archive');
    return this.invalid(`the header that follows ${this.#place()} is damaged`, this.#last);
  }

  /** The body of an extended header, held whole. */
  async #small(header: HeaderBlock, limit: number, what: string): Promise<Uint8Array> {
    if (header.size > limit) {
      throw this.invalid(
        `${what} after ${this.#place()} is longer than ${limit.toLocaleString('en')} bytes`,
        this.#last,
      );
    }
    const whole = header.size + padding(header.size);
    const bytes = this.#reader.takeNow(whole) ?? (await this.#reader.take(whole));
    if (bytes.length < whole) {
      throw this.invalid(`it ends in the middle of the header that follows ${this.#place()}`, this.#last);
    }
    return bytes.subarray(0, header.size);
  }

  async #pax(header: HeaderBlock): Promise<Map<string, string>> {
    const records = parsePaxRecords(await this.#small(header, this.limits.paxBytes, 'an extended header'));
    if (records === undefined)
      throw this.invalid(`an extended header after ${this.#place()} is damaged`, this.#last);
    return records;
  }

  async #takeGlobals(header: HeaderBlock): Promise<void> {
    this.#globalBytes += header.size;
    if (this.#globalBytes > this.limits.paxBytes) {
      throw this.invalid(
        `its global headers are longer than ${this.limits.paxBytes.toLocaleString('en')} bytes`,
      );
    }
    for (const [key, value] of await this.#pax(header)) this.#globals.set(key, value);
  }

  async #longText(header: HeaderBlock): Promise<string> {
    const bytes = await this.#small(header, this.limits.nameBytes, 'a name');
    const end = bytes.indexOf(0);
    return decodeName(end < 0 ? bytes : bytes.subarray(0, end));
  }

  async #finish(
    header: HeaderBlock,
    own: Map<string, string> | undefined,
    longName: string | undefined,
    longLink: string | undefined,
  ): Promise<TarHeader> {
    if (header.sparseContinues) await this.#skipSparseMap(header.name);
    let name = longName ?? header.name;
    let linkName = longLink ?? header.linkName;
    let { size, mtime, uid, gid } = header;
    let realSize: number | undefined = Number.isNaN(header.sparseSize) ? undefined : header.sparseSize;
    let pax = noPax;
    if (own !== undefined || this.#globals.size > 0) {
      const records = new Map([...this.#globals, ...(own ?? [])]);
      for (const [key, value] of records) if (value === '') records.delete(key);
      name = records.get('GNU.sparse.name') ?? records.get('path') ?? name;
      linkName = records.get('linkpath') ?? linkName;
      size = this.#count(records, 'size', name) ?? size;
      uid = this.#count(records, 'uid', name) ?? uid;
      gid = this.#count(records, 'gid', name) ?? gid;
      const time = Number(records.get('mtime') ?? Number.NaN);
      if (Number.isFinite(time)) mtime = time;
      realSize =
        this.#count(records, 'GNU.sparse.realsize', name) ??
        this.#count(records, 'GNU.sparse.size', name) ??
        realSize;
      pax = Object.assign(Object.create(null) as Record<string, string>, Object.fromEntries(records));
    }
    if (
      Buffer.byteLength(name) > this.limits.nameBytes ||
      Buffer.byteLength(linkName) > this.limits.nameBytes
    ) {
      throw this.invalid(
        `the name ${shown(name)} is longer than ${this.limits.nameBytes.toLocaleString('en')} bytes`,
      );
    }
    const type = tarType(header.flag, name);
    if (!hasBody(type)) size = 0;
    this.#last = name;
    return {
      name,
      type,
      size,
      realSize: realSize ?? size,
      mode: header.mode,
      uid,
      gid,
      mtime,
      linkName,
      pax,
    };
  }

  /** A record that counts something; fails where it is no number. */
  #count(records: ReadonlyMap<string, string>, key: string, name: string): number | undefined {
    const value = records.get(key);
    if (value === undefined) return undefined;
    if (!/^\d+$/.test(value)) throw this.invalid(`the ${key} of ${shown(name)} is not a number`, name);
    return Number(value);
  }

  async #skipSparseMap(name: string): Promise<void> {
    let more = true;
    while (more) {
      const block = await this.#reader.take(BLOCK);
      if (block.length < BLOCK)
        throw this.invalid(`it ends in the middle of the header of ${shown(name)}`, name);
      more = block[504] !== 0;
    }
  }
}

/** Zero bytes that follow a body of this size, up to the next block. */
function padding(size: number): number {
  return (BLOCK - (size % BLOCK)) % BLOCK;
}

/** The body of the entry being read: its own iterator, so that who reads on continues where the last one stopped. */
class EntryBody implements ByteStream, AsyncIterator<Uint8Array> {
  readonly entry: TarEntry;
  readonly #reader: ByteReader;
  readonly #headers: HeaderReader;
  #left: number;
  #over = false;

  constructor(reader: ByteReader, header: TarHeader, headers: HeaderReader) {
    this.#reader = reader;
    this.#headers = headers;
    this.#left = header.size;
    // Field by field: spreading takes as long as all else that is done for a small file.
    this.entry = {
      name: header.name,
      type: header.type,
      size: header.size,
      realSize: header.realSize,
      mode: header.mode,
      uid: header.uid,
      gid: header.gid,
      mtime: header.mtime,
      linkName: header.linkName,
      pax: header.pax,
      offset: reader.position,
      body: this,
    };
  }

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    return this;
  }

  async next(): Promise<IteratorResult<Uint8Array>> {
    if (this.#over)
      throw new Error(`the body of ${this.entry.name} was read after the next entry was asked for`);
    if (this.#left === 0) return { done: true, value: undefined };
    const bytes = await this.#reader.some(this.#left);
    if (bytes.length === 0) throw this.#truncated();
    this.#left -= bytes.length;
    return { done: false, value: bytes };
  }

  async return(): Promise<IteratorResult<Uint8Array>> {
    return { done: true, value: undefined };
  }

  /** Passes over what was not read, and the padding. */
  async finish(): Promise<void> {
    this.#over = true;
    const rest = this.#left + padding(this.entry.size);
    if (rest === 0 || (rest <= BLOCK * 8 && this.#reader.takeNow(rest) !== undefined)) return;
    if ((await this.#reader.skip(rest)) < rest) throw this.#truncated();
  }

  #truncated(): ArchiveError {
    return this.#headers.invalid(`it ends in the middle of ${shown(this.entry.name)}`, this.entry.name);
  }
}
