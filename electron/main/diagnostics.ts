import { arch, release } from 'node:os';
import { app, clipboard, screen } from 'electron';
import type { LogFile } from './log-file.ts';
import { masked } from './masked.ts';

const lines = 200;

/** Puts on the clipboard what helps to find a fault: versions, the system, the last of the log. No credential is in it. */
export async function copyDiagnostics(log: LogFile): Promise<void> {
  const { electron = 'none', chrome = 'none', node } = process.versions;
  const displays = screen
    .getAllDisplays()
    .map(({ size, scaleFactor }) => `${size.width}×${size.height}@${scaleFactor}`);
  const text = [
    `${app.name} ${app.getVersion()}${app.isPackaged ? '' : ' (not packaged)'}`,
    `Electron ${electron}, Chromium ${chrome}, Node ${node}`,
    `${process.platform} ${release()} ${arch()}, ${app.getLocale()}, ${displays.join(' ')}`,
    '',
    log.tail(lines),
  ].join('\n');
  await clipboard.writeText(`${masked(text)}\n`);
}
