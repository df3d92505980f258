import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { complete } from '../../../../renderer/language/complete.ts';
import type { Completion, Completions, Role } from '../../../../renderer/language/protocol.ts';

/** `│` marks the cursor. */
function at(role: Role, marked: string): { text: string; found: Completions | undefined } {
  const offset = marked.indexOf('│');
  const text = marked.replace('│', '');
  return { text, found: complete(role, text, offset) };
}

const labels = (marked: string, role: Role = 'appSpec'): string[] =>
  at(role, marked).found?.items.map((item) => item.label) ?? [];

/** The text with one completion taken, tab stops shown as they are. */
function taking(marked: string, label: string, role: Role = 'appSpec'): string {
  const { text, found } = at(role, marked);
  const item = found?.items.find((each) => each.label === label);
  if (!found || !item)
    throw new Error(`no ${label} among ${found?.items.map((each) => each.label).join(', ')}`);
  const line = text.slice(0, found.span.start).split('\n').at(-1) ?? '';
  const indent = /^ */.exec(line)?.[0] ?? '';
  const insert = item.insert.replaceAll('\n', `\n${indent}`);
  const after = text.slice(0, found.span.start) + insert + text.slice(found.span.end);
  const also = found.also;
  return also ? after.slice(0, also.start) + also.text + after.slice(also.end) : after;
}

const head = 'apiVersion: v1\nkind: Service\nmetadata:\n  name: a\n  labels:\n    app: a\nspec:\n';

describe('keys in block YAML', () => {
  test('an empty document gets the four keys of every object, then whole objects', () => {
    const found = labels('│');
    expect(found.slice(0, 4)).toEqual(['apiVersion', 'kind', 'metadata', 'spec']);
    expect(found).toContain('ReplicaSet');
    expect(found).toContain('Service that people open');
  });

  test('behind --- a new object begins, without a second ---', () => {
    const text = taking('kind: Service\n---\n│', 'ReplicaSet');
    expect(text.startsWith('kind: Service\n---\napiVersion: apps/v1\nkind: ReplicaSet\n')).toBe(true);
  });

  test('below an object a new one is parted from it', () => {
    expect(taking(`${head}  type: NodePort\n│`, 'Service inside the app')).toContain(
      'NodePort\n---\napiVersion: v1',
    );
  });

  test('keys not yet there are offered, the required ones first', () => {
    const { found } = at('appSpec', `${head}  type: NodePort\n  │`);
    expect(found?.items.map((item) => item.label)).toEqual([
      'selector',
      'ports',
      'clusterIP',
      'sessionAffinity',
    ]);
    expect(found?.items[0]?.detail).toContain('required');
    expect(found?.items[0]?.help).toContain('labels');
  });

  test('keys below the cursor count as there', () => {
    expect(labels('kind: Service\n│\nmetadata:\n  name: a\nspec:\n  type: ClusterIP\n')).toEqual(
      expect.arrayContaining(['apiVersion']),
    );
    expect(labels(`${head}  │\n  type: NodePort\n  selector:\n    app: a\n`)).not.toContain('selector');
  });

  test('a word half typed is replaced', () => {
    expect(taking(`${head}  sel│\n  type: NodePort\n`, 'selector')).toBe(
      `${head}  selector:\n    \${1:app}: $2\n  type: NodePort\n`,
    );
  });

  test('a key that has its colon is only renamed', () => {
    expect(taking(`${head}  sel│: x\n`, 'selector')).toBe(`${head}  selector: x\n`);
  });

  test('a map is begun on a line of its own, with the keys it must have', () => {
    expect(taking('kind: Service\n│', 'metadata')).toBe(
      `kind: Service\nmetadata:\n  name: $1\n  labels:\n    \${2:app}: $3`,
    );
  });

  test('replicas is begun as a map, and fixed shuts the others out', () => {
    const workload = 'apiVersion: apps/v1\nkind: ReplicaSet\nspec:\n  ';
    expect(taking(`${workload}rep│`, 'replicas')).toBe(`${workload}replicas:\n    fixed: $1`);
    expect(labels(`${workload}replicas:\n    fixed: 1\n    │`)).toEqual([]);
    expect(labels(`${workload}replicas:\n    share: 1\n    │`)).toEqual(['min', 'max']);
  });

  test('labels of a Job may carry the tag, those of a Service may not', () => {
    expect(labels('kind: Job\nmetadata:\n  labels:\n    │')).toEqual(['cohesityTag']);
    expect(labels('kind: Service\nmetadata:\n  labels:\n    │')).toEqual([]);
  });

  test('nothing is offered in comments, block scalars and below a scalar', () => {
    expect(labels('kind: Service # ki│')).toEqual([]);
    expect(labels('metadata:\n  annotations:\n    note: |\n      spec:\n      │\n')).toEqual([]);
    expect(labels('metadata:\n  name: a\n    │')).toEqual([]);
  });

  test('Windows line ends are lines, too', () => {
    expect(labels(`${head}  type: NodePort\n  │\n`.replaceAll('\n', '\r\n'))).toContain('selector');
  });
});

