import { expect, test } from 'vitest';
import { describe as describeAt } from '../../../../renderer/language/describe.ts';
import type { FieldHelp } from '../../../../renderer/language/protocol.ts';
import { parseJson } from '../../../../shared/text/json-document.ts';
import { parseYaml } from '../../../../shared/text/yaml-document.ts';

/** `│` marks the offset asked about. */
function yaml(marked: string): (FieldHelp & { word: string }) | undefined {
  const text = marked.replace('│', '');
  const help = describeAt('appSpec', parseYaml(text), marked.indexOf('│'));
  return help && { ...help, word: text.slice(help.span.start, help.span.end) };
}

const service = 'apiVersion: v1\nkind: Service\nmetadata:\n  name: a\nspec:\n';

test('a key tells its meaning, what it may be, and that it is required', () => {
  const help = yaml(`${service}  ty│pe: NodePort\n`);
  expect(help).toMatchObject({ title: 'spec.type', word: 'type' });
  expect(help?.text).toContain('- `NodePort`: Reached from outside');
  expect(help?.text).toContain('Required.');
});

test('a value is described like its key', () => {
  expect(yaml(`${service}  type: Node│Port\n`)).toMatchObject({ word: 'NodePort' });
});

test('cohesityEnv says which number the pods will get', () => {
  const help = yaml(`${service}  ports:\n    - port: 8002\n      cohesity│Env: MCP_NODE_PORT\n`);
  expect(help?.text).toContain('In every pod `MCP_NODE_PORT` will be the number of the node’s port');
  expect(help?.text).toContain('`8002`');
});

test('variables that the platform sets are told', () => {
  const env = (name: string): string =>
    `kind: Job\nspec:\n  template:\n    spec:\n      containers:\n        - env:\n            - name: ${name}\n`;
  expect(yaml(env('HOST│_IP'))?.text).toContain('The platform itself sets `HOST_IP`');
  expect(yaml(`${env('P│ORT_A')}---\nspec:\n  ports:\n    - cohesityEnv: PORT_A\n`)?.text).toContain(
    'a Service names it as its cohesityEnv',
  );
  expect(yaml(env('M│INE'))?.text).not.toContain('The platform');
});

test('text from the file cannot become markup', () => {
  const help = yaml(`${service}  ports:\n    - port: 1\n      cohesity│Env: "a\` [x](http://y) \`"\n`);
  expect(help?.text).toContain('`a [x](http://y) `');
});

test('nothing is told about unknown keys, comments and the space between', () => {
  expect(yaml(`${service}  strange│: 1\n`)).toBeUndefined();
  expect(yaml(`${service}  type: NodePort   # com│ment\n`)).toBeUndefined();
  expect(yaml('│')).toBeUndefined();
});

test('a broken text still tells what it can', () => {
  expect(yaml(`${service}  ty│pe: NodePort\n  bad: [1\n`)?.title).toBe('spec.type');
});

test('the fields of app.json', () => {
  const text = '{"name": "a", "unrestricted_app_ui_access": true}';
  const help = describeAt('appJson', parseJson(text), text.indexOf('unres') + 3);
  expect(help?.text).toContain('token gate');
});
