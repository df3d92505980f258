import { isUtf8 } from 'node:buffer';

const signatures: readonly { readonly bytes: readonly number[]; readonly name: string }[] = [
  { bytes: [0xff, 0xfe, 0, 0], name: 'UTF-32 (little-endian)' },
  { bytes: [0, 0, 0xfe, 0xff], name: 'UTF-32 (big-endian)' },
  { bytes: [0xff, 0xfe], name: 'UTF-16 (little-endian)' },
  { bytes: [0xfe, 0xff], name: 'UTF-16 (big-endian)' },
  { bytes: [0x1f, 0x8b], name: 'gzip-compressed data' },
  { bytes: [0x28, 0xb5, 0x2f, 0xfd], name: 'zstd-compressed data' },
  { bytes: [0x50, 0x4b, 0x03, 0x04], name: 'a zip archive' },
  { bytes: [0x7f, 0x45, 0x4c, 0x46], name: 'a Linux program' },
  { bytes: [0x89, 0x50, 0x4e, 0x47], name: 'a PNG picture' },
  { bytes: [0x25, 0x50, 0x44, 0x46], name: 'a PDF document' },
];

/** What bytes are instead of UTF-8 text, as a noun phrase (`UTF-16 (little-endian)`), or `undefined` where they are UTF-8. */
export function notTextReason(bytes: Uint8Array): string | undefined {
  const known = signatures.find((each) => each.bytes.every((byte, i) => bytes[i] === byte));
  if (known !== undefined) return known.name;
  if (bytes.includes(0)) return wideText(bytes) ?? 'binary data';
  if (isUtf8(bytes)) return undefined;
  const at = firstBadByte(bytes);
  const line = 1 + countLineEnds(bytes.subarray(0, at));
  const byte = (bytes[at] ?? 0).toString(16).padStart(2, '0').toUpperCase();
  return `text in another encoding (line ${line} has the byte 0x${byte}, which is not UTF-8)`;
}

/** UTF-16 without its mark: nearly every second byte of Western text is zero. */
function wideText(bytes: Uint8Array): string | undefined {
  const sample = bytes.subarray(0, 4096 & ~1);
  const pairs = sample.length >> 1;
  if (pairs < 2 || bytes.length % 2 !== 0) return undefined;
  const zeros: [number, number] = [0, 0];
  for (let i = 0; i < pairs * 2; i += 2) {
    if (sample[i] === 0) zeros[0] += 1;
    if (sample[i + 1] === 0) zeros[1] += 1;
  }
  if (zeros[1] > pairs * 0.7 && zeros[0] < pairs * 0.1) return 'UTF-16 (little-endian)';
  if (zeros[0] > pairs * 0.7 && zeros[1] < pairs * 0.1) return 'UTF-16 (big-endian)';
  return undefined;
}

/** The offset of the first byte that is not UTF-8: decoding puts U+FFFD there, unless that very character was written. */
function firstBadByte(bytes: Uint8Array): number {
  const text = Buffer.from(bytes).toString('utf8');
  let offset = 0;
  let from = 0;
  for (let at = text.indexOf('\uFFFD'); at >= 0; at = text.indexOf('\uFFFD', from)) {
    offset += Buffer.byteLength(text.slice(from, at));
    const written = bytes[offset] === 0xef && bytes[offset + 1] === 0xbf && bytes[offset + 2] === 0xbd;
    if (!written) return offset;
    offset += 3;
    from = at + 1;
  }
  return 0;
}

function countLineEnds(bytes: Uint8Array): number {
  let count = 0;
  for (const byte of bytes) if (byte === 10) count += 1;
  return count;
}
