import type { FileHandle } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { get, isMap, itemsOf, textOf } from '../../../shared/model/plain.ts';

/** What is known of a compressed layer. */
export interface LayerFacts {
  /** `sha256:…` of the layer's tar. */
  readonly diffId: string;
  /** Of the layer's tar. */
  readonly bytes: number;
  /** CRC-32 of the layer's tar. */
  readonly crc: number;
  readonly level: number;
  /** CRC-32 of the deflated bytes. */
  readonly deflatedCrc: number;
  /** Deflated bytes of each block; all but the last hold a full block of the tar. */
  readonly blocks: readonly number[];
}

/** Raises when deflated bytes or this file change their form; older files are then misses and go in their turn. */
export const formatVersion = 4;

const magic = Buffer.from('GANTRYL1', 'latin1');
const tailBytes = 8 + magic.length;
const largestFooter = 64 * 1024 * 1024;

/** What follows the deflated bytes in a layer's file: its facts, their length and checksum. */
export function layerFooter(facts: LayerFacts): Buffer {
  const body = Buffer.from(JSON.stringify({ version: formatVersion, ...facts }));
  const tail = Buffer.alloc(8);
  tail.writeUInt32LE(body.length, 0);
  tail.writeUInt32LE(crc32(body), 4);
  return Buffer.concat([body, tail, magic]);
}

/** Reads the facts of a layer's file; `undefined` where they are damaged, of another version, or do not fit the file. */
export async function readLayerFooter(handle: FileHandle): Promise<LayerFacts | undefined> {
  const { size } = await handle.stat();
  if (size < tailBytes) return undefined;
  const tail = await readAt(handle, size - tailBytes, tailBytes);
  const length = tail.readUInt32LE(0);
  if (!tail.subarray(8).equals(magic) || length > Math.min(largestFooter, size - tailBytes)) return undefined;
  const body = await readAt(handle, size - tailBytes - length, length);
  if (crc32(body) !== tail.readUInt32LE(4)) return undefined;
  const facts = parseFacts(JSON.parse(body.toString('utf8')));
  const deflated = facts?.blocks.reduce((sum, block) => sum + block, 0);
  return deflated === size - tailBytes - length ? facts : undefined;
}

/** Exactly so many bytes of a file, fewer only at its end; into `buffer` where one is given, or a new one. */
export async function readAt(
  handle: FileHandle,
  position: number,
  length: number,
  buffer: Buffer<ArrayBuffer> = Buffer.allocUnsafeSlow(length),
): Promise<Buffer<ArrayBuffer>> {
  return buffer.subarray(0, await readInto(handle, position, buffer.subarray(0, length)));
}

/** Fills a buffer from a file; gives how many bytes there were, fewer only at its end. */
export async function readInto(handle: FileHandle, position: number, buffer: Uint8Array): Promise<number> {
  let filled = 0;
  while (filled < buffer.length) {
    const { bytesRead } = await handle.read(buffer, filled, buffer.length - filled, position + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return filled;
}

/** Two buffers by turns: one is read into while the other is worked on. A fresh one for each piece would cost more than the work. */
export class TurnBuffers {
  readonly #buffers: Buffer<ArrayBuffer>[];
  #turn = 0;

  constructor(bytes: number) {
    this.#buffers = [Buffer.allocUnsafeSlow(bytes), Buffer.allocUnsafeSlow(bytes)];
  }

  next(): Buffer<ArrayBuffer> | undefined {
    this.#turn = 1 - this.#turn;
    return this.#buffers[this.#turn];
  }
}

function parseFacts(value: unknown): LayerFacts | undefined {
  const diffId = textOf(get(value, 'diffId'));
  const keys = ['bytes', 'crc', 'level', 'deflatedCrc'];
  const [bytes, crc, level, deflatedCrc] = keys.map((key) => get(value, key));
  if (!isMap(value) || get(value, 'version') !== formatVersion || diffId === undefined) return undefined;
  if (!isCount(bytes) || !isCount(crc) || !isCount(level) || !isCount(deflatedCrc)) return undefined;
  const blocks = itemsOf(get(value, 'blocks')).filter(isCount);
  return { diffId, bytes, crc, level, deflatedCrc, blocks };
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