describe('items', () => {
  const ports = `${head}  type: NodePort\n  ports:\n`;

  test('a list takes a new item with its required keys', () => {
    expect(taking(`${ports}    │`, '- service port')).toBe(`${ports}    - port: $1`);
    expect(taking(`${ports}    - port: 80\n    │`, '- service port')).toBe(
      `${ports}    - port: 80\n    - port: $1`,
    );
  });

  test('behind a - come the keys of an item', () => {
    expect(labels(`${ports}    - │`)).toEqual([
      'port',
      'name',
      'targetPort',
      'protocol',
      'cohesityTag',
      'cohesityEnv',
    ]);
    expect(labels(`${ports}    - na│`)).toContain('name');
    expect(labels(`${ports}    - port: 80\n      │\n      name: a\n`)).toEqual([
      'targetPort',
      'protocol',
      'cohesityTag',
      'cohesityEnv',
    ]);
  });

  test('where the - stands, the item above can go on', () => {
    expect(taking(`${ports}    - port: 80\n    │`, 'name')).toBe(`${ports}    - port: 80\n      name: `);
  });

  test('a map in the line of the - is indented below its own key', () => {
    const containers = 'kind: ReplicaSet\nspec:\n  template:\n    spec:\n      containers:\n';
    expect(taking(`${containers}        - res│`, 'resources')).toBe(
      `${containers}        - resources:\n            requests:\n              $1`,
    );
  });

  test('lists at the column of their key are read', () => {
    expect(labels(`${head}  ports:\n  - port: 80\n    │`)).toContain('cohesityTag');
    expect(labels(`${head}  ports:\n  - port: 80\n  │`)).toContain('type');
  });
});

describe('values', () => {
  test('kind offers the four kinds, those of the apiVersion first', () => {
    expect(labels('apiVersion: batch/v1\nkind: │\n')).toEqual([
      'Job',
      'Service',
      'ReplicaSet',
      'StatefulSet',
    ]);
    expect(at('appSpec', 'kind: │').found?.items[1]).toMatchObject({
      label: 'ReplicaSet',
      detail: 'apiVersion apps/v1',
    });
  });

  test('apiVersion is the one of the kind', () => {
    expect(labels('apiVersion: │\nkind: StatefulSet\n')).toEqual(['apps/v1']);
    expect(labels('apiVersion: │')).toEqual(['v1', 'apps/v1', 'batch/v1']);
  });

  test.each([
    [`${head}  type: │`, ['NodePort', 'ClusterIP']],
    [`${head}  type: Node│`, ['NodePort', 'ClusterIP']],
    [`${head}  ports:\n    - protocol: │`, ['TCP', 'UDP']],
    [`${head}  ports:\n    - port: 1\n      cohesityTag: │`, ['ui']],
    ['kind: Job\nmetadata:\n  cohesityTag: │', ['cleanup']],
    ['kind: Job\nspec:\n  template:\n    spec:\n      restartPolicy: │', ['OnFailure', 'Never']],
    ['kind: StatefulSet\nspec:\n  replicas: │', ['{fixed: 1}', '{share: 0.5}']],
  ])('%# offers what may stand there', (text, expected) => {
    expect(labels(text)).toEqual(expected);
  });

  test('a missing space behind the colon is added', () => {
    expect(taking('kind:│', 'Job')).toBe('kind: Job');
  });

  test('quotes around a value stay', () => {
    expect(taking('kind: "J│"\n', 'Job')).toBe('kind: "Job"\n');
  });

  test('a value is replaced without its comment', () => {
    expect(taking('kind: Jo│b # once\n', 'Service')).toBe('kind: Service # once\n');
  });
});

