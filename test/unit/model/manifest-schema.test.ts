import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { schemaFiles } from '../../../shared/contract/json-schemas.ts';
import { appJsonFields } from '../../../shared/model/app-json.ts';
import { apiVersions } from '../../../shared/model/appspec.ts';
import { manifestSchemas } from '../../../shared/model/manifest-schema.ts';
import { parseYaml } from '../../../shared/text/yaml-document.ts';

const text = (name: string): string => schemaFiles().find((file) => file.name === name)?.text ?? '';
const compile = (name: string) => new Ajv({ strict: true }).compile(JSON.parse(text(name)));
const appSpec = compile('appspec.schema.json');
const appJson = compile('app-json.schema.json');

const folder = new URL('../../fixtures/conformance/', import.meta.url);
interface Case {
  readonly file: string;
  readonly expect: 'ok' | 'error' | 'skip';
}
const { cases } = { cases: JSON.parse(readFileSync(new URL('cases.json', folder), 'utf8')) as unknown };
const list = (Array.isArray(cases) ? cases : (cases as { cases: unknown }).cases) as Case[];

describe('the schema of an AppSpec', () => {
  test.each(list.filter((each) => each.expect === 'ok'))('takes $file, which is right', ({ file }) => {
    const { objects } = parseYaml(readFileSync(new URL(file, folder), 'utf8'));
    for (const { value } of objects) expect(appSpec(value), JSON.stringify(appSpec.errors)).toBe(true);
  });

  test.each([
    'kind-Secret.yaml',
    'service-type-loadbalancer.yaml',
    'replicas-fixed-and-max.yaml',
    'port-too-big.yaml',
    'port-tag-unknown.yaml',
    'volume-without-fstype.yaml',
  ])('refuses %s', (file) => {
    const { objects } = parseYaml(readFileSync(new URL(file, folder), 'utf8'));
    expect(objects.every(({ value }) => appSpec(value))).toBe(false);
  });

  test('has one alternative for each legal kind, with its apiVersion', () => {
    const kinds = manifestSchemas.appSpec.anyOf.map(({ properties }) => [
      properties.kind.const,
      properties.apiVersion.const,
    ]);
    expect(Object.fromEntries(kinds)).toEqual(apiVersions);
  });
});

describe('the schema of app.json', () => {
  test('knows the fields of both generations', () => {
    expect(Object.keys(manifestSchemas.appJson.properties).sort()).toEqual(
      ['$schema', ...appJsonFields.map(({ name }) => name)].sort(),
    );
  });

  test('takes both generations and unknown fields', () => {
    const current = { name: 'a', description: 'b', version: '1.0.0', min_software_version: '7.2', mine: 1 };
    expect(appJson(current)).toBe(true);
    expect(appJson({ id: 7, name: 'a', description: 'b', version: 1_000_000 })).toBe(true);
    expect(appJson({ name: 'a', description: 'b', version: 1.5 })).toBe(false);
  });
});

test('every field of both manifests says what it means', () => {
  const silent: string[] = [];
  const walk = (part: unknown, at: string): void => {
    if (typeof part !== 'object' || part === null) return;
    for (const [key, value] of Object.entries(part)) {
      if (key === 'properties') {
        for (const [name, schema] of Object.entries(value as Record<string, { description?: string }>)) {
          if ((schema.description ?? '').length < 10) silent.push(`${at}.${name}`);
        }
      }
      walk(value, `${at}.${key}`);
    }
  };
  walk(manifestSchemas, '');
  expect(silent).toEqual([]);
});
