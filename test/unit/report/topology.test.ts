import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { topologyOf } from '../../../shared/report/topology.ts';
import type { Topology, TopologyEdge, TopologyNode } from '../../../shared/report/topology-graph.ts';
import type { ImageFact, Known } from '../../../shared/rules/project.ts';
import { parseYaml } from '../../../shared/text/yaml-document.ts';
import { appSpecText } from '../../support/sample-project.ts';

const fixtures = resolve(import.meta.dirname, '../../fixtures/conformance');
const templates = resolve(import.meta.dirname, '../../../resources/templates');
const notLooked: Known<readonly ImageFact[]> = { known: false, reason: 'Not looked.', remedy: 'Look.' };

function imageOf(...tags: readonly string[]): Known<readonly ImageFact[]> {
  const image = { origin: 'a.tar', id: 'sha256:1', tags, platform: 'linux/amd64', bytes: 12e6 };
  return { known: true, value: [{ ...image, exposedPorts: [], env: [], labels: {} }] };
}

function draw(text: string, images = notLooked, appJson: unknown = {}): Topology {
  return topologyOf({ objects: parseYaml(text).objects, appJson, images });
}

function templateText(name: string): string {
  return readFileSync(resolve(templates, name, 'appspec.yaml'), 'utf8').replaceAll('@@slug@@', 'my-app');
}

const named = (node: TopologyNode): string => `${node.label} ${node.title}`;
const of = ({ nodes }: Topology, kind: TopologyNode['kind']): readonly TopologyNode[] =>
  nodes.filter((node) => node.kind === kind);
const broken = ({ nodes, edges }: Topology): readonly string[] =>
  [...nodes, ...edges].map((each) => each.broken).filter((each) => each !== undefined);

/** The nodes that can be reached along edges and into what is drawn inside of a node. */
function reachable({ nodes, edges }: Topology, from: string): readonly TopologyNode[] {
  const seen = new Set([from]);
  const steps = (id: string): string[] => [
    ...edges.filter((edge) => edge.from === id).map((edge) => edge.to),
    ...nodes.filter((node) => node.within === id).map((node) => node.id),
    ...nodes.filter((node) => node.id === id && node.kind === 'port').map((node) => node.within ?? ''),
  ];
  for (const id of seen) for (const next of steps(id)) seen.add(next);
  return nodes.filter((node) => seen.has(node.id));
}

describe('any AppSpec', () => {
  const files = readdirSync(fixtures).filter((name) => name.endsWith('.yaml'));

  it('is one of more than 60 cases', () => {
    expect(files.length).toBeGreaterThan(60);
  });

  it.each(files)('%s becomes a graph whose edges and places all lead somewhere', (name) => {
    const document = parseYaml(readFileSync(resolve(fixtures, name), 'utf8'));
    const graph = topologyOf({ objects: document.objects, appJson: undefined, images: notLooked });
    const ids = new Set(graph.nodes.map(({ id }) => id));
    expect(ids.size).toBe(graph.nodes.length);
    expect(new Set(graph.edges.map(({ id }) => id)).size).toBe(graph.edges.length);
    for (const edge of graph.edges) expect([ids.has(edge.from), ids.has(edge.to)]).toEqual([true, true]);
    for (const node of graph.nodes) {
      if (node.within !== undefined) expect(ids.has(node.within)).toBe(true);
      if (node.place?.role === 'appSpec') expect(document.objects[node.place.object]).toBeDefined();
      expect(node.title).not.toBe('');
    }
  });

  it.each([
    null,
    3,
    'text',
    [],
    {},
    { kind: 'Service', spec: { ports: [null, 3, {}] } },
    { kind: 'Job', spec: [] },
  ])('is drawn as far as it goes when an object is %j', (value) => {
    const object = { index: 0, span: { start: 0, end: 1 }, valid: true, value };
    expect(() => topologyOf({ objects: [object], appJson: null, images: notLooked })).not.toThrow();
  });
});

