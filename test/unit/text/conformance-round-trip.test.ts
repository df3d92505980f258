import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { ParsedObject } from '../../../shared/text/document.ts';
import { editDocument } from '../../../shared/text/edit-document.ts';
import { formatPath, type Path, valueAt } from '../../../shared/text/path.ts';
import { parseYaml } from '../../../shared/text/yaml-document.ts';

// The conformance cases lie beside the checkout; where CI is set they have to be there.
const folder = fileURLToPath(new URL('../../../../shared/conformance/appspec/', import.meta.url));
const present = existsSync(folder);
const files = present ? readdirSync(folder).filter((name) => name.endsWith('.yaml')) : [];

function scalarsOf(value: unknown, path: Path = []): Path[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => scalarsOf(item, [...path, index]));
  if (typeof value !== 'object' || value === null) return [path];
  return Object.entries(value).flatMap(([key, item]) => scalarsOf(item, [...path, key]));
}

describe('the conformance cases', () => {
  it.runIf(present || process.env.CI)('are there', () => {
    expect(files.length).toBeGreaterThan(40);
  });

  it.each(files)(
    '%s keeps every byte when each scalar is set to its own value, and to another and back',
    (name) => {
      const text = readFileSync(`${folder}${name}`, 'utf8');
      const document = parseYaml(text);
      for (const object of document.objects.filter((each) => each.valid)) checkObject(text, object);
    },
  );
});

function checkObject(text: string, object: ParsedObject): void {
  for (const path of scalarsOf(object.value)) {
    const value = valueAt(object.value, path);
    const set = (on: string, to: unknown) =>
      editDocument(on, 'yaml', { op: 'set', object: object.index, path, value: to });
    const same = set(text, value);
    expect(same.ok && same.text, formatPath(path)).toBe(text);
    const changed = set(text, 'something-else');
    if (!changed.ok) {
      expect(changed.reason).toMatch(/would change both/);
      continue;
    }
    expect(changed.text).not.toBe(text);
    const back = set(changed.text, value);
    expect(back.ok && back.text, formatPath(path)).toBe(text);
  }
}
