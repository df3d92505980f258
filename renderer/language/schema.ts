import { manifestSchemas } from '../../shared/model/manifest-schema.ts';
import type { Path } from '../../shared/text/path.ts';
import type { Role } from './protocol.ts';

/** The part of JSON Schema that the manifests' schemas use. */
export interface Schema {
  readonly title?: string | undefined;
  readonly description?: string | undefined;
  readonly type?: string | undefined;
  readonly properties?: Readonly<Record<string, Schema>> | undefined;
  readonly required?: readonly string[] | undefined;
  readonly items?: Schema | undefined;
  readonly anyOf?: readonly Schema[] | undefined;
  readonly const?: unknown | undefined;
  readonly patternProperties?: Readonly<Record<string, Schema>> | undefined;
  readonly additionalProperties?: boolean | Schema | undefined;
  readonly examples?: readonly unknown[] | undefined;
  readonly minimum?: number | undefined;
  readonly maximum?: number | undefined;
}

/** A value that may stand at a place. */
export interface Choice {
  readonly value: unknown;
  readonly help: string;
  /** True where others may stand there, too. */
  readonly example: boolean;
}

const roots: Readonly<Record<Role, Schema>> = manifestSchemas;

/** The schemas among which a schema lets one choose; itself where it lets none. */
export function alternatives(schema: Schema): readonly Schema[] {
  return schema.anyOf ? schema.anyOf.flatMap(alternatives) : [schema];
}

/** The schemas of a manifest's object; only those of the named kind where there is such a kind. */
function rootSchemas(role: Role, kind: string | undefined): readonly Schema[] {
  const all = alternatives(roots[role]);
  const ofKind = all.filter((schema) => kind !== undefined && schema.properties?.kind?.const === kind);
  return ofKind.length > 0 ? ofKind : all;
}

function stepInto(schema: Schema, step: string | number): readonly Schema[] {
  if (typeof step === 'number') return schema.items ? [schema.items] : [];
  const property = schema.properties;
  if (property && Object.hasOwn(property, step)) return [property[step] ?? {}];
  return [];
}

/** The schemas of what stands at a path, each still with its alternatives. */
export function schemasAt(role: Role, kind: string | undefined, path: Path): readonly Schema[] {
  let found = rootSchemas(role, kind);
  for (const step of path) {
    found = [...new Set(found.flatMap(alternatives).flatMap((schema) => stepInto(schema, step)))];
  }
  return found;
}

/** The values that schemas name: the only ones, booleans, or examples. */
export function choicesOf(schemas: readonly Schema[]): Choice[] {
  const choices = new Map<string, Choice>();
  const add = (value: unknown, help: string, example: boolean): void => {
    const key = JSON.stringify(value);
    if (!choices.has(key)) choices.set(key, { value, help, example });
  };
  for (const schema of schemas) {
    for (const each of alternatives(schema)) {
      const help = each.description ?? schema.description ?? '';
      if (each.const !== undefined) add(each.const, help, false);
      else if (each.type === 'boolean') for (const value of [true, false]) add(value, '', false);
      for (const value of each.examples ?? []) add(value, '', true);
    }
    for (const value of schema.examples ?? []) add(value, '', true);
  }
  return [...choices.values()];
}

/** What a value must be, in a word or two: `text`, `number`, `true or false`, … */
export function typeName(schema: Schema): string {
  const names: Readonly<Record<string, string>> = {
    string: 'text',
    integer: 'whole number',
    number: 'number',
    boolean: 'true or false',
    object: 'map',
    array: 'list',
  };
  const types = alternatives(schema).map((each) => names[each.type ?? ''] ?? '');
  return [...new Set(types.filter((type) => type !== ''))].join(' or ');
}
