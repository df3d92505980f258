import { formatPaxRecords } from '../../electron/services/archives/pax-records.ts';
import { tarHeader, tarPadding } from '../../electron/services/archives/tar-writer.ts';

/** A header block of our writer's with bytes put over it and its checksum made right again. */
export function patched(block: Uint8Array, patches: Readonly<Record<number, string | Uint8Array>>): Buffer {
  const bytes = Buffer.from(block);
  for (const [at, patch] of Object.entries(patches)) Buffer.from(patch as string).copy(bytes, Number(at));
  bytes.fill(0x20, 148, 156);
  const sum = bytes.reduce((total, byte) => total + byte, 0);
  bytes.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return bytes;
}

export function padded(bytes: Uint8Array): Buffer {
  return Buffer.concat([bytes, tarPadding(bytes.length)]);
}

export function extension(flag: string, body: Uint8Array): Buffer {
  return Buffer.concat([
    patched(tarHeader({ name: 'extension', size: body.length }), { 156: flag }),
    padded(body),
  ]);
}

export function pax(records: Readonly<Record<string, string>>, flag = 'x'): Buffer {
  return extension(flag, formatPaxRecords(new Map(Object.entries(records))));
}
