import { injectedVariables } from '../../shared/model/appspec.ts';
import { get } from '../../shared/model/plain.ts';
import type { ParsedDocument, ParsedObject } from '../../shared/text/document.ts';
import { formatPath, type Path, valueAt } from '../../shared/text/path.ts';
import type { Span } from '../../shared/text/span.ts';
import type { FieldHelp, Role } from './protocol.ts';
import { choicesOf, type Schema, schemasAt } from './schema.ts';

/** The meaning of the key or value around an offset; `undefined` between them, and where nothing is known. */
export function describe(role: Role, document: ParsedDocument, offset: number): FieldHelp | undefined {
  const object = document.objects.findLast((each) => each.span.start <= offset && offset <= each.span.end);
  if (!object) return undefined;
  const path = object.pathAt(offset);
  const around = (span: Span | undefined): span is Span =>
    span !== undefined && span.start <= offset && offset <= span.end;
  const key = typeof path.at(-1) === 'string' ? object.locate(path, 'key') : undefined;
  const scalar = object.sourceAt(path) === undefined ? undefined : object.locate(path);
  const span = around(key) ? key : around(scalar) ? scalar : undefined;
  if (!span) return undefined;
  const kind = object.sourceAt(['kind']);
  const schemas = schemasAt(role, kind, path);
  const [first, ...rest] = schemas[0] ? fieldHelp(schemas, required(role, kind, path)) : [];
  const here = role === 'appSpec' ? meaningHere(document, object, path) : [];
  const parts = [...(first === undefined ? [] : [first]), ...here, ...rest];
  if (parts.length === 0) return undefined;
  return { title: formatPath(path), text: parts.join('\n\n'), span };
}

function required(role: Role, kind: string | undefined, path: Path): boolean {
  const key = path.at(-1);
  return schemasAt(role, kind, path.slice(0, -1)).some(
    (schema) => typeof key === 'string' && schema.required?.includes(key),
  );
}

function fieldHelp(schemas: readonly Schema[], isRequired: boolean): string[] {
  const texts = [...new Set(schemas.map((schema) => schema.description ?? ''))].filter((text) => text !== '');
  const choices = choicesOf(schemas);
  const allowed = choices.filter(({ example }) => !example);
  const examples = choices.filter(({ example }) => example);
  const parts = texts.slice(0, 1);
  if (allowed.length > 0) {
    parts.push(
      allowed.map(({ value, help }) => `- ${code(value)}${help === '' ? '' : `: ${help}`}`).join('\n'),
    );
  }
  if (examples.length > 0) parts.push(`For example ${examples.map(({ value }) => code(value)).join(', ')}.`);
  if (isRequired) parts.push('Required.');
  return parts;
}

/** A value as code in Markdown, on one line and of a sane length. */
function code(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value).replaceAll('"', '');
  return `\`${text.replace(/[`\s]+/g, ' ').slice(0, 80)}\``;
}

const injectedMeaning: Readonly<Record<string, string>> = {
  HOST_IP: 'the address of the node that the pod runs on',
  APPS_API_ENDPOINT_IP: 'the address of the platform’s API for apps',
  APPS_API_ENDPOINT_PORT: 'the port of the platform’s API for apps',
  APP_AUTHENTICATION_TOKEN: 'a short-lived token for that API; where it is missing, the app runs elsewhere',
  POD_UID: 'the unique ID of the pod',
};

/** What a value means in this very AppSpec. */
function meaningHere(document: ParsedDocument, object: ParsedObject, path: Path): string[] {
  const value = valueAt(object.value, path);
  const key = path.at(-1);
  if (key === 'cohesityEnv' && typeof value === 'string') {
    const port = get(valueAt(object.value, path.slice(0, -1)), 'port');
    return [
      `In every pod ${code(value)} will be the number of the node’s port that leads to port ${code(port ?? '?')} of this Service.`,
    ];
  }
  if (key === 'share' && typeof value === 'number' && path.includes('replicas')) {
    return [`On a cluster of four nodes that makes about ${Math.max(1, Math.round(value * 4))}.`];
  }
  if (key === 'name' && path.at(-3) === 'env' && typeof value === 'string') {
    const known = injectedMeaning[value];
    if (known !== undefined && injectedVariables.includes(value)) {
      return [`The platform itself sets ${code(value)} in every pod: ${known}.`];
    }
    const from = document.objects.find((each) => portWith(each, value));
    if (from)
      return [`The platform sets ${code(value)} in every pod: a Service names it as its cohesityEnv.`];
  }
  return [];
}

function portWith(object: ParsedObject, variable: string): boolean {
  const ports = valueAt(object.value, ['spec', 'ports']);
  return Array.isArray(ports) && ports.some((port) => get(port, 'cohesityEnv') === variable);
}
