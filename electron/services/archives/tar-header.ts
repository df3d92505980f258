import type { TarType } from './types.ts';

/** Bytes of a tar block. */
export const BLOCK = 512;

/** One header block as written, before any extended header changes it. */
export interface HeaderBlock {
  readonly name: string;
  readonly linkName: string;
  /** The type flag, `0` where the block has none. */
  readonly flag: string;
  /** NaN where the field holds no number. */
  readonly size: number;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly mtime: number;
  /** Old GNU sparse: size of the file once unpacked. */
  readonly sparseSize: number;
  /** Old GNU sparse: more of the map follows in blocks of its own. */
  readonly sparseContinues: boolean;
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Text of a name: UTF-8, or byte for byte (Latin-1) where it is none, so that no two names fall together. */
export function decodeName(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let index = 0; index < bytes.length; index += 1) {
    if ((bytes[index] ?? 0) >= 0x80) {
      try {
        return utf8.decode(bytes);
      } catch {
        break;
      }
    }
  }
  return buffer.toString('latin1');
}

function text(block: Uint8Array, start: number, length: number): string {
  if (block[start] === 0) return '';
  let end = start;
  while (end < start + length && block[end] !== 0) end += 1;
  return decodeName(block.subarray(start, end));
}

/** A number in octal digits, or in base 256 as GNU writes what octal has no room for; NaN where it is neither. */
function number(block: Uint8Array, start: number, length: number): number {
  const first = block[start] ?? 0;
  if (first >= 0x80) {
    // A negative number is read as its complement, whose leading zeros leave a double room for the rest.
    const flip = (first & 0x40) === 0 ? 0 : 0xff;
    let value = (first ^ flip) & 0x7f;
    for (let index = start + 1; index < start + length; index += 1)
      value = value * 256 + ((block[index] ?? 0) ^ flip);
    return flip === 0 ? value : -value - 1;
  }
  let index = start;
  const end = start + length;
  while (index < end && (block[index] === 0x20 || block[index] === 0)) index += 1;
  let value = 0;
  for (; index < end; index += 1) {
    const digit = (block[index] ?? 0) - 0x30;
    if (digit < 0 || digit > 7) break;
    value = value * 8 + digit;
  }
  for (; index < end; index += 1) if (block[index] !== 0x20 && block[index] !== 0) return Number.NaN;
  return value;
}

function orZero(value: number): number {
  return Number.isNaN(value) ? 0 : value;
}

/** Whether the block's checksum holds: the sum POSIX asks for, or the sum of signed bytes some old programs wrote. */
export function checksumHolds(block: Uint8Array): boolean {
  let sum = 0;
  let high = 0;
  for (let index = 0; index < BLOCK; index += 1) {
    const byte = block[index] ?? 0;
    sum += byte;
    high += byte >> 7;
  }
  for (let index = 148; index < 156; index += 1) {
    const byte = block[index] ?? 0;
    sum += 0x20 - byte;
    high -= byte >> 7;
  }
  const claimed = number(block, 148, 8);
  return claimed === sum || claimed === sum - 256 * high;
}

/** Whether every byte of a block is zero. */
export function isZeroBlock(block: Uint8Array): boolean {
  for (let index = 0; index < block.length; index += 1) if (block[index] !== 0) return false;
  return true;
}

/** Reads a header block whose checksum holds. */
export function parseHeaderBlock(block: Uint8Array): HeaderBlock {
  const posix = block[257] === 0x75 && block[258] === 0x73 && block[259] === 0x74 && block[260] === 0x61;
  const gnu = posix && block[262] === 0x20;
  const star = posix && block[508] === 0x74 && block[509] === 0x61 && block[510] === 0x72;
  let name = text(block, 0, 100);
  // GNU keeps times and a sparse map where POSIX keeps the front part of a long name.
  if (posix && !gnu && block[345] !== 0) name = `${text(block, 345, star ? 131 : 155)}/${name}`;
  const flag = block[156] ?? 0;
  return {
    name,
    linkName: text(block, 157, 100),
    flag: flag === 0 ? '0' : String.fromCharCode(flag),
    size: number(block, 124, 12),
    mode: orZero(number(block, 100, 8)),
    uid: orZero(number(block, 108, 8)),
    gid: orZero(number(block, 116, 8)),
    mtime: orZero(number(block, 136, 12)),
    sparseSize: gnu && flag === 0x53 ? number(block, 483, 12) : Number.NaN,
    sparseContinues: gnu && flag === 0x53 && block[482] !== 0,
  };
}

const types: Readonly<Record<string, TarType>> = {
  '0': 'file',
  '1': 'hardlink',
  '2': 'symlink',
  '3': 'character-device',
  '4': 'block-device',
  '5': 'directory',
  '6': 'fifo',
  '7': 'file',
  S: 'file',
};

/** The kind of entry a type flag stands for. Tars from before POSIX mark a directory by its name's last `/`. */
export function tarType(flag: string, name: string): TarType {
  const type = types[flag] ?? 'other';
  return type === 'file' && flag === '0' && name.endsWith('/') ? 'directory' : type;
}

/** Whether entries of this type have a body. Some old programs wrote a link's or folder's size with no body behind it. */
export function hasBody(type: TarType): boolean {
  return type === 'file' || type === 'other';
}