describe('the templates', () => {
  it.each(['single-container', 'mcp-server', 'sidecar', 'stateful'])('%s is drawn whole', (name) => {
    const graph = draw(templateText(name));
    expect(broken(graph)).toEqual([]);
    const [client] = of(graph, 'client');
    const reached = reachable(graph, client?.id ?? '').map(({ kind }) => kind);
    expect(reached).toEqual(
      expect.arrayContaining(['node-port', 'gate', 'service', 'pod', 'container', 'image']),
    );
  });

  it('stateful mounts its volume and calls its inner Service at uninstall', () => {
    const graph = draw(templateText('stateful'));
    const mount = graph.edges.find(({ kind }) => kind === 'mount');
    expect(mount).toMatchObject({ label: '/data', to: of(graph, 'volume')[0]?.id });
    expect(graph.nodes.filter((node) => node.uninstall).map(({ kind }) => kind)).toContain('workload');
    const call = graph.edges.find(({ kind }) => kind === 'calls');
    expect(call).toMatchObject({ label: 'ADMIN_URL', to: 'Service my-app-admin' });
    expect(graph.nodes.find(({ id }) => id === call?.from)?.uninstall).toBe(true);
  });

  it('sidecar shows two containers in one pod', () => {
    const graph = draw(templateText('sidecar'));
    expect(of(graph, 'pod')).toHaveLength(1);
    expect(of(graph, 'container').map(({ title }) => title)).toEqual(['web', 'collector']);
  });
});

describe('the token gate', () => {
  const text = appSpecText('my-app:1');
  const gate = (spec: string, appJson: unknown): TopologyNode | undefined =>
    of(draw(spec, notLooked, appJson), 'gate')[0];

  it('stands before a port tagged ui', () => {
    const graph = draw(text);
    expect(of(graph, 'gate').map(({ state }) => state)).toEqual(['present']);
    expect(of(graph, 'client').map(({ title }) => title)).toEqual(['People']);
  });

  it('is skipped where access is unrestricted, and leads to that field', () => {
    expect(gate(text, { unrestricted_app_ui_access: true })).toMatchObject({
      state: 'skipped',
      place: { role: 'appJson', object: 0, path: ['unrestricted_app_ui_access'] },
    });
    expect(gate(text, { unrestricted_app_ui_access: 'true' })?.state).toBe('present');
  });

  it('is absent before a port without the tag, which only programs use', () => {
    const graph = draw(text.replace('    cohesityTag: ui\n', ''));
    expect(of(graph, 'gate').map(({ state }) => state)).toEqual(['absent']);
    expect(of(graph, 'client').map(({ title }) => title)).toEqual(['Programs']);
  });

  it('does not stand before a ClusterIP Service, which no client reaches', () => {
    const graph = draw(text.replace('NodePort', 'ClusterIP').replace('    cohesityTag: ui\n', ''));
    expect([...of(graph, 'client'), ...of(graph, 'node-port'), ...of(graph, 'gate')]).toEqual([]);
    expect(of(graph, 'service')).toHaveLength(1);
  });
});

