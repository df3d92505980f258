import { createScanner, type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import type { ParsedDocument, SyntaxProblem } from './document.ts';
import { MAX_DEPTH, plainValue } from './plain-value.ts';
import type { Span } from './span.ts';
import type { MapNode, ScalarNode, SequenceNode, SyntaxNode } from './syntax-tree.ts';
import { TreeObject } from './tree-object.ts';

const MAX_TEXT = 5_000_000;
const MAX_TOKENS = 200_000;
const MAX_PROBLEMS = 50;

/** What is wrong and what to do, per code. `name` is the piece of text at fault. */
const SENTENCES = {
  'bad-character': () =>
    'A control character stands in this text. Write it as an escape: “\\n”, “\\t” or “\\u001b”.',
  'bad-escape': () => 'This is not an escape sequence that JSON knows. Write a backslash as “\\\\”.',
  'bad-number': (name: string) =>
    `“${name}” is not a number as JSON writes it: no leading zero or plus, digits on both sides of the point.`,
  'byte-order-mark': () =>
    'The file begins with a byte order mark, which some JSON readers refuse. Save it as UTF-8 without one.',
  comment: () => 'JSON has no comments. Remove this one.',
  'duplicate-key': (name: string) =>
    `The key “${name}” appears twice in the same object. Keep one of the two.`,
  empty: () => 'The file is empty. It needs an object: “{ … }”.',
  'missing-colon': () => 'A colon is missing between the key and its value.',
  'missing-comma': () => 'A comma is missing between two entries.',
  'missing-key': () =>
    'A key in double quotes is expected here. Look for a comma too many in front of “}”, or a key without quotes.',
  'missing-value': () =>
    'A value is expected here: text in double quotes, a number, true, false, null, { } or [ ]. Look for a comma too many.',
  'not-text': () => 'This is not text: it holds a zero byte. Save the file as UTF-8 text.',
  'too-deep': () =>
    'The objects and arrays are nested more than 200 levels deep. Make the structure flatter.',
  'too-large': () =>
    'This is far larger than any manifest needs to be, and is not read. Check that it is the right file.',
  'unclosed-bracket': (name: string) => `A closing “${name}” is missing here.`,
  'unclosed-quote': () => 'The text has no closing double quote. Add it at the end of the value.',
  'unexpected-text': (name: string) =>
    name === ''
      ? 'Something is written here that JSON does not expect.'
      : `“${name}” is not expected here. JSON knows text in double quotes, numbers, true, false and null.`,
} satisfies Record<string, (name: string) => string>;

type JsonProblemCode = keyof typeof SENTENCES;

const CODES: Readonly<Record<string, JsonProblemCode>> = {
  InvalidNumberFormat: 'bad-number',
  PropertyNameExpected: 'missing-key',
  ValueExpected: 'missing-value',
  ColonExpected: 'missing-colon',
  CommaExpected: 'missing-comma',
  CloseBraceExpected: 'unclosed-bracket',
  CloseBracketExpected: 'unclosed-bracket',
  InvalidCommentToken: 'comment',
  UnexpectedEndOfComment: 'comment',
  UnexpectedEndOfString: 'unclosed-quote',
  UnexpectedEndOfNumber: 'bad-number',
  InvalidUnicode: 'bad-escape',
  InvalidEscapeCharacter: 'bad-escape',
  InvalidCharacter: 'bad-character',
};

/** A parsed JSON text whose object the editor can work on. */
export interface JsonDocument extends ParsedDocument {
  readonly objects: readonly TreeObject[];
}

/** Parses a JSON text strictly (RFC 8259: no comments, no trailing commas). Never throws: what is wrong becomes a problem. */
export function parseJson(text: string): ParsedDocument {
  return parseJsonTree(text);
}

/** Like `parseJson`, with the tree for the editor. */
export function parseJsonTree(text: string): JsonDocument {
  const base = text.startsWith('\uFEFF') ? 1 : 0;
  const mark: SyntaxProblem[] =
    base === 0 ? [] : [{ ...problem('byte-order-mark', { start: 0, end: 1 }), warning: true }];
  const source = text.slice(base);
  const finish = (problems: SyntaxProblem[], objects: TreeObject[]): JsonDocument => ({
    language: 'json',
    text,
    objects,
    problems: [...mark, ...problems.map((each) => shift(each, base))],
  });

  const refusal = findRefusal(source);
  if (refusal !== undefined) return finish([refusal], []);
  const errors: ParseError[] = [];
  const tree = parseTree(source, errors, { disallowComments: true, allowTrailingComma: false });
  const problems = errors.map((error) => describe(error, source));
  if (tree === undefined) return finish(tidy(problems), []);
  const root = buildNode(tree, source, problems);
  if (problems.length === 0) problems.push(...findLooseness(source));
  const found = tidy(problems);
  return finish(found, [new TreeObject(text, 0, base, root, plainValue(root), found.length === 0)]);
}

/** Reasons not to parse at all. The parser recurses, so the depth is counted beforehand. */
function findRefusal(source: string): SyntaxProblem | undefined {
  const zero = source.indexOf('\0');
  if (zero >= 0) return problem('not-text', { start: zero, end: zero + 1 });
  if (source.length > MAX_TEXT) return problem('too-large', { start: 0, end: 0 });
  if (source.trim() === '') return problem('empty', { start: 0, end: 0 });
  const scanner = createScanner(source, true);
  let depth = 0;
  for (let tokens = 0; ; tokens++) {
    if (tokens > MAX_TOKENS) return problem('too-large', { start: 0, end: 0 });
    scanner.scan();
    const start = scanner.getTokenOffset();
    if (scanner.getTokenLength() === 0 && start >= source.length) return undefined;
    const sign = scanner.getTokenLength() === 1 ? source[start] : '';
    if (sign === '{' || sign === '[') depth += 1;
    else if (sign === '}' || sign === ']') depth -= 1;
    if (depth > MAX_DEPTH) return problem('too-deep', { start, end: start + 1 });
  }
}

/** The parser lets a few things pass that strict readers refuse (a number like `1.e5`, odd white space). */
function findLooseness(source: string): SyntaxProblem[] {
  try {
    JSON.parse(source);
    return [];
  } catch {
    const start = Math.max(0, source.search(/[^\S \t\r\n]/));
    return [problem('unexpected-text', { start, end: Math.min(start + 1, source.length) })];
  }
}

function problem(code: JsonProblemCode, span: Span, name = ''): SyntaxProblem {
  const short = name.length > 40 ? `${name.slice(0, 39)}…` : name;
  return { code, message: SENTENCES[code](short), span };
}

function shift(problem: SyntaxProblem, by: number): SyntaxProblem {
  return { ...problem, span: { start: problem.span.start + by, end: problem.span.end + by } };
}

function describe(error: ParseError, source: string): SyntaxProblem {
  const name = printParseErrorCode(error.error);
  const span = { start: error.offset, end: Math.min(error.offset + error.length, source.length) };
  const piece = source.slice(span.start, span.end).split(/[\r\n]/)[0] ?? '';
  const code = CODES[name] ?? 'unexpected-text';
  if (code === 'unclosed-bracket') return problem(code, span, name === 'CloseBraceExpected' ? '}' : ']');
  return problem(code, span, piece.trim());
}

/** One problem per place: what follows from the first at the same place says nothing new. */
function tidy(problems: readonly SyntaxProblem[]): SyntaxProblem[] {
  const places = new Map<number, SyntaxProblem>();
  for (const each of [...problems].sort((a, b) => a.span.start - b.span.start)) {
    if (!places.has(each.span.start)) places.set(each.span.start, each);
  }
  return [...places.values()].slice(0, MAX_PROBLEMS);
}

function buildNode(node: Node, source: string, problems: SyntaxProblem[]): SyntaxNode {
  // The parser leaves -1 as the length of what is never closed.
  const end = node.length < 0 ? source.length : node.offset + node.length;
  const place = { start: node.offset, end, outerStart: node.offset };
  if (node.type === 'array') {
    const items = (node.children ?? []).map((child) => ({
      start: child.offset,
      value: buildNode(child, source, problems),
    }));
    return { ...place, kind: 'sequence', flow: true, items } satisfies SequenceNode;
  }
  if (node.type !== 'object') return { ...place, kind: 'scalar', ...scalarOf(node) } satisfies ScalarNode;
  const map: MapNode = { ...place, kind: 'map', flow: true, entries: [] };
  const seen = new Set<string>();
  for (const property of node.children ?? []) {
    const [keyNode, valueNode] = property.children ?? [];
    if (keyNode === undefined) continue;
    const key = buildNode(keyNode, source, problems);
    const name = String(keyNode.value);
    if (seen.has(name)) problems.push(problem('duplicate-key', { start: key.start, end: key.end }, name));
    seen.add(name);
    const valueFrom = property.colonOffset === undefined ? key.end : property.colonOffset + 1;
    const value = valueNode === undefined ? missingValue(valueFrom) : buildNode(valueNode, source, problems);
    map.entries.push({ start: key.start, key, name, merge: false, valueFrom, value });
  }
  return map;
}

function scalarOf(node: Node): Pick<ScalarNode, 'style' | 'value'> {
  const value: unknown = node.value;
  if (typeof value === 'string') return { style: 'double', value };
  return { style: 'plain', value: typeof value === 'number' || typeof value === 'boolean' ? value : null };
}

function missingValue(at: number): ScalarNode {
  return { kind: 'scalar', style: 'empty', value: null, start: at, end: at, outerStart: at };
}
