import type { CursorPlace } from './loose-tree.ts';
import type { Completion } from './protocol.ts';
import { alternatives, choicesOf, type Schema } from './schema.ts';

const step = 2;

/** Counts tab stops over one snippet. */
interface Stops {
  count: number;
}

/** Text that a snippet takes as it is. */
function literal(text: string): string {
  return text.replace(/[\\$}]/g, '\\$&');
}

/**
 * The text that writes a key with what must stand below it. Lines after the first are indented in relation to the
 * line of the cursor, as editors take snippets.
 */
export function keyInsert(
  name: string,
  schema: Schema,
  place: CursorPlace,
  text: string,
): Pick<Completion, 'insert' | 'snippet' | 'filter' | 'more'> {
  if (place.flow) return flowKey(name, schema, place, text);
  const pad = ' '.repeat(Math.max(0, keyColumn(place) - place.column));
  if (place.colon) return { insert: `${pad}${name}` };
  const inside = keyColumn(place) - place.indent;
  const body = blockValue(schema, inside, { count: 0 });
  if (body !== '') return { insert: `${pad}${name}:${body}`, snippet: true };
  return { insert: `${pad}${name}: `, ...(choicesOf([schema]).length > 0 ? { more: true } : {}) };
}

/** The column where the keys of the map around the cursor begin. */
function keyColumn(place: CursorPlace): number {
  const column = place.node.column ?? place.column;
  return place.node.entries.size > 0 ? Math.max(column, place.column) : place.column;
}

/** What stands behind a key's colon, tab stops included; empty for a scalar that is to be typed. */
function blockValue(schema: Schema, column: number, stops: Stops): string {
  const choices = choicesOf([schema]).filter((choice) => !choice.example);
  const [only] = choices;
  if (only && choices.length === 1) return ` ${literal(String(only.value))}`;
  const [shape] = alternatives(schema);
  const deeper = column + step;
  if (shape?.type === 'array') {
    return `\n${' '.repeat(deeper)}- ${itemBody(shape.items ?? {}, deeper, stops)}`;
  }
  if (shape?.type === 'object') return `\n${' '.repeat(deeper)}${mapBody(shape, deeper, stops)}`;
  return '';
}

function nextStop(stops: Stops, text = ''): string {
  stops.count += 1;
  return text === '' ? `$${stops.count}` : `\${${stops.count}:${literal(text)}}`;
}

/** The required keys of a map, the first without its indentation. */
function mapBody(schema: Schema, column: number, stops: Stops): string {
  if (schema.patternProperties) return `${nextStop(stops, 'app')}: ${nextStop(stops)}`;
  const lines = (schema.required ?? []).map((name) => {
    const property = schema.properties?.[name] ?? {};
    const value = blockValue(property, column, stops);
    return `${name}:${value === '' ? ` ${nextStop(stops)}` : value}`;
  });
  return lines.length === 0 ? nextStop(stops) : lines.join(`\n${' '.repeat(column)}`);
}

function itemBody(schema: Schema, column: number, stops: Stops): string {
  return schema.type === 'object' ? mapBody(schema, column + step, stops) : nextStop(stops);
}

/** A new item of a list, from its `-` on. */
export function itemInsert(schema: Schema, place: CursorPlace): string {
  const column = place.node.items.length > 0 ? (place.node.column ?? place.column) : place.column;
  const pad = ' '.repeat(Math.max(0, column - place.column));
  return `${pad}- ${itemBody(schema, column - place.indent, { count: 0 })}`;
}

/** A value as it is written at a place. */
export function valueSource(value: unknown, place: CursorPlace, text: string): string {
  const behindColon = place.at === 'value' && !place.flow && text[place.span.start - 1] === ':';
  const space = behindColon ? ' ' : '';
  if (place.quote === '"' || place.quote === "'")
    return `${space}${place.quote}${String(value)}${place.quote}`;
  if (typeof value === 'object' && value !== null) {
    const pairs = Object.entries(value).map(([key, each]) => `${key}: ${String(each)}`);
    return `${space}{${pairs.join(', ')}}`;
  }
  const plain = typeof value !== 'string' || (!place.flow && /^[A-Za-z0-9/][\w./:-]*$/.test(value));
  return `${space}${plain ? String(value) : JSON.stringify(value)}`;
}

function flowKey(
  name: string,
  schema: Schema,
  place: CursorPlace,
  text: string,
): Pick<Completion, 'insert' | 'snippet' | 'filter'> {
  // In a flow map of YAML, keys go without quotes; JSON and its like wants them.
  const quote = place.quote !== '' ? place.quote : isJson(text) ? '"' : '';
  const key = `${quote}${name}${quote}`;
  const filter = quote === '' ? {} : { filter: place.quote === '' ? name : key };
  if (place.colon) return { insert: key, ...filter };
  const [shape] = alternatives(schema);
  const body =
    shape?.type === 'object'
      ? '{$1}'
      : shape?.type === 'array'
        ? '[$1]'
        : shape?.type === 'string' && quote !== ''
          ? `${quote}$1${quote}`
          : '$1';
  // A line further down belongs to JSON only: in YAML the map may be one that was never closed.
  const next = isJson(text) ? /^\s*["'\w]/ : /^[ \t]*["'\w]/;
  const comma = next.test(text.slice(place.span.end, place.span.end + 1000)) ? ',' : '';
  return { insert: `${literal(key)}: ${body}${comma}`, snippet: true, ...filter };
}

function isJson(text: string): boolean {
  return /^\uFEFF?\s*[{[]/.test(text);
}
