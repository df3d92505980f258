import { readLooseYaml } from './block-reader.ts';
import { readLooseJson } from './flow-reader.ts';
import { itemInsert, keyInsert, valueSource } from './insertion.ts';
import { labelsAt, type Names, namesAt } from './known-names.ts';
import type { CursorPlace, LooseNode } from './loose-tree.ts';
import type { Completion, Completions, Role } from './protocol.ts';
import { alternatives, choicesOf, type Schema, schemasAt, typeName } from './schema.ts';
import { objectSnippets } from './snippets.ts';

/**
 * What may be written at an offset, in a text that need not parse. Keys that are missing come first where they are
 * required; `undefined` where nothing is known.
 */
export function complete(
  role: Role,
  text: string,
  offset: number,
  names: Names = { images: [], objects: [] },
): Completions | undefined {
  const { root, place } = role === 'appSpec' ? readLooseYaml(text, offset) : readLooseJson(text, offset);
  if (!place) return undefined;
  const named = namedAt(text, root, place, names);
  const known = itemsAt(role, text, root, place);
  // Who can choose among what there is needs no example.
  const items =
    named.length === 0 ? known : [...named, ...known.filter(({ detail }) => detail !== 'example')];
  if (items.length === 0) return undefined;
  const comma = place.commaAt;
  return {
    span: place.span,
    items,
    ...(comma === undefined ? {} : { also: { start: comma, end: comma, text: ',' } }),
  };
}

/** What exists by name comes before what the schema knows. */
function namedAt(text: string, root: LooseNode, place: CursorPlace, names: Names): Completion[] {
  if (place.at === 'value') {
    return namesAt(place, root, names).map(({ value, detail }) => ({
      label: value,
      kind: 'value',
      insert: valueSource(value, place, text),
      help: '',
      detail,
      ...(place.quote === '' ? {} : { filter: `${place.quote}${value}${place.quote}` }),
    }));
  }
  if (place.flow) return [];
  return labelsAt(place, root, names).map(({ key, value, workload }) => ({
    label: place.colon ? key : `${key}: ${value}`,
    kind: 'key',
    insert: place.colon ? key : `${key}: ${valueSource(value, { ...place, quote: '' }, '')}`,
    help: 'Leads to the pods that carry this label.',
    detail: workload,
  }));
}

function itemsAt(role: Role, text: string, root: LooseNode, place: CursorPlace): Completion[] {
  const { path, node, span } = place;
  const blank = span.start === span.end;
  const empty = root.entries.size === 0 && root.items.length === 0;
  if (path.length === 0 && place.flow && place.at === 'value') return snippets(role, place, false);
  // A value that stands already leaves no room for keys below it.
  if (place.at === 'entry' && blank && node.scalar !== undefined) return [];
  const kind = path[0] === 'kind' || place.key === 'kind' ? undefined : root.entries.get('kind')?.scalar;
  const schemas = schemasAt(role, kind, path);
  if (place.at === 'value') return values(schemas, place, root, text);
  const items = keys(schemas, place, text);
  if (!place.flow && node.entries.size === 0) items.push(...values(schemas, place, root, text));
  if (!place.flow && node.items.length > 0) {
    items.push(...nextItemKeys(role, kind, place, text));
  }
  if (!place.flow && blank) items.push(...newItems(schemas, place));
  if (role === 'appSpec' && path.length === 0 && place.column === 0) {
    items.push(...snippets(role, place, !empty));
  }
  return items;
}

/** Keys that the item above may still take, for a line that begins where its `-` stands. */
function nextItemKeys(role: Role, kind: string | undefined, place: CursorPlace, text: string): Completion[] {
  const last = place.node.items.at(-1);
  if (!last || place.node.column !== place.column || last.entries.size === 0) return [];
  const path = [...place.path, place.node.items.length - 1];
  return keys(schemasAt(role, kind, path), { ...place, path, node: last }, text);
}

