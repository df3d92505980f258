import type { Path } from './path.ts';
import type { Span } from './span.ts';

export type Language = 'yaml' | 'json';

/** Why a text does not parse, as a plain sentence with the place where it breaks. */
export interface SyntaxProblem {
  /** Stable and short: `duplicate-key`, `unclosed-quote`, `tab-indent`, `alias-bomb`, `too-deep`, … */
  readonly code: string;
  readonly message: string;
  readonly span: Span;
  /** Set on a problem that leaves the meaning intact (an unknown tag, say). */
  readonly warning?: true;
}

/** What part of an entry is meant: its value, its key, or key and value together. */
export type EntryPart = 'value' | 'key' | 'entry';

/** One object of a manifest: a YAML document, or the root of a JSON file. */
export interface ParsedObject {
  /** Counts the non-empty documents of the file from 0. */
  readonly index: number;
  /** From the first to the last character of the object's own text, without `---` and outer comments. */
  readonly span: Span;
  /** Plain data with aliases and merge keys resolved; keys are strings. `undefined` where syntax errors leave none. */
  readonly value: unknown;
  /** False where this object has syntax errors: its form is disabled, its structure rules still run as far as they can. */
  readonly valid: boolean;
  /** The exact span of what lies at the path, or `undefined` where the text has nothing there. Follows aliases to their anchors. */
  locate(path: Path, part?: EntryPart): Span | undefined;
  /** Like `locate`, but falls back to the nearest enclosing entry that is in the text (its key where there is one). */
  nearest(path: Path, part?: EntryPart): Span;
  /** The path of the innermost value or key around an offset; `[]` outside all of them. */
  pathAt(offset: number): Path;
  /** How a scalar is written in the text (`0644`, `"1.0"`), or `undefined` where the path holds none. */
  sourceAt(path: Path): string | undefined;
}

/** A text with everything derived from it. Never changed: a new text is a new document. */
export interface ParsedDocument {
  readonly language: Language;
  readonly text: string;
  readonly objects: readonly ParsedObject[];
  readonly problems: readonly SyntaxProblem[];
}
