import { type FSWatcher, watch } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { skippedFolders } from '../project/project-files.ts';

export interface FolderWatchEvents {
  /** Something below the folder changed that is a project's own. */
  onChange(): void;
  /** The system tells of no more changes; the caller has to look for itself. Called once at most. */
  onFailure(): void;
}

/** Watches of the system are few, and shared by all programs of a user. */
const mostFolders = 300;

/** Files that come and go while something else is being written. */
const passing = /^\..*\.part$|\.sw[a-z]$|~$/;

/**
 * Tells of changes anywhere in a project, folders of tools aside. macOS and Windows watch a whole tree by themselves; elsewhere each
 * folder is watched on its own, as the tree's own watch would take in what tools fetched as well.
 */
export class FolderWatch {
  readonly #root: string;
  readonly #events: FolderWatchEvents;
  readonly #open: typeof watch;
  readonly #watches = new Map<string, FSWatcher>();
  #ended = false;

  constructor(root: string, events: FolderWatchEvents, open: typeof watch = watch) {
    this.#root = root;
    this.#events = events;
    this.#open = open;
  }

  /** Begins to watch; what happens after this has ended is told. */
  async start(): Promise<void> {
    if (process.platform === 'darwin' || process.platform === 'win32') this.#watch('', true);
    else await this.#add('');
  }

  close(): void {
    this.#ended = true;
    for (const each of this.#watches.values()) each.close();
    this.#watches.clear();
  }

  #watch(folder: string, recursive: boolean): boolean {
    try {
      const watcher = this.#open(join(this.#root, folder), { recursive }, (event, name) => {
        this.#heard(folder, event, name, recursive);
      });
      watcher.on('error', () => this.#lost(folder));
      this.#watches.set(folder, watcher);
      return true;
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      // A folder below may go before it is watched, or be closed to us; with the rest one can go on.
      if (folder === '' || (code !== 'ENOENT' && code !== 'ENOTDIR' && code !== 'EACCES')) this.#fail();
      return false;
    }
  }

  #heard(folder: string, event: string, name: string | null, recursive: boolean): void {
    if (this.#ended) return;
    const parts = name === null ? [] : name.split(/[\\/]/);
    const last = parts.at(-1);
    if (parts.some((part) => skippedFolders.has(part)) || (last !== undefined && passing.test(last))) return;
    this.#events.onChange();
    if (!recursive && event === 'rename' && name !== null) void this.#renew(`${folder}${name}/`);
  }

  /** A name came or went: what was watched under it is no more, and what has it now may be a folder. */
  async #renew(folder: string): Promise<void> {
    for (const [name, watcher] of this.#watches) {
      if (!name.startsWith(folder)) continue;
      watcher.close();
      this.#watches.delete(name);
    }
    const facts = await stat(join(this.#root, folder)).catch(() => undefined);
    if (!facts?.isDirectory()) return;
    await this.#add(folder);
    // Files put into it before it was watched.
    if (!this.#ended) this.#events.onChange();
  }

  async #add(folder: string): Promise<void> {
    if (this.#ended || this.#watches.has(folder) || this.#watches.size >= mostFolders) return;
    if (!this.#watch(folder, false)) return;
    const entries = await readdir(join(this.#root, folder), { withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      if (entry.isDirectory() && !skippedFolders.has(entry.name)) await this.#add(`${folder}${entry.name}/`);
    }
  }

  #lost(folder: string): void {
    this.#watches.get(folder)?.close();
    this.#watches.delete(folder);
    if (folder === '') this.#fail();
  }

  #fail(): void {
    if (this.#ended) return;
    this.close();
    this.#events.onFailure();
  }
}
