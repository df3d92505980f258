import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { appJsonShape } from '../../../../renderer/features/manifests/form/model/app-json-shape.ts';
import { appSpecShape } from '../../../../renderer/features/manifests/form/model/appspec-shapes.ts';
import { placeFindings } from '../../../../renderer/features/manifests/form/model/findings.ts';
import { scalarText, typedValue } from '../../../../renderer/features/manifests/form/model/scalar-input.ts';
import {
  placeKey,
  placeOf,
  type Shape,
  specAt,
  strangersOf,
} from '../../../../renderer/features/manifests/form/model/shape.ts';
import { get } from '../../../../shared/model/plain.ts';
import { validate } from '../../../../shared/rules/validate.ts';
import { editDocument } from '../../../../shared/text/edit-document.ts';
import { type Path, valueAt } from '../../../../shared/text/path.ts';
import { parseYaml } from '../../../../shared/text/yaml-document.ts';
import { appSpecOnly } from '../../../support/rules.ts';

const folder = resolve(import.meta.dirname, '../../../fixtures/conformance');
const files = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
const read = (name: string): string => readFileSync(resolve(folder, name), 'utf8');

/** Every value that has nothing below it. */
function leavesOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return value === null || value === undefined ? [] : [path];
  if (Array.isArray(value)) return value.flatMap((each, index) => leavesOf(each, [...path, index]));
  return Object.entries(value).flatMap(([key, each]) => leavesOf(each, [...path, key]));
}

const startsWith = (path: Path, start: Path): boolean => start.every((step, index) => path[index] === step);

/** Where the form shows a leaf, said without the form's own search. */
function shownBy(shape: Shape, value: unknown, path: Path): string[] {
  const shown: string[] = [];
  if (specAt(shape, path)?.is === 'field' && specAt(shape, path)?.control !== 'pairs') shown.push('field');
  if (specAt(shape, path.slice(0, -1))?.control === 'pairs') shown.push('pair');
  if (['apiVersion', 'kind'].includes(path.join('.'))) shown.push('heading');
  if (path.join('.') === 'metadata.name' && !shown.includes('field')) shown.push('heading');
  if (strangersOf(shape, value).some((stranger) => startsWith(path, stranger.path))) shown.push('tray');
  return shown;
}

describe('the form of an AppSpec object', () => {
  it.each(files)('shows every value of %s in exactly one place: a field, the heading or the tray', (name) => {
    for (const { value } of parseYaml(read(name)).objects) {
      const shape = appSpecShape(get(value, 'kind'));
      for (const leaf of leavesOf(value)) {
        expect(shownBy(shape, value, leaf), placeKey(leaf)).toHaveLength(1);
      }
    }
  });

  it.each(files)('puts every finding of %s somewhere, at or around its path', (name) => {
    const { objects } = parseYaml(read(name));
    const { diagnostics } = validate(appSpecOnly(read(name)));
    for (const { index, value } of objects) {
      const mine = diagnostics.filter(({ object }) => object === index);
      const shape = appSpecShape(get(value, 'kind'));
      const placed = placeFindings(shape, value, mine);
      expect([...placed.values()].flat()).toHaveLength(mine.length);
      for (const { path } of mine) expect(startsWith(path, placeOf(shape, value, path))).toBe(true);
    }
  });

  it.each(files)('reads back what is typed into any field of %s, and nothing else changes', (name) => {
    const text = read(name);
    for (const { index, value, valid } of parseYaml(text).objects) {
      if (!valid) continue;
      const shape = appSpecShape(get(value, 'kind'));
      for (const path of leavesOf(value)) {
        const spec = specAt(shape, path);
        if (!spec || spec.control === 'pairs') continue;
        const typed = ['integer', 'number'].includes(spec.control) ? '77' : 'typed-here';
        const before = valueAt(value, path);
        const edit = {
          op: 'set',
          object: index,
          path,
          value: typedValue(spec.control, typed, before),
        } as const;
        const edited = editDocument(text, 'yaml', edit);
        if (!edited.ok) {
          // What an alias repeats is refused with its reason, which the field shows; nothing else is.
          expect(edited.reason).toMatch(/repeat|alias|merge key|twice/);
          expect(name).toMatch(/anchors|duplicate/);
          continue;
        }
        const after = parseYaml(edited.text).objects[index]?.value;
        expect(scalarText(valueAt(after, path))).toBe(typed);
        expect(strangersOf(shape, after)).toEqual(strangersOf(shape, value));
        for (const other of leavesOf(value)) {
          if (placeKey(other) !== placeKey(path))
            expect(valueAt(after, other)).toEqual(valueAt(value, other));
        }
      }
    }
  });

  it('lists a value of the wrong shape in the tray, and not what is empty', () => {
    const value = {
      kind: 'Service',
      metadata: { name: ['web'], labels: 'app' },
      spec: { ports: null, selector: {} },
    };
    expect(strangersOf(appSpecShape('Service'), value)).toEqual([
      { path: ['metadata', 'name'], value: ['web'] },
      { path: ['metadata', 'labels'], value: 'app' },
    ]);
  });

  it('shows nothing but kind and name of an object that an AppSpec may not hold', () => {
    const value = { kind: 'Deployment', metadata: { name: 'web' }, spec: { replicas: 2 } };
    expect(strangersOf(appSpecShape('Deployment'), value)).toEqual([
      { path: ['spec'], value: { replicas: 2 } },
    ]);
  });
});

