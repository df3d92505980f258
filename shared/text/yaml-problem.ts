import type { ErrorCode, YAMLParseError, YAMLWarning } from 'yaml';
import type { SyntaxProblem } from './document.ts';
import type { Span } from './span.ts';

/** What is wrong and what to do, one sentence or two per code. `name` is the piece of text at fault. */
const SENTENCES = {
  'alias-bomb': () =>
    'The aliases repeat one another so often that this object grows beyond 100,000 values. Write the repeated parts out, or repeat them less.',
  'alias-cycle': () => 'This alias stands inside the very value it repeats. Remove it.',
  'alias-properties': () =>
    'An alias cannot have an anchor or a tag of its own. Remove the one in front of it.',
  'bad-alias': (name: string) => `“${name}” is not a usable anchor name. Give it letters and digits.`,
  'bad-directive': (name: string) => `The directive “${name}” is not one that YAML knows. Remove the line.`,
  'bad-escape': (name: string) =>
    `“${name}” is not an escape sequence. Write a backslash as “\\\\”, or use single quotes.`,
  'bad-indent': () =>
    'This line is not indented like the lines it belongs to. Align it with its siblings, using spaces.',
  'bad-key': () => 'A key has to be text here. Put it in quotes.',
  'bad-merge': () => 'A merge key “<<” needs a map, or a list of maps, to take its entries from.',
  'bad-start': (name: string) => `A value cannot begin with “${name}”. Put the value in quotes.`,
  'bad-tag': (name: string) =>
    `The value does not fit its tag “${name}”. Change the value, or remove the tag.`,
  'block-in-flow': () =>
    'Inside { } and [ ] a comma parts the entries and brackets nest them: add the comma that is missing here, or the brackets.',
  'block-scalar-header': () =>
    'Only an indentation digit, “+” or “-” may follow “|” or “>” on this line. Move the text to the next line.',
  'duplicate-key': (name: string) => `The key “${name}” appears twice in the same map. Keep one of the two.`,
  'long-key': () => 'This key is longer than 1024 characters. Shorten it, or look for a missing quote.',
  'map-on-one-line': () =>
    'A second “: ” on the line would start a map inside a value. Put the value in quotes, or start the inner map on a new line.',
  'misplaced-property': () => 'An anchor or tag stands in front of “-”, “?” or “:” here. Move it behind.',
  'missing-colon': (name: string) =>
    `“${name}” has no “:”. Write “key: value”, or check the quotes and the indentation above.`,
  'missing-comma': () => 'A comma is missing between two entries in { } or [ ].',
  'missing-dash': () => 'An item of a list has to begin with “- ”.',
  'missing-document-start': () => 'A line with “---” has to follow the directives.',
  'missing-line-break': () => 'The block has to begin on a line of its own.',
  'missing-space': () => 'A space is missing here.',
  'multi-line-key': () => 'A key has to stand on one line. Look for a missing “:” or quote.',
  'not-text': () => 'This is not text: it holds a zero byte. Save the file as UTF-8 text.',
  'tab-indent': () => 'A tab is used as indentation. YAML allows only spaces: replace the tab.',
  'too-deep': () => 'The maps and lists are nested more than 200 levels deep. Make the structure flatter.',
  'too-large': () =>
    'This is far larger than any manifest needs to be, and is not read. Check that it is the right file.',
  'too-many-objects': () =>
    'There are more than 2,000 documents in this file. Check that it is the right file.',
  'two-anchors': () => 'A value can have only one anchor. Remove one of the two.',
  'two-tags': () => 'A value can have only one tag. Remove one of the two.',
  'unclosed-bracket': (name: string) =>
    `The bracket opened here has no “${name}” to close it, or the “${name}” stands too far to the left. Add it, or indent it.`,
  'unclosed-quote': (name: string) => `The text has no closing ${name}. Add it at the end of the value.`,
  'unexpected-text': (name: string) =>
    name.trim() === ''
      ? 'Something is written here that YAML does not expect. Check the line above and the indentation.'
      : `“${name}” is not expected here. Check the indentation, and quotes or brackets left open above.`,
  'unknown-anchor': (name: string) =>
    `No anchor “&${name}” comes before this alias. Set the anchor first, or put the text in quotes.`,
  'unknown-tag': (name: string) => `The tag “${name}” has no meaning here and is passed over. Remove it.`,
} satisfies Record<string, (name: string) => string>;

export type YamlProblemCode = keyof typeof SENTENCES;

/** A problem with its sentence. */
export function problem(code: YamlProblemCode, span: Span, name = ''): SyntaxProblem {
  return { code, message: SENTENCES[code](shorten(name)), span };
}

/** Our problem for an error of the library. */
export function describeYamlError(error: YAMLParseError | YAMLWarning, source: string): SyntaxProblem {
  const start = Math.max(0, Math.min(error.pos[0], source.length));
  const span = { start, end: Math.max(start, Math.min(error.pos[1], source.length)) };
  const piece = source.slice(span.start, span.end);
  const comma = error.code === 'BLOCK_IN_FLOW' ? missingComma(piece) : undefined;
  if (comma !== undefined) {
    return problem('missing-comma', { start: span.start + comma, end: span.start + comma + 1 });
  }
  const code = codeOf(error.code, error.message, piece);
  return problem(code, span, nameOf(code, error.message, source, span));
}

