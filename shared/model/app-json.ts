import type { PlainMap } from './plain.ts';

type FieldType = 'text' | 'boolean' | 'integer' | 'number' | 'map';

export interface AppJsonField {
  readonly name: string;
  readonly type: FieldType;
  readonly required: boolean;
  /** `earlier`: known only to the earlier generation of the format. */
  readonly generation: 'current' | 'earlier';
}

/** Every field of app.json that is known, in the order people write them. */
export const appJsonFields: readonly AppJsonField[] = [
  { name: 'name', type: 'text', required: true, generation: 'current' },
  { name: 'description', type: 'text', required: true, generation: 'current' },
  { name: 'version', type: 'text', required: true, generation: 'current' },
  { name: 'min_software_version', type: 'text', required: true, generation: 'current' },
  { name: 'unrestricted_app_ui_access', type: 'boolean', required: false, generation: 'current' },
  { name: 'id', type: 'integer', required: false, generation: 'earlier' },
  { name: 'dev_version', type: 'number', required: false, generation: 'earlier' },
  { name: 'access_requirements', type: 'map', required: false, generation: 'earlier' },
];

/** The booleans of `access_requirements`. */
export const accessRequirements: readonly string[] = [
  'read_access',
  'read_write_access',
  'management_access',
  'protected_object_access',
];

/** The first software version that has Gaia. */
export const gaiaSoftwareVersion = '7.2';

/** Compares dotted numbers (`7.2` with `7.10.1`); `undefined` where one of them is none. */
export function compareSoftwareVersions(a: string, b: string): number | undefined {
  const pattern = /^\d+(?:\.\d+)*/;
  const [x, y] = [pattern.exec(a), pattern.exec(b)];
  if (x === null || y === null) return undefined;
  const [p, q] = [x[0].split('.').map(Number), y[0].split('.').map(Number)];
  for (let i = 0; i < Math.max(p.length, q.length); i++) {
    const difference = (p[i] ?? 0) - (q[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Whether an app.json is of the earlier generation: it has one of that generation's fields, or an integer as its version. */
export function isEarlierGeneration(value: PlainMap): boolean {
  return (
    appJsonFields.some((field) => field.generation === 'earlier' && Object.hasOwn(value, field.name)) ||
    Number.isInteger(value.version)
  );
}