describe('what is broken', () => {
  const edge = ({ edges }: Topology, kind: TopologyEdge['kind']): TopologyEdge | undefined =>
    edges.find((each) => each.kind === kind);

  it('is a Service that selects no pods: its edge leads to nothing', () => {
    const graph = draw(appSpecText('my-app').replace('selector:\n    app: web', 'selector:\n    app: wbe'));
    expect(edge(graph, 'selects')).toMatchObject({ broken: 'no pods match', label: 'app: wbe' });
    expect(of(graph, 'nothing').map(({ place }) => place?.path)).toEqual([['spec', 'selector']]);
    expect(reachable(graph, 'client people').some(({ kind }) => kind === 'pod')).toBe(false);
  });

  it('is a workload whose selector does not match its own pods', () => {
    const graph = draw(
      appSpecText('my-app').replace('matchLabels:\n      app: web', 'matchLabels:\n      app: other'),
    );
    expect(edge(graph, 'keeps')?.broken).toBe('the selector does not match these pods');
  });

  it('is an image that no archive has, but only where images were looked at', () => {
    const text = appSpecText('my-app');
    expect(edge(draw(text), 'image')?.broken).toBeUndefined();
    expect(of(draw(text), 'image')[0]?.state).toBe('unknown');
    expect(edge(draw(text, imageOf('my-app:2')), 'image')?.broken).toBe('not in the bundle');
    const there = draw(text, imageOf('my-app:latest'));
    expect(broken(there)).toEqual([]);
    expect(of(there, 'image')[0]).toMatchObject({ state: 'present', detail: '12.0 MB' });
  });

  it('is an image for other machines than the cluster’s', () => {
    const there = imageOf('my-app:latest');
    const value = there.known ? there.value.map((image) => ({ ...image, platform: 'linux/arm64' })) : [];
    const graph = draw(appSpecText('my-app'), { known: true, value });
    expect(edge(graph, 'image')?.broken).toBe('built for linux/arm64');
    expect(of(graph, 'image')[0]?.state).toBe('present');
  });

  it('is a mount of a volume that is not declared', () => {
    const mounts = '        volumeMounts:\n        - name: data\n          mountPath: /data\n';
    const graph = draw(appSpecText('my-app') + mounts);
    expect(edge(graph, 'mount')).toMatchObject({ label: '/data', broken: 'no such volume' });
  });

  it('is an object of a kind that is not taken', () => {
    const graph = draw(`${appSpecText('my-app')}---\nkind: ConfigMap\nmetadata:\n  name: settings\n`);
    expect(of(graph, 'refused').map(named)).toEqual(['ConfigMap settings']);
    expect(broken(graph)).toEqual(['kind not taken']);
  });
});

describe('what the pods are told', () => {
  it('is every cohesityEnv and the five variables of the platform', () => {
    const text = appSpecText('my-app').replace('    cohesityTag: ui', '    cohesityEnv: WEB_PORT');
    const injected = of(draw(text), 'variables').find(({ label }) => label === 'Injected variables');
    expect(injected?.items).toHaveLength(6);
    expect(injected?.items?.[0]).toEqual({ name: 'WEB_PORT', detail: 'node port of ui, Service web' });
  });

  it('never shows the value of a variable', () => {
    const env = '        env:\n        - name: KEY\n          value: s3cret-s3cret\n';
    expect(JSON.stringify(draw(appSpecText('my-app') + env))).not.toContain('s3cret');
  });
});

describe('a Service that a variable names', () => {
  const inner = `---
kind: Service
metadata:
  name: db
spec:
  type: ClusterIP
  selector:
    app: db
  ports:
  - port: 5432
---
kind: StatefulSet
metadata:
  name: db
spec:
  template:
    metadata:
      labels:
        app: db
    spec:
      containers:
      - name: db
        image: db
`;
  const callers = (value: string): number => {
    const env = `        env:\n        - name: TARGET\n          value: "${value}"\n`;
    return draw(appSpecText('my-app') + env + inner).edges.filter(({ kind }) => kind === 'calls').length;
  };

  it.each([
    'db',
    'db:5432',
    'postgres://user:pass@db:5432/app',
    'http://db',
    'db.default.svc:1',
    'a:1, db:2',
  ])('is called by %s', (value) => expect(callers(value)).toBe(1));

  it.each(['', 'mydb', 'db-2:5432', 'http://host/db', '/data/db'])('is not called by “%s”', (value) =>
    expect(callers(value)).toBe(0),
  );
});

describe('ids', () => {
  it('stay the same when an object is put before the others', () => {
    const before = draw(appSpecText('my-app'));
    const after = draw(`kind: Job\nmetadata:\n  name: first\n---\n${appSpecText('my-app')}`);
    const ids = new Set(after.nodes.map(({ id }) => id));
    expect(before.nodes.filter(({ id }) => !ids.has(id))).toEqual([]);
  });
});

describe('replicas', () => {
  const words = (replicas: string): string | undefined =>
    of(draw(appSpecText('my-app').replace('    fixed: 1', replicas)), 'workload')[0]?.detail;

  it.each([
    ['    fixed: 1', '1 pod'],
    ['    fixed: 3', '3 pods'],
    ['    share: 0.5', '0.5 pods per node'],
    ['    share: 1\n    min: 2\n    max: 4', '1 pod per node, at least 2, at most 4'],
    ['    fixed: three', 'replicas not readable'],
  ])('%j reads %s', (text, expected) => expect(words(text)).toBe(expected));
});
