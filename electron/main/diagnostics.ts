import { readdir, stat } from 'node:fs/promises';
import { arch, release } from 'node:os';
import { join } from 'node:path';
import { app, clipboard, screen } from 'electron';
import type { LogFile } from './log-file.ts';
import { masked } from './masked.ts';

const lines = 200;

/**
 * Puts on the clipboard what helps to find a fault: versions, the system, where crashes were kept, the last of the log.
 * No credential is in it.
 */
export async function copyDiagnostics(log: LogFile): Promise<void> {
  const { electron = 'none', chrome = 'none', node } = process.versions;
  const displays = screen
    .getAllDisplays()
    .map(({ size, scaleFactor }) => `${size.width}×${size.height}@${scaleFactor}`);
  const text = [
    `${app.name} ${app.getVersion()}${app.isPackaged ? '' : ' (not packaged)'}`,
    `Electron ${electron}, Chromium ${chrome}, Node ${node}`,
    `${process.platform} ${release()} ${arch()}, ${app.getLocale()}, ${displays.join(' ')}`,
    await crashReports(app.getPath('crashDumps')),
    '',
    log.tail(lines),
  ].join('\n');
  await clipboard.writeText(`${masked(text)}\n`);
}

/** How many crashes were kept in a folder, and when the last was. */
async function crashReports(folder: string): Promise<string> {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  const reports = names.filter((name) => name.endsWith('.dmp')).map((name) => join(folder, name));
  const facts = await Promise.all(reports.map((path) => stat(path).catch(() => undefined)));
  const last = Math.max(...facts.map((each) => each?.mtimeMs ?? 0));
  if (facts.length === 0) return 'No crash reports';
  return `${facts.length} crash reports in ${folder}, the last of ${new Date(last).toISOString()}`;
}
