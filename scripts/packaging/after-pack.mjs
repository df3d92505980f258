/**
 * What electron-builder lets nobody set by its configuration, put right before the app is signed: it writes into every
 * macOS app that connections in the clear are allowed to anywhere, for the sake of the updater's proxy, which only
 * needs this machine.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** @param {import('electron-builder').AfterPackContext} context */
export default async function afterPack({ electronPlatformName, appOutDir, packager }) {
  if (electronPlatformName !== 'darwin') return;
  const path = join(appOutDir, `${packager.appInfo.productFilename}.app`, 'Contents', 'Info.plist');
  const before = await readFile(path, 'utf8');
  const after = before.replace(/(<key>NSAllowsArbitraryLoads<\/key>\s*)<true\/>/, '$1<false/>');
  if (after === before)
    throw new Error('Info.plist no longer allows connections anywhere; this step can go.');
  await writeFile(path, after);
}