describe('flow style and JSON', () => {
  test('keys and values in flow maps of YAML', () => {
    expect(labels('kind: ReplicaSet\nspec:\n  replicas: {│}')).toEqual(['fixed', 'share', 'min', 'max']);
    expect(taking('kind: ReplicaSet\nspec:\n  replicas: {fi│\n  template: {}\n', 'fixed')).toContain(
      '{fixed: $1\n',
    );
    expect(labels(`${head}  ports: [{protocol: │}]`)).toEqual(['TCP', 'UDP']);
    expect(labels(`${head}  ports: [{port: 80}, {│}]`)).toContain('cohesityEnv');
  });

  test('an empty app.json gets all its fields at once', () => {
    expect(labels('│', 'appJson')).toEqual(['app.json']);
  });

  test('fields are written with their quotes', () => {
    expect(taking('{\n  │\n}', 'version', 'appJson')).toBe('{\n  "version": "$1"\n}');
    expect(taking('{\n  "ver│"\n}', 'version', 'appJson')).toBe('{\n  "version": "$1"\n}');
    expect(taking('{\n  "ver│": "1.0.0"\n}', 'version', 'appJson')).toBe('{\n  "version": "1.0.0"\n}');
    expect(taking('{"access_requirements": {│}}', 'read_access', 'appJson')).toBe(
      '{"access_requirements": {"read_access": $1}}',
    );
  });

  test('commas are written where they are missing', () => {
    expect(taking('{\n  "name": "a"\n  │\n}', 'version', 'appJson')).toBe(
      '{\n  "name": "a",\n  "version": "$1"\n}',
    );
    expect(taking('{\n  │\n  "name": "a"\n}', 'version', 'appJson')).toBe(
      '{\n  "version": "$1",\n  "name": "a"\n}',
    );
  });

  test('values of app.json', () => {
    expect(labels('{"unrestricted_app_ui_access": │}', 'appJson')).toEqual(['true', 'false']);
    expect(taking('{"min_software_version": │}', '7.2', 'appJson')).toBe('{"min_software_version": "7.2"}');
    expect(taking('{"min_software_version": "│"}', '7.2', 'appJson')).toBe('{"min_software_version": "7.2"}');
  });

  test('fields that are there already are not offered', () => {
    expect(labels('{"name": "a", │ "version": "1.0.0"', 'appJson')).not.toContain('version');
  });
});

const folder = new URL('../../../fixtures/conformance/', import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith('.yaml'));

test('no cut of any manifest makes completion fail, and its spans lie around the cursor', () => {
  let offered = 0;
  for (const name of files) {
    const text = readFileSync(new URL(name, folder), 'utf8');
    for (let offset = 0; offset <= text.length; offset += 7) {
      for (const [role, cut, cursor] of [
        ['appSpec', text.slice(0, offset), offset],
        ['appSpec', text, offset],
        ['appJson', text, offset],
      ] as const) {
        const found = complete(role, cut, cursor);
        if (!found) continue;
        offered += 1;
        expect(found.span.start).toBeLessThanOrEqual(cursor);
        expect(found.span.end).toBeGreaterThanOrEqual(cursor);
        expect(new Set(found.items.map(keyOf)).size).toBe(found.items.length);
      }
    }
  }
  expect(offered).toBeGreaterThan(500);
});

function keyOf(item: Completion): string {
  return `${item.kind} ${item.label}`;
}

describe('what exists by name', () => {
  const workload = (container: string): string =>
    `kind: ReplicaSet\nmetadata:\n  name: web\nspec:\n  template:\n    spec:\n      volumes:\n        - name: data\n        - name: cache\n      containers:\n        - name: web\n${container}`;
  const names = {
    images: [
      { reference: 'web:1.2', origin: 'web.tar' },
      { reference: 'db:3', origin: 'named in the file' },
    ],
    objects: [
      {
        kind: 'ReplicaSet',
        metadata: { name: 'web' },
        spec: { template: { metadata: { labels: { app: 'web', tier: 'front' } } } },
      },
    ],
  };
  const named = (marked: string) => {
    const offset = marked.indexOf('│');
    const found = complete('appSpec', marked.replace('│', ''), offset, names);
    return found?.items.map(({ label, insert, detail }) => ({ label, insert, detail })) ?? [];
  };

  test('images are offered where a container names one, with where they come from', () => {
    expect(named(workload('          image: │\n'))).toEqual([
      { label: 'web:1.2', insert: 'web:1.2', detail: 'web.tar' },
      { label: 'db:3', insert: 'db:3', detail: 'named in the file' },
    ]);
    expect(named(workload('          image: "w│"\n'))[0]?.insert).toBe('"web:1.2"');
    expect(named('kind: Service\nspec:\n  image: │\n')).toEqual([]);
  });

  test('a mount is offered the volumes of its object', () => {
    expect(
      named(workload('          volumeMounts:\n            - name: │\n')).map(({ label }) => label),
    ).toEqual(['data', 'cache']);
  });

  test('a Service is offered the labels of pods, as pairs and as values', () => {
    expect(named(`kind: Service\nspec:\n  selector:\n    │\n`)).toMatchObject([
      { label: 'app: web', insert: 'app: web', detail: 'ReplicaSet web' },
      { label: 'tier: front' },
    ]);
    expect(named(`kind: Service\nspec:\n  selector:\n    app: web\n    │\n`)).toMatchObject([
      { label: 'tier: front' },
    ]);
    expect(named(`kind: Service\nspec:\n  selector:\n    tier: │\n`)).toMatchObject([{ label: 'front' }]);
  });
});