/** Where a comma is missing in what the library takes for a block inside a flow collection: `1 "b": 2`. */
function missingComma(piece: string): number | undefined {
  const value = /^(?:"(?:[^"\\]|\\.)*"|'[^']*'|[^\s"']+)(?=\s)/.exec(piece)?.[0];
  return value === undefined || value === '-' || value.endsWith(':') ? undefined : value.length;
}

/** Our problem for a warning of the library. */
export function describeYamlWarning(warning: YAMLWarning, source: string): SyntaxProblem {
  return { ...describeYamlError(warning, source), warning: true };
}

const CODES: Record<ErrorCode, YamlProblemCode> = {
  ALIAS_PROPS: 'alias-properties',
  BAD_ALIAS: 'bad-alias',
  BAD_COLLECTION_TYPE: 'unknown-tag',
  BAD_DIRECTIVE: 'bad-directive',
  BAD_DQ_ESCAPE: 'bad-escape',
  BAD_INDENT: 'bad-indent',
  BAD_PROP_ORDER: 'misplaced-property',
  BAD_SCALAR_START: 'bad-start',
  BLOCK_AS_IMPLICIT_KEY: 'map-on-one-line',
  BLOCK_IN_FLOW: 'block-in-flow',
  DUPLICATE_KEY: 'duplicate-key',
  IMPOSSIBLE: 'unexpected-text',
  KEY_OVER_1024_CHARS: 'long-key',
  MISSING_CHAR: 'missing-space',
  MULTILINE_IMPLICIT_KEY: 'multi-line-key',
  MULTIPLE_ANCHORS: 'two-anchors',
  MULTIPLE_DOCS: 'unexpected-text',
  MULTIPLE_TAGS: 'two-tags',
  NON_STRING_KEY: 'bad-key',
  RESOURCE_EXHAUSTION: 'too-deep',
  TAB_AS_INDENT: 'tab-indent',
  TAG_RESOLVE_FAILED: 'bad-tag',
  UNEXPECTED_TOKEN: 'unexpected-text',
};

/** Where the library has one code for several mistakes, its message tells them apart. */
const FINER: readonly [ErrorCode, RegExp, YamlProblemCode][] = [
  ['MISSING_CHAR', /^Missing closing/, 'unclosed-quote'],
  ['MISSING_CHAR', /must end with a/, 'unclosed-bracket'],
  ['BAD_INDENT', /must be sufficiently indented and end with/, 'unclosed-bracket'],
  ['MISSING_CHAR', /^Missing , /, 'missing-comma'],
  ['MISSING_CHAR', /^Implicit map keys need/, 'missing-colon'],
  ['MISSING_CHAR', /without - indicator/, 'missing-dash'],
  ['MISSING_CHAR', /directives-end\/doc-start|directives-end indicator/, 'missing-document-start'],
  ['MISSING_CHAR', /^Missing newline|Block collection cannot start/, 'missing-line-break'],
  ['MISSING_CHAR', /explicit indentation indicator/, 'bad-indent'],
  ['UNEXPECTED_TOKEN', /Block scalar header|block scalar header/, 'block-scalar-header'],
  [
    'TAG_RESOLVE_FAILED',
    /^Unresolved tag: tag:yaml\.org,2002:(?:bool|float|int|map|null|seq|str)$/,
    'bad-tag',
  ],
  ['TAG_RESOLVE_FAILED', /^Unresolved tag|^Could not resolve tag/, 'unknown-tag'],
];

function codeOf(code: ErrorCode, message: string, source: string): YamlProblemCode {
  if (code === 'UNEXPECTED_TOKEN' && /^:\S/.test(source)) return 'missing-space';
  return FINER.find(([of, pattern]) => of === code && pattern.test(message))?.[2] ?? CODES[code];
}

function nameOf(code: YamlProblemCode, message: string, source: string, span: Span): string {
  switch (code) {
    case 'unclosed-quote':
      return message.includes('"') ? 'double quote' : 'single quote';
    case 'unclosed-bracket':
      return message.includes('}') ? '}' : ']';
    case 'unknown-tag':
    case 'bad-tag':
      return /!\S*/.exec(source.slice(span.start, span.end + 40))?.[0] ?? message.split(': ').at(-1) ?? '';
    case 'bad-start':
      return source.slice(span.start, span.start + 1);
    case 'bad-escape':
      return source.slice(span.start, Math.max(span.end, span.start + 2)).split(/\s/)[0] ?? '';
    default:
      return source.slice(span.start, span.end);
  }
}

function shorten(name: string): string {
  const line = name.split(/[\r\n]/)[0]?.trim() ?? '';
  return line.length > 40 ? `${line.slice(0, 39)}…` : line;
}
