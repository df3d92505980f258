/** What an app's archive (asar) holds; its names with `/` on every system. */
import { extractFile, type FileRecord, listPackage, statFile } from '@electron/asar';

/** The names of its files, in order of the alphabet. */
export function filesOf(archive: string): readonly string[] {
  return listPackage(archive, { isPack: false })
    .map((name) => name.slice(1).replaceAll('\\', '/'))
    .filter((name) => 'size' in statFile(archive, name))
    .sort();
}

/** A file's content. */
export function bytesOf(archive: string, name: string): Buffer {
  return extractFile(archive, name);
}

/** What the archive's header says of a file, which is what Electron checks it against. */
export function recordOf(archive: string, name: string): FileRecord {
  return statFile(archive, name) as FileRecord;
}