function keys(schemas: readonly Schema[], place: CursorPlace, text: string): Completion[] {
  const present = [...place.node.entries.keys()].filter((key) => key !== place.key || !place.colon);
  const maps = schemas.flatMap(alternatives).filter((schema) => schema.properties !== undefined);
  // Where maps of several shapes are legal, what is written already decides.
  const knowing = maps.filter((map) =>
    present.every((key) => Object.hasOwn(map.properties ?? {}, key) || map.additionalProperties !== false),
  );
  const found = new Map<string, { schemas: Set<Schema>; required: boolean }>();
  for (const map of knowing.length > 0 ? knowing : maps) {
    for (const [name, schema] of Object.entries(map.properties ?? {})) {
      if (present.includes(name)) continue;
      const required = map.required?.includes(name) ?? false;
      const known = found.get(name);
      if (known) known.schemas.add(schema);
      else found.set(name, { schemas: new Set([schema]), required });
    }
  }
  const all = [...found].map(([name, { schemas: shapes, required }]): Completion & { required: boolean } => {
    const [first = {}] = shapes;
    const schema = shapes.size > 1 ? { ...first, anyOf: [...shapes] } : first;
    const type = typeName(schema);
    return {
      label: name,
      kind: 'key',
      ...keyInsert(name, schema, place, text),
      help: name === 'kind' || name === 'apiVersion' ? headHelp[name] : (schema.description ?? ''),
      detail: required ? `required${type === '' ? '' : `, ${type}`}` : type,
      required,
    };
  });
  return [...all.filter((item) => item.required), ...all.filter((item) => !item.required)].map(
    ({ required: _, ...item }) => item,
  );
}

const headHelp = {
  kind: 'What the object is: a Service, a ReplicaSet, a StatefulSet or a Job.',
  apiVersion: 'Which version of the Kubernetes API the object is written for. It follows from the kind.',
};

function values(schemas: readonly Schema[], place: CursorPlace, root: LooseNode, text: string): Completion[] {
  const isKind = place.path.length === 1 && place.path[0] === 'kind';
  const written = root.entries.get('apiVersion')?.scalar;
  const versionOf = new Map(
    isKind
      ? schemasAt('appSpec', undefined, []).map((schema) => [
          schema.properties?.kind?.const,
          String(schema.properties?.apiVersion?.const),
        ])
      : [],
  );
  const choices = choicesOf(schemas);
  const fits = (value: unknown): boolean => written === undefined || versionOf.get(value) === written;
  const sorted = isKind
    ? [...choices.filter(({ value }) => fits(value)), ...choices.filter(({ value }) => !fits(value))]
    : choices;
  return sorted.map(({ value, help, example }) => {
    const source = valueSource(value, place, text);
    const version = versionOf.get(value);
    const detail = version === undefined ? (example ? 'example' : undefined) : `apiVersion ${version}`;
    return {
      label: typeof value === 'string' ? value : valueSource(value, { ...place, quote: '' }, '').trim(),
      kind: 'value',
      insert: source,
      help,
      ...(place.quote === '' ? {} : { filter: `${place.quote}${String(value)}${place.quote}` }),
      ...(detail === undefined ? {} : { detail }),
    };
  });
}

/** A new item of a list, on a line of its own. */
function newItems(schemas: readonly Schema[], place: CursorPlace): Completion[] {
  const list = schemas.flatMap(alternatives).find((schema) => schema.items !== undefined);
  if (!list?.items) return [];
  const { description, title } = list.items;
  return [
    {
      label: `- ${title === undefined ? 'new item' : title.toLowerCase()}`,
      kind: 'item',
      insert: itemInsert(list.items, place),
      snippet: true,
      help: description ?? '',
      filter: '-',
    },
  ];
}

function snippets(role: Role, place: CursorPlace, separated: boolean): Completion[] {
  if (place.span.start !== place.span.end && separated) return [];
  return objectSnippets[role].map(({ label, help, body }) => ({
    label,
    kind: 'object',
    insert: separated ? `---\n${body}` : body,
    snippet: true,
    help,
    detail: 'whole object',
  }));
}
