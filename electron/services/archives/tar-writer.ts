import { formatPaxRecords } from './pax-records.ts';
import { BLOCK } from './tar-header.ts';
import type { TarType } from './types.ts';

/** What a header is written from. */
export interface TarHeaderRequest {
  /** With `/`; a folder's last `/` is added where it is missing. */
  readonly name: string;
  /** Bytes of the body; 0 for what has none. */
  readonly size: number;
  /** Permission bits; 0644, or 0755 for a folder, where absent. */
  readonly mode?: number;
  readonly mtime?: number;
  readonly type?: Exclude<TarType, 'other'>;
  readonly linkName?: string;
  readonly uid?: number;
  readonly gid?: number;
}

const flags: Readonly<Record<Exclude<TarType, 'other'>, string>> = {
  file: '0',
  hardlink: '1',
  symlink: '2',
  'character-device': '3',
  'block-device': '4',
  directory: '5',
  fifo: '6',
};

/** Largest number eleven octal digits hold; a body of 8 GiB no longer fits. */
const largestSize = 0o77777777777;
const largestId = 0o7777777;

/** All header blocks of an entry: ustar, with a PAX header before it where ustar has no room. The same request gives the same bytes. */
export function tarHeader(request: TarHeaderRequest): Uint8Array {
  const { size, linkName = '', type = 'file', mtime = 0, uid = 0, gid = 0 } = request;
  const mode = request.mode ?? (type === 'directory' ? 0o755 : 0o644);
  const name = type === 'directory' && !request.name.endsWith('/') ? `${request.name}/` : request.name;
  const records = new Map<string, string>();
  const split = splitName(name);
  if (split === undefined) records.set('path', name);
  if (!isShortAscii(linkName)) records.set('linkpath', linkName);
  if (size > largestSize) records.set('size', String(size));
  if (uid > largestId) records.set('uid', String(uid));
  if (gid > largestId) records.set('gid', String(gid));
  if (!Number.isInteger(mtime) || mtime < 0 || mtime > largestSize) records.set('mtime', String(mtime));

  const block = headerBlock({
    ...(split ?? { prefix: '', name: asciiTail(name) }),
    linkName: records.has('linkpath') ? asciiTail(linkName) : linkName,
    flag: flags[type],
    size: records.has('size') ? 0 : size,
    mode,
    uid: records.has('uid') ? 0 : uid,
    gid: records.has('gid') ? 0 : gid,
    mtime: Math.min(Math.max(0, Math.floor(mtime)), largestSize),
  });
  if (records.size === 0) return block;
  const body = formatPaxRecords(records);
  const before = headerBlock({
    prefix: '',
    name: `PaxHeaders/${asciiTail(name).slice(-80)}`,
    linkName: '',
    flag: 'x',
    size: body.length,
    mode: 0o644,
    uid: 0,
    gid: 0,
    mtime: 0,
  });
  return Buffer.concat([before, body, tarPadding(body.length), block]);
}

/** The zero bytes that fill up a body of `size` bytes to whole blocks. */
export function tarPadding(size: number): Uint8Array {
  return new Uint8Array((BLOCK - (size % BLOCK)) % BLOCK);
}

/** The two zero blocks that end a tar. */
export function tarEnd(): Uint8Array {
  return new Uint8Array(2 * BLOCK);
}

function isAscii(value: string): boolean {
  return /^[\x20-\x7e]*$/.test(value);
}

function isShortAscii(value: string): boolean {
  return value.length <= 100 && isAscii(value);
}

/** The name as ustar keeps it, in one field or split at a `/`; `undefined` where it has no room. */
function splitName(name: string): { prefix: string; name: string } | undefined {
  if (!isAscii(name)) return undefined;
  if (name.length <= 100) return { prefix: '', name };
  const slash = name.indexOf('/', name.length - 101);
  if (slash < 1 || slash > 155 || slash === name.length - 1) return undefined;
  return { prefix: name.slice(0, slash), name: name.slice(slash + 1) };
}

/** What a program that knows no PAX sees in place of a name. */
function asciiTail(name: string): string {
  return name.replace(/[^\x20-\x7e]/g, '_').slice(-100);
}

interface BlockFields {
  readonly prefix: string;
  readonly name: string;
  readonly linkName: string;
  readonly flag: string;
  readonly size: number;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly mtime: number;
}

function headerBlock(fields: BlockFields): Buffer {
  const block = Buffer.alloc(BLOCK);
  const octal = (value: number, at: number, length: number) =>
    block.write(value.toString(8).padStart(length - 1, '0'), at, length - 1, 'latin1');
  block.write(fields.name, 0, 100, 'latin1');
  octal(fields.mode & 0o7777, 100, 8);
  octal(fields.uid, 108, 8);
  octal(fields.gid, 116, 8);
  octal(fields.size, 124, 12);
  octal(fields.mtime, 136, 12);
  block.fill(0x20, 148, 156);
  block.write(fields.flag, 156, 1, 'latin1');
  block.write(fields.linkName, 157, 100, 'latin1');
  block.write('ustar\u000000', 257, 8, 'latin1');
  block.write(fields.prefix, 345, 155, 'latin1');
  let sum = 0;
  for (const byte of block) sum += byte;
  block.write(`${sum.toString(8).padStart(6, '0')}\u0000 `, 148, 8, 'latin1');
  return block;
}
