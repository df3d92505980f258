import { expect, test } from 'vitest';
import { outline } from '../../../../renderer/language/outline.ts';
import type { OutlineSymbol } from '../../../../renderer/language/protocol.ts';
import { parseJson } from '../../../../shared/text/json-document.ts';
import { parseYaml } from '../../../../shared/text/yaml-document.ts';

const text = `apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  ports:
    - name: http
      port: 8080
      cohesityTag: ui
---
apiVersion: apps/v1
kind: ReplicaSet
metadata:
  name: web
spec:
  template:
    spec:
      containers:
        - name: server
          image: web:1
          ports:
            - containerPort: 8080
          env:
            - name: A
              value: "1"
      volumes:
        - name: data
---
kind: Nonsense
`;

const lines = (symbols: readonly OutlineSymbol[], depth = 0): string[] =>
  symbols.flatMap(({ name, detail, children }) => [
    `${'  '.repeat(depth)}${name} (${detail})`,
    ...lines(children, depth + 1),
  ]);

test('objects by name and kind, with ports, containers and volumes', () => {
  expect(lines(outline('appSpec', parseYaml(text)))).toEqual([
    'web (Service)',
    '  http (8080 · ui)',
    'web (ReplicaSet)',
    '  server (web:1)',
    '    port 8080 (8080)',
    '    env (1 variable)',
    '  data (volume)',
    'without a name (Nonsense)',
  ]);
});

test('children lie inside their parents', () => {
  const check = (symbol: OutlineSymbol): void => {
    for (const child of symbol.children) {
      expect(child.span.start).toBeGreaterThanOrEqual(symbol.span.start);
      expect(child.span.end).toBeLessThanOrEqual(symbol.span.end);
      check(child);
    }
  };
  for (const symbol of outline('appSpec', parseYaml(text))) check(symbol);
});

test('the fields of app.json with their values', () => {
  expect(lines(outline('appJson', parseJson('{"name": "a", "id": 7, "access_requirements": {}}')))).toEqual([
    'name (a)',
    'id (7)',
    'access_requirements ()',
  ]);
});

test('texts without objects have no outline', () => {
  expect(outline('appSpec', parseYaml('# nothing\n'))).toEqual([]);
  expect(outline('appJson', parseJson('[1'))).toEqual([]);
});
