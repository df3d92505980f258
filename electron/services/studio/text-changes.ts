import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { GantryError } from '../../../shared/contract/error.ts';
import type { ProjectNews } from '../../../shared/contract/studio-operations.ts';
import { editableFiles, readEditable } from './editable-files.ts';
import { inTurn } from './turn.ts';

/** What happened to a text. */
type TextChange = Exclude<ProjectNews, { change: 'facts' }>;

/** Finds out which of a project's editable files are no longer what they were at the look before. */
export class TextChanges {
  readonly #root: string;
  readonly #revisions: Map<string, string>;
  /** What the system said of a file when it was last read; one that says the same is not read again. */
  readonly #stamps = new Map<string, string>();
  readonly #absent = new Set<string>();
  #silent: boolean;

  /**
   * @param root as `projectRoot` gives it
   * @param revisions of the files as the page has them, by name; where absent, the first look finds them out
   */
  constructor(root: string, revisions: ReadonlyMap<string, string> | undefined) {
    this.#root = root;
    this.#revisions = new Map(revisions);
    this.#silent = revisions === undefined;
  }

  /**
   * What changed since the last look. A file that is away must be so twice before it counts as removed: many programs save by
   * taking the old file away first. `unsure` asks for that second look.
   */
  async look(): Promise<{ changes: TextChange[]; unsure: boolean }> {
    const changes: TextChange[] = [];
    let unsure = false;
    for (const name of editableFiles) {
      // In turn with saves: a page learns the outcome of its own before it is told of the change.
      const found = await inTurn(join(this.#root, name), () => this.#lookAt(name));
      if (found === 'unsure') unsure = true;
      else if (found !== undefined) changes.push(found);
    }
    if (!this.#silent) return { changes, unsure };
    this.#silent = false;
    return { changes: [], unsure: false };
  }

  async #lookAt(name: string): Promise<TextChange | 'unsure' | undefined> {
    const stamp = await stampOf(join(this.#root, name));
    if (stamp !== undefined && stamp === this.#stamps.get(name)) return undefined;
    try {
      const file = stamp === undefined ? undefined : await readEditable(this.#root, name);
      if (file === undefined || stamp === undefined) return this.#missing(name);
      this.#stamps.set(name, stamp);
      this.#absent.delete(name);
      if (this.#revisions.get(name) === file.revision) return undefined;
      this.#revisions.set(name, file.revision);
      return { change: 'text', file };
    } catch (error) {
      if (!(error instanceof GantryError)) throw error;
      // What cannot be read cannot be shown either; saving over it will say so. Until it changes again it is left alone.
      if (stamp !== undefined) this.#stamps.set(name, stamp);
      return undefined;
    }
  }

  #missing(name: string): TextChange | 'unsure' | undefined {
    this.#stamps.delete(name);
    if (!this.#revisions.has(name)) return undefined;
    if (!this.#absent.has(name)) {
      this.#absent.add(name);
      return 'unsure';
    }
    this.#absent.delete(name);
    this.#revisions.delete(name);
    return { change: 'removed', name };
  }
}

async function stampOf(path: string): Promise<string | undefined> {
  const facts = await stat(path, { bigint: true }).catch(() => undefined);
  return facts === undefined
    ? undefined
    : `${facts.dev} ${facts.ino} ${facts.size} ${facts.mtimeNs} ${facts.ctimeNs}`;
}
