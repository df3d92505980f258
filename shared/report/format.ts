/** Numbers as people read them. Sizes are decimal, as the Marketplace counts its “500 MB”: 1 MB is 1,000,000 bytes. */

const units = ['kB', 'MB', 'GB', 'TB', 'PB'] as const;

/** A size in bytes: `0 bytes`, `1 byte`, `12.3 kB`, `450 MB`, `1.23 GB`; three significant digits. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return bytes === 1 ? '1 byte' : `${Math.round(bytes)} bytes`;
  let value = bytes;
  let unit: string = units[0];
  for (const each of units) {
    value /= 1000;
    unit = each;
    // What would be shown as 1000 belongs to the next unit.
    if (value < 999.5) break;
  }
  const decimals = value < 9.995 ? 2 : value < 99.95 ? 1 : 0;
  return `${value.toFixed(decimals)} ${unit}`;
}

/** How fast, from bytes per second: `85.2 MB/s`. */
export function formatSpeed(bytesPerSecond: number): string {
  return `${formatBytes(bytesPerSecond)}/s`;
}

/** How long something took, from milliseconds: `320 ms`, `4.2 s`, `3 min 05 s`, `1 h 02 min`. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 999.5) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 59_950) return `${(milliseconds / 1000).toFixed(1)} s`;
  return formatRemaining(milliseconds);
}

/** How long something will still take, from milliseconds: whole seconds, `8 s`, `3 min 05 s`, `1 h 02 min`. */
export function formatRemaining(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 60) return `${seconds} s`;
  const two = (value: number): string => String(value).padStart(2, '0');
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${two(seconds % 60)} s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${two(minutes % 60)} min`;
}

/** A whole number, in groups of three digits where it has five or more: `9999`, `300,000`. */
export function formatNumber(value: number): string {
  return value < 10_000 ? String(value) : value.toLocaleString('en');
}

/** A count with its noun: `1 file`, `3 files`, `300,000 files`; the plural where it is not the noun with an s. */
export function formatCount(count: number, noun: string, plural: string = `${noun}s`): string {
  return `${formatNumber(count)} ${count === 1 ? noun : plural}`;
}

/** A size as people write it, in bytes: `500MB`, `1.2 GB`, `300MiB`, `4096`; `undefined` where it is none. */
export function parseBytes(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*(?:([kmgtp])(i?)b?|b|bytes?)?$/i.exec(text.trim());
  if (match === null) return undefined;
  const power = match[2] === undefined ? 0 : 'kmgtp'.indexOf(match[2].toLowerCase()) + 1;
  return Math.round(Number(match[1]) * (match[3] === 'i' ? 1024 : 1000) ** power);
}
