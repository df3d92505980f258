import { describe, expect, it } from 'vitest';
import { readAppSpec } from '../../../shared/model/appspec.ts';
import { requestsOf, resourceTotals } from '../../../shared/report/requests.ts';
import { parseYaml } from '../../../shared/text/yaml-document.ts';
import { appSpecText } from '../../support/sample-project.ts';

const spec = appSpecText('my-app:1.0');
const requests = (text: string, appJson: unknown = {}) =>
  requestsOf({
    appSpec: { file: 'appspec.yaml', spec: readAppSpec(parseYaml(text)) },
    appJson: { file: 'app.json', value: appJson },
  });
const group = (asked: ReturnType<typeof requests>, id: string) =>
  asked.groups.find((each) => each.id === id)?.lines ?? [];

describe('what an app asks for', () => {
  it('says whether the token gate stands before the UI', () => {
    expect(group(requests(spec), 'ui').map(({ tone }) => tone)).toEqual(['plain', 'good']);
    const open = group(requests(spec, { unrestricted_app_ui_access: true }), 'ui');
    expect(open.at(-1)).toMatchObject({ tone: 'attention', file: 'app.json' });
  });

  it('calls attention to a node port that no gate guards', () => {
    const [line] = group(
      requests(spec.replace('    cohesityTag: ui\n', '    cohesityEnv: WEB_PORT\n')),
      'ports',
    );
    expect(line).toMatchObject({ tone: 'attention' });
    expect(line?.text).toContain(
      'The token gate does not stand before it. Every pod learns its number as WEB_PORT.',
    );
  });

  it('names access requirements in words, known or not', () => {
    const asked = { access_requirements: { read_write_access: true, read_access: false, other: true } };
    expect(group(requests(spec, asked), 'access').map(({ text }) => text)).toEqual([
      'It asks to read and change the cluster’s data (read_write_access).',
      'It asks for other.',
    ]);
  });

  it('masks variables that are credentials and calls attention to them', () => {
    const text = `${spec}        env:\n        - {name: DB_PASSWORD, value: correct-horse-1}\n        - {name: PORT, value: "80"}\n`;
    const lines = group(requests(text), 'environment');
    expect(lines.map(({ tone }) => tone)).toEqual(['attention', 'plain', 'plain']);
    expect(JSON.stringify(lines)).not.toContain('correct-horse-1');
  });

  it('never fails on what is no AppSpec', () => {
    for (const text of [
      '',
      '[]',
      'kind: Service\nspec: {ports: 7}',
      'kind: Job\nspec: {template: {spec: {containers: [3]}}}',
    ]) {
      expect(() => requests(text, [1])).not.toThrow();
    }
  });
});

describe('resource totals', () => {
  const totals = (replicas: string, nodes: number) =>
    resourceTotals(requests(spec.replace('    fixed: 1', `    ${replicas}`)), nodes);

  it.each([
    ['fixed: 3', 8, 3],
    ['share: 1', 8, 8],
    ['share: 0.5', 5, 3],
    ['share: 0.1', 3, 1],
    ['share: 1\n    max: 4', 8, 4],
    ['share: 0.1\n    min: 2', 3, 2],
    ['fixed: 2\n    max: .inf', 3, 2],
    ['fixed: .inf', 3, 1],
  ])('count the pods of “%s” on %i nodes as %i', (replicas, nodes, pods) => {
    expect(totals(replicas, nodes).pods).toBe(pods);
  });

  it('multiply what each pod asks for, and say where a container asks for nothing', () => {
    expect(totals('fixed: 3', 1)).toMatchObject({ memory: 3 * 64 * 2 ** 20, lowerBound: false });
    expect(totals('fixed: 3', 1).cpu).toBeCloseTo(0.3);
    const silent = spec.replace(/ {8}resources:[\s\S]*$/, '');
    expect(resourceTotals(requests(silent), 1)).toMatchObject({ cpu: 0, lowerBound: true });
    const half = spec.replace(/ +memory:.*\n/, '');
    expect(half).not.toBe(spec);
    expect(resourceTotals(requests(half), 1)).toMatchObject({ lowerBound: true });
  });
});