describe('the place of a path in the form', () => {
  const service = { kind: 'Service', spec: { ports: [{ port: 80 }], selector: { app: 'web' } } };
  const shape = appSpecShape('Service');
  const place = (path: Path): string => placeKey(placeOf(shape, service, path));

  it('is the field that shows it', () => {
    expect(place(['spec', 'ports', 0, 'cohesityTag'])).toBe('spec.ports[0].cohesityTag');
  });

  it('is the labels’ field for one label', () => {
    expect(place(['spec', 'selector', 'app'])).toBe('spec.selector');
  });

  it('is the row for what the form does not know, and the list for a row that is not there', () => {
    expect(place(['spec', 'ports', 0, 'nodePort'])).toBe('spec.ports[0]');
    expect(place(['spec', 'ports', 3, 'port'])).toBe('spec.ports');
  });

  it('is the card for kind, apiVersion and unknown parts of the object', () => {
    expect(place(['kind'])).toBe('');
    expect(place(['spec', 'sessionAffinity'])).toBe('');
  });

  it('is the row where a field that is drawn only when present is absent', () => {
    expect(place(['spec', 'ports', 0, 'targetPort'])).toBe('spec.ports[0]');
  });
});

describe('the form of app.json', () => {
  it('leaves unknown fields to the tray, and takes those of the earlier generation', () => {
    const value = { name: 'x', id: 3, access_requirements: { read_access: true, other: 1 }, homepage: 'h' };
    expect(strangersOf(appJsonShape, value).map(({ path }) => placeKey(path))).toEqual([
      'access_requirements.other',
      'homepage',
    ]);
  });
});

describe('what is typed into a field', () => {
  it('is a number where one is wanted, and text where it is none', () => {
    expect(typedValue('integer', ' 8080 ', 80)).toBe(8080);
    expect(typedValue('integer', '80a', 80)).toBe('80a');
    expect(typedValue('integer', '0644', 80)).toBe('0644');
    expect(typedValue('number', '0.5', 1)).toBe(0.5);
  });

  it('keeps a quoted quantity text, and writes a new whole one as a number', () => {
    expect(typedValue('quantity', '2', '1')).toBe('2');
    expect(typedValue('quantity', '2', 1)).toBe(2);
    expect(typedValue('quantity', '250m', undefined)).toBe('250m');
  });

  it('stays text in a variable, whatever it looks like', () => {
    expect(typedValue('variable', '8080', '1')).toBe('8080');
    expect(typedValue('variable', ' true', 'x')).toBe(' true');
  });
});
