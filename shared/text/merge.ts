import { diffArrays } from 'diff';
import type { TextEdit } from './span.ts';

/** The splices that bring the other side's changes into one's own text, or that the two cannot be joined without a choice. */
export type Merge = { readonly clean: true; readonly edits: readonly TextEdit[] } | { readonly clean: false };

/**
 * More changed lines than this are not compared: the time grows with the square, and whoever changed that much must look
 * at the two texts anyway.
 */
const mostChangedLines = 1000;

/** Whole lines of the base, from `start` up to `end`, that one side has replaced by others. */
interface Hunk {
  readonly start: number;
  readonly end: number;
  readonly lines: readonly string[];
}

/**
 * Joins two changed versions of a text line by line. Clean where no line, nor two neighbouring lines, was changed by both;
 * a change that both made alike counts once. The result is the same whichever side is called `mine`.
 */
export function mergeText(base: string, mine: string, theirs: string): Merge {
  if (mine === theirs || base === theirs) return { clean: true, edits: [] };
  if (base === mine) return { clean: true, edits: [{ start: 0, end: mine.length, text: theirs }] };
  const lines = { base: linesOf(base), mine: linesOf(mine), theirs: linesOf(theirs) };
  const own = hunksBetween(lines.base, lines.mine);
  const other = hunksBetween(lines.base, lines.theirs);
  if (own === undefined || other === undefined) return { clean: false };
  const offsets = offsetsOf(lines.mine);
  const edits: TextEdit[] = [];
  // How many lines further down the base's next line is in my text.
  let shift = 0;
  let next = 0;
  for (const hunk of other) {
    let before = own[next];
    while (before !== undefined && before.end < hunk.start) {
      shift += before.lines.length - (before.end - before.start);
      next += 1;
      before = own[next];
    }
    // Neighbours count as touching: which of two changes comes first at one place would be a guess.
    if (before !== undefined && before.start <= hunk.end) {
      if (!same(before, hunk)) return { clean: false };
      continue;
    }
    const start = offsets[hunk.start + shift] ?? mine.length;
    const end = offsets[hunk.end + shift] ?? mine.length;
    edits.push({ start, end, text: hunk.lines.join('') });
  }
  return { clean: true, edits };
}

/** The lines of a text, each with its end: LF, CRLF or a lone CR. */
function linesOf(text: string): string[] {
  return text.match(/[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+$/g) ?? [];
}

/** What was replaced on the way from one list of lines to another, from top to bottom; `undefined` where it is too much. */
function hunksBetween(before: string[], after: string[]): Hunk[] | undefined {
  // Most changes are small and the texts may be large: what is alike at both ends is set aside first.
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) head += 1;
  let tail = 0;
  const most = Math.min(before.length, after.length) - head;
  while (tail < most && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1;
  const parts = diffArrays(before.slice(head, before.length - tail), after.slice(head, after.length - tail), {
    maxEditLength: mostChangedLines,
  });
  if (parts === undefined) return undefined;
  const hunks: Hunk[] = [];
  let at = head;
  let open: { start: number; end: number; lines: string[] } | undefined;
  for (const { added, removed, value } of parts) {
    if (!added && !removed) {
      open = undefined;
      at += value.length;
      continue;
    }
    if (open === undefined) {
      open = { start: at, end: at, lines: [] };
      hunks.push(open);
    }
    if (added) open.lines.push(...value);
    else {
      at += value.length;
      open.end = at;
    }
  }
  return hunks;
}

function same(one: Hunk, two: Hunk): boolean {
  return (
    one.start === two.start &&
    one.end === two.end &&
    one.lines.length === two.lines.length &&
    one.lines.every((line, i) => line === two.lines[i])
  );
}

/** Where each line begins, and where the last one ends. */
function offsetsOf(lines: readonly string[]): number[] {
  const offsets = [0];
  let at = 0;
  for (const line of lines) {
    at += line.length;
    offsets.push(at);
  }
  return offsets;
}
