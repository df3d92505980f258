import { tarHeader } from '../archives/tar-writer.ts';

/** The first size that eleven octal digits cannot hold. */
const octalLimit = 8 ** 11;
const block = 512;

/**
 * The header of a file whose size is known only once its body has been written. Its length never depends on the size,
 * so room for it can be kept; from 8 GiB on the size is written in base 256, as GNU tar does.
 */
export function openHeader(name: string, size: number): Uint8Array {
  if (size < octalLimit) return tarHeader({ name, size });
  const header = tarHeader({ name, size: 0 });
  const last = new DataView(header.buffer, header.byteOffset + header.length - block, block);
  last.setUint8(124, 0x80);
  last.setUint8(125, 0);
  last.setUint16(126, 0);
  last.setBigUint64(128, BigInt(size));
  // Base 256 is GNU's; its magic says so to readers that go by the letter.
  for (const [i, letter] of [...'ustar  '].entries()) last.setUint8(257 + i, letter.charCodeAt(0));
  last.setUint8(264, 0);
  let sum = 0;
  for (let i = 0; i < block; i++) sum += i >= 148 && i < 156 ? 0x20 : last.getUint8(i);
  const digits = `${sum.toString(8).padStart(6, '0')}\0 `;
  for (let i = 0; i < 8; i++) last.setUint8(148 + i, digits.charCodeAt(i));
  return header;
}
