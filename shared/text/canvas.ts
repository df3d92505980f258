import type { Language } from './document.ts';
import { columnOf, dominantNewline, indentOf } from './source-lines.ts';
import type { MapNode, SequenceNode, SyntaxNode } from './syntax-tree.ts';

/** What an edit works on: one object's text and tree, and the habits of whoever wrote it. */
export interface Canvas {
  readonly text: string;
  readonly root: SyntaxNode;
  readonly language: Language;
  readonly newline: string;
  /** How far block maps are indented below their key, as seen nearest to an offset. */
  stepAt(offset: number): number;
  /** How far the dashes of a block sequence are indented below its key, as seen nearest to an offset. */
  dashStepAt(offset: number): number;
}

/** A habit seen in the text. */
interface Sample {
  readonly at: number;
  readonly columns: number;
}

/** Reads the habits of a text. `file` is the whole text, whose line ends count. */
export function readCanvas(text: string, root: SyntaxNode, language: Language, file: string): Canvas {
  const steps: Sample[] = [];
  const dashes: Sample[] = [];
  const visit = (node: SyntaxNode): void => {
    if (node.kind === 'sequence') for (const item of node.items) visit(item.value);
    if (node.kind !== 'map') return;
    for (const { start, value } of node.entries) {
      if ((value.kind === 'map' || value.kind === 'sequence') && !value.flow) {
        const columns = columnOf(text, value.start) - columnOf(text, start);
        (value.kind === 'map' ? steps : dashes).push({ at: start, columns });
      }
      visit(value);
    }
  };
  visit(root);
  const nearest = (samples: readonly Sample[], offset: number, otherwise: number): number => {
    let best: Sample | undefined;
    for (const sample of samples) {
      if (best === undefined || Math.abs(sample.at - offset) < Math.abs(best.at - offset)) best = sample;
    }
    return best?.columns ?? otherwise;
  };
  return {
    text,
    root,
    language,
    newline: dominantNewline(file),
    stepAt: (offset) => Math.max(1, nearest(steps, offset, 2)),
    dashStepAt: (offset) => Math.max(0, nearest(dashes, offset, 2)),
  };
}

/** How the entries of a flow collection are laid out. */
export interface FlowStyle {
  /** Keys and texts in double quotes. */
  readonly json: boolean;
  /** One entry a line. */
  readonly multiline: boolean;
  /** What one level of indentation is. */
  readonly unit: string;
  readonly colon: string;
  readonly comma: string;
  /** Between the brackets and the entries where they share a line. */
  readonly padding: string;
}

/** The layout of a flow collection; where it is too small to show one, that of the collections around it. */
export function flowStyleOf(canvas: Canvas, around: readonly (MapNode | SequenceNode)[]): FlowStyle {
  const { text } = canvas;
  const flows = around.filter((node) => node.flow).reverse();
  const filled = flows.filter((node) => partsOf(node).length > 0);
  const maps = filled.filter((node) => node.kind === 'map');
  const json = canvas.language === 'json' || isDoubleQuoted(filled);
  const sample = maps[0]?.entries.find(
    (entry) => entry.value.start > entry.valueFrom || entry.value.end > entry.value.start,
  );
  const tight = sample !== undefined && json && sample.value.start === sample.valueFrom;
  const nearest = filled[0];
  const multiline =
    nearest === undefined ? flows.length > 0 && /[\r\n]/.test(text) && json : breaksLines(text, nearest);
  const spread = filled.find((node) => breaksLines(text, node));
  const first = spread === undefined ? undefined : partsOf(spread)[0];
  let unit = '  ';
  if (spread !== undefined && first !== undefined) {
    const outer = indentOf(text, spread.start);
    const inner = indentOf(text, first);
    if (inner.length > outer.length && inner.startsWith(outer)) unit = inner.slice(outer.length);
  }
  const [one, two] = nearest === undefined ? [] : endsOf(nearest);
  const gap = one === undefined || two === undefined ? '' : text.slice(one.end, two.start);
  const comma = /^,[ \t]*$/.test(gap) ? gap : tight ? ',' : ', ';
  const padding =
    nearest !== undefined && !multiline && /[ \t]/.test(text[nearest.start + 1] ?? '') ? ' ' : '';
  return { json, multiline, unit, colon: tight ? ':' : ': ', comma, padding };
}

/** Whether keys, or else the texts of a list, stand in double quotes. */
function isDoubleQuoted(filled: readonly (MapNode | SequenceNode)[]): boolean {
  for (const node of filled) {
    const samples =
      node.kind === 'map' ? node.entries.map((each) => each.key) : node.items.map((each) => each.value);
    const text = samples.find((each) => each.kind === 'scalar' && typeof each.value === 'string');
    if (text?.kind === 'scalar') return text.style === 'double';
  }
  return false;
}

/** Where the entries or items of a collection begin. */
function partsOf(node: MapNode | SequenceNode): number[] {
  return node.kind === 'map' ? node.entries.map((each) => each.start) : node.items.map((each) => each.start);
}

function breaksLines(text: string, node: MapNode | SequenceNode): boolean {
  const [first, second] = partsOf(node);
  const opening = first !== undefined && /[\r\n]/.test(text.slice(node.start, first));
  return (
    opening ||
    (first !== undefined && second !== undefined && /[\r\n]/.test(text.slice(endsOf(node)[0]?.end, second)))
  );
}

/** The parts of a collection from their first to behind their last character. */
export function endsOf(node: MapNode | SequenceNode): { start: number; end: number }[] {
  if (node.kind === 'map') {
    return node.entries.map((each) => ({ start: each.start, end: Math.max(each.valueFrom, each.value.end) }));
  }
  const least = node.flow ? 0 : 1;
  return node.items.map((each) => ({ start: each.start, end: Math.max(each.start + least, each.value.end) }));
}
