import type { Path } from './path.ts';
import type { TextEdit } from './span.ts';

/** A change of meaning to one manifest. `object` counts its objects from 0 (always 0 in JSON). */
export type Edit =
  /** Writes a value; missing maps on the way are made. Writing to a sequence index equal to its length appends. */
  | { readonly op: 'set'; readonly object: number; readonly path: Path; readonly value: unknown }
  /** Takes an entry or item away, with its line and its own trailing comment. */
  | { readonly op: 'remove'; readonly object: number; readonly path: Path }
  /** Puts an item before the item now at `index` of the sequence at `path`. */
  | {
      readonly op: 'insert';
      readonly object: number;
      readonly path: Path;
      readonly index: number;
      readonly value: unknown;
    }
  /** Gives the entry at `path` another key, at the same place. */
  | { readonly op: 'rename'; readonly object: number; readonly path: Path; readonly key: string }
  /** Moves an item of the sequence at `path`, with its comments. */
  | {
      readonly op: 'move';
      readonly object: number;
      readonly path: Path;
      readonly from: number;
      readonly to: number;
    }
  /** Whole objects (YAML only): add before the object now at `object` (or at the end), take away, copy behind itself, move. */
  | { readonly op: 'add-object'; readonly object: number; readonly value: unknown }
  | { readonly op: 'remove-object'; readonly object: number }
  | { readonly op: 'duplicate-object'; readonly object: number; readonly name: string }
  | { readonly op: 'move-object'; readonly object: number; readonly to: number };

/** Either the splices that make the change and nothing else, or the reason why it cannot be had. */
export type EditResult =
  | { readonly ok: true; readonly text: string; readonly edits: readonly TextEdit[] }
  | { readonly ok: false; readonly reason: string };
