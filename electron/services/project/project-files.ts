import { isUtf8 } from 'node:buffer';
import type { Dirent } from 'node:fs';
import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import type { FileFact } from '../../../shared/rules/project.ts';
import { fileUnreadable } from '../archives/file-stream.ts';
import { gitRunBits } from './git-run-bits.ts';

/** Folders that hold what tools made or fetched: not the app's own source, and often huge. */
export const skippedFolders: ReadonlySet<string> = new Set([
  'node_modules',
  '.git',
  '.hg',
  '.svn',
  '__pycache__',
  '.venv',
  'venv',
  '.tox',
  '.mypy_cache',
  '.pytest_cache',
  '.ruff_cache',
  'dist',
  'build',
  'coverage',
]);

const binaryName =
  /\.(?:png|jpe?g|gif|webp|ico|pdf|woff2?|ttf|otf|zip|gz|tgz|zst|xz|bz2|tar|pkg|jar|pyc|so|dll|exe|wasm|db|sqlite3?|mp[34])$/i;

const limits = {
  files: 5000,
  /** Bytes of one text file that rules may read. */
  textBytes: 256 << 10,
  /** Bytes of all of them together. */
  allTextBytes: 32 << 20,
} as const;

/** Files read at a time: enough to keep a disk busy, few enough for any limit on open files. */
const atOnce = 16;

export interface ProjectFiles {
  readonly list: readonly FileFact[];
  /** False where the folder holds more files than are looked at. */
  readonly complete: boolean;
}

/**
 * Lists a project's files, those nearest to its root first, with the text of the small ones. Links are followed to files within
 * the folder only.
 * @throws GantryError `FileUnreadable` where the folder itself cannot be read.
 */
export async function listProjectFiles(folder: string, most: number = limits.files): Promise<ProjectFiles> {
  const { found, complete } = await findProjectFiles(folder, most);
  const runBits = process.platform === 'win32' ? await gitRunBits(folder) : undefined;
  const list: FileFact[] = [];
  let textBytes = 0;
  for (let i = 0; i < found.length; i += atOnce) {
    const batch = found.slice(i, i + atOnce).map(async ({ name, path, bytes, mode }): Promise<FileFact> => {
      const executable = process.platform === 'win32' ? runBits?.get(name) : (mode & 0o111) !== 0;
      const wanted = bytes <= limits.textBytes && textBytes <= limits.allTextBytes && !binaryName.test(name);
      const text = wanted ? await smallText(path) : undefined;
      return {
        name,
        bytes,
        ...(executable === undefined ? {} : { executable }),
        ...(text === undefined ? {} : { text }),
      };
    });
    for (const file of await Promise.all(batch)) {
      list.push(file);
      textBytes += file.text === undefined ? 0 : file.bytes;
    }
  }
  return { list, complete };
}

interface FoundFile {
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
  readonly mode: number;
  /** When its content last changed, in milliseconds since 1970. */
  readonly changed: number;
}

/**
 * Finds a project's files without reading them, those nearest to its root first.
 * @throws GantryError `FileUnreadable` where the folder itself cannot be read.
 */
export async function findProjectFiles(
  folder: string,
  most: number,
): Promise<{ found: FoundFile[]; complete: boolean }> {
  const found: FoundFile[] = [];
  const waiting = [''];
  const root = await realpath(folder).catch((error: unknown) => {
    throw fileUnreadable(folder, error);
  });
  for (let prefix = waiting.shift(); prefix !== undefined; prefix = waiting.shift()) {
    const entries = await entriesOf(join(folder, prefix), prefix === '');
    for (const entry of entries) {
      const name = prefix + entry.name;
      if (entry.isDirectory()) {
        if (!skippedFolders.has(entry.name)) waiting.push(`${name}/`);
        continue;
      }
      const file = await plainFile(root, join(folder, name), entry);
      if (file === undefined) continue;
      if (found.length === most) return { found, complete: false };
      found.push({ name, ...file });
    }
  }
  return { found, complete: true };
}

/** In an order that does not depend on the file system. A folder below the root that may not be read is passed over. */
async function entriesOf(path: string, isRoot: boolean): Promise<Dirent[]> {
  try {
    const entries = await readdir(path, { withFileTypes: true });
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    if (isRoot) throw fileUnreadable(path, error);
    return [];
  }
}

async function plainFile(
  root: string,
  path: string,
  entry: Dirent,
): Promise<Omit<FoundFile, 'name'> | undefined> {
  try {
    if (entry.isSymbolicLink()) {
      if (!(await realpath(path)).startsWith(root + sep)) return undefined;
    } else if (!entry.isFile()) return undefined;
    const facts = await stat(path);
    return facts.isFile() ? { path, bytes: facts.size, mode: facts.mode, changed: facts.mtimeMs } : undefined;
  } catch {
    // It went away, or its link leads nowhere: not a file of the project.
    return undefined;
  }
}

async function smallText(path: string): Promise<string | undefined> {
  try {
    const bytes = await readFile(path);
    return bytes.includes(0) || !isUtf8(bytes) ? undefined : bytes.toString('utf8');
  } catch {
    return undefined;
  }
}
