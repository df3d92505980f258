import { readdirSync, readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { schemaFiles } from '../../../shared/contract/json-schemas.ts';

const folder = new URL('../../../resources/schemas/', import.meta.url);

test('resources/schemas is what the contract gives; “npm run schemas” renews it', () => {
  const lying = Object.fromEntries(
    readdirSync(folder).map((name) => [name, readFileSync(new URL(name, folder), 'utf8')]),
  );
  expect(lying).toEqual(Object.fromEntries(schemaFiles().map(({ name, text }) => [name, text])));
});

test.each(schemaFiles())('$name is a strict schema with a title', ({ text }) => {
  const schema = JSON.parse(text) as Record<string, unknown>;
  expect(() => new Ajv({ strict: true, allowUnionTypes: false }).compile(schema)).not.toThrow();
  expect(schema.title).toEqual(expect.any(String));
});

// A manifest may hold fields that nobody here knows; what Gantry itself writes or reads as its own may not.
const own = schemaFiles().filter(({ name }) => !/^(appspec|app-json)\./.test(name));

test.each(own)('$name is that of a closed object', ({ text }) => {
  expect(JSON.parse(text)).toMatchObject({ type: 'object', additionalProperties: false });
});
