import { describe, expect, it } from 'vitest';
import { labelsMatch, readAppSpec, selectedBy } from '../../../shared/model/appspec.ts';
import { formatPath } from '../../../shared/text/path.ts';
import { parseYaml } from '../../../shared/text/yaml-document.ts';
import { goodAppSpec } from '../rules/cases/sample.ts';

describe('readAppSpec', () => {
  const spec = readAppSpec(parseYaml(goodAppSpec));

  it('finds objects, ports and containers with their paths', () => {
    expect(spec.objects.map((object) => object.title)).toEqual([
      'Service my-app-web',
      'ReplicaSet my-app',
      'Job goodbye',
    ]);
    expect(spec.ports.map((port) => [formatPath(port.path), port.port, port.target, port.protocol])).toEqual([
      ['spec.ports[0]', 8080, 8080, 'TCP'],
    ]);
    expect(
      spec.containers.map((container) => [
        container.object.index,
        formatPath(container.path),
        container.image,
      ]),
    ).toEqual([
      [1, 'spec.template.spec.containers[0]', 'my-app:1.4.0'],
      [2, 'spec.template.spec.containers[0]', 'my-app:1.4.0'],
    ]);
  });

  it('tells which workloads a Service selects', () => {
    const [service] = spec.services;
    if (service === undefined) throw new Error('no Service');
    expect(selectedBy(service, spec.workloads).map((workload) => workload.object.name)).toEqual(['my-app']);
  });

  it('treats what plainly stands for a kind as that kind', () => {
    const odd = readAppSpec(
      parseYaml('kind: replicaset\n---\nkind: Deployment\n---\nkind: service\n---\nkind: Pod\n'),
    );
    expect(odd.objects.map((object) => object.treatedAs)).toEqual([
      'ReplicaSet',
      'ReplicaSet',
      'Service',
      undefined,
    ]);
  });

  it('reads init containers first, and containers behind an alias', () => {
    const text = `kind: Job
spec:
  template:
    spec:
      initContainers: [{name: first, image: a}]
      containers: [&c {name: second, image: b}, *c]
`;
    const { containers } = readAppSpec(parseYaml(text));
    expect(containers.map((container) => [container.name, container.init])).toEqual([
      ['first', true],
      ['second', false],
      ['second', false],
    ]);
  });

  it('leaves out what is of the wrong type', () => {
    const odd = readAppSpec(
      parseYaml('kind: Service\nspec: {ports: 80}\n---\nkind: Job\nspec: [1]\n---\n- a\n---\ntext\n'),
    );
    expect(odd.ports).toEqual([]);
    expect(odd.containers).toEqual([]);
    expect(odd.objects.map((object) => object.title)).toEqual([
      'Service without a name',
      'Job without a name',
      'object 3',
      'object 4',
    ]);
  });
});

describe('labelsMatch', () => {
  it('wants every pair, and at least one', () => {
    expect(labelsMatch({ a: 'b' }, { a: 'b', c: 'd' })).toBe(true);
    expect(labelsMatch({ a: 'b', c: 'x' }, { a: 'b', c: 'd' })).toBe(false);
    expect(labelsMatch({}, { a: 'b' })).toBe(false);
    expect(labelsMatch('a', { a: 'b' })).toBe(false);
  });
});
