import { decodeName } from './tar-header.ts';

/** Reads the records of a PAX extended header; `undefined` where they are malformed. An empty value takes a record back. */
export function parsePaxRecords(bytes: Uint8Array): Map<string, string> | undefined {
  const records = new Map<string, string>();
  let at = 0;
  while (at < bytes.length) {
    let length = 0;
    let index = at;
    for (; index < bytes.length && index - at < 10; index += 1) {
      const digit = (bytes[index] ?? 0) - 0x30;
      if (digit < 0 || digit > 9) break;
      length = length * 10 + digit;
    }
    const end = at + length;
    if (index === at || bytes[index] !== 0x20 || end > bytes.length || end <= index + 1) return undefined;
    const equals = bytes.indexOf(0x3d, index + 1);
    if (bytes[end - 1] !== 0x0a || equals < 0 || equals >= end || equals === index + 1) return undefined;
    records.set(
      decodeName(bytes.subarray(index + 1, equals)),
      decodeName(bytes.subarray(equals + 1, end - 1)),
    );
    at = end;
  }
  return records;
}

/** Writes PAX records in the order given. */
export function formatPaxRecords(records: ReadonlyMap<string, string>): Uint8Array {
  const parts: Buffer[] = [];
  for (const [key, value] of records) {
    const rest = Buffer.from(` ${key}=${value}\n`, 'utf8');
    // The length counts its own digits.
    let length = rest.length + 1;
    while (String(length).length + rest.length > length) length += 1;
    parts.push(Buffer.from(String(length), 'latin1'), rest);
  }
  return Buffer.concat(parts);
}
