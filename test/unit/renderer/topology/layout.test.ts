import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Box } from '../../../../renderer/features/topology/blocks.ts';
import { neighbour } from '../../../../renderer/features/topology/keyboard.ts';
import { layoutTopology, type Picture } from '../../../../renderer/features/topology/layout.ts';
import { topologyOf } from '../../../../shared/report/topology.ts';
import type { Topology } from '../../../../shared/report/topology-graph.ts';
import { parseYaml } from '../../../../shared/text/yaml-document.ts';

const fixtures = resolve(import.meta.dirname, '../../../fixtures/conformance');
const templates = resolve(import.meta.dirname, '../../../../resources/templates');
const texts = new Map([
  ...['single-container', 'mcp-server', 'sidecar', 'stateful'].map(
    (name) => [name, readFileSync(resolve(templates, name, 'appspec.yaml'), 'utf8')] as const,
  ),
  ...readdirSync(fixtures)
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => [name, readFileSync(resolve(fixtures, name), 'utf8')] as const),
]);

function graphOf(text: string): Topology {
  const images = { known: true, value: [] } as const;
  return topologyOf({ objects: parseYaml(text).objects, appJson: {}, images });
}

const overlap = (a: Box, b: Box): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
const inside = (inner: Box, outer: Box): boolean =>
  inner.x >= outer.x &&
  inner.y >= outer.y &&
  inner.x + inner.width <= outer.x + outer.width &&
  inner.y + inner.height <= outer.y + outer.height;

function boxOf(picture: Picture, id: string): Box {
  const box = picture.boxes.get(id);
  if (!box) throw new Error(`${id} is not drawn`);
  return box;
}

describe.each([...texts])('%s', (_, text) => {
  const graph = graphOf(text);

  it.each([
    ['folded', new Set<string>()],
    ['with all variables shown', new Set(graph.nodes.map(({ id }) => id))],
  ])('is laid out without overlaps, %s', (_state, expanded) => {
    const picture = layoutTopology(graph, expanded);
    const sheet = { x: 0, y: 0, width: picture.width, height: picture.height };
    for (const node of graph.nodes) {
      const box = boxOf(picture, node.id);
      expect(inside(box, node.within === undefined ? sheet : boxOf(picture, node.within)), node.id).toBe(
        true,
      );
      for (const other of graph.nodes) {
        if (other.id >= node.id || other.within !== node.within) continue;
        expect(overlap(box, boxOf(picture, other.id)), `${node.id} and ${other.id}`).toBe(false);
      }
    }
  });

  it('draws every edge: as a line between blocks, or inside of one', () => {
    const picture = layoutTopology(graph, new Set());
    const drawn = new Set([...picture.edges, ...picture.mounts].map(({ edge }) => edge.id));
    const left = graph.edges.filter((edge) => !drawn.has(edge.id));
    expect(left.every((edge) => ['keeps', 'runs', 'image'].includes(edge.kind))).toBe(true);
    for (const { path } of picture.edges) expect(path).not.toContain('NaN');
  });

  it('can be walked to the end and back by arrow keys', () => {
    let at = graph.nodes[0]?.id;
    const seen: string[] = [];
    while (at !== undefined) {
      seen.push(at);
      at = neighbour(graph, at, 'ArrowDown');
    }
    expect(seen).toEqual(graph.nodes.map(({ id }) => id));
  });
});

it('puts the way into a Service beside its port, first port first', () => {
  const ports = ['a', 'b', 'c', 'd'].map(
    (name, i) => `{name: ${name}, port: ${80 + i}, cohesityEnv: E_${name}}`,
  );
  const graph = graphOf(
    `kind: Service\nmetadata: {name: s}\nspec: {type: NodePort, selector: {a: b}, ports: [${ports.join(', ')}]}\n`,
  );
  const picture = layoutTopology(graph, new Set());
  const heights = graph.nodes.filter(({ kind }) => kind === 'gate').map(({ id }) => boxOf(picture, id).y);
  expect(heights).toHaveLength(4);
  expect(heights).toEqual([...heights].sort((a, b) => a - b));
});

it('leads right along the edges from a client to an image, and back to the client', () => {
  const graph = graphOf(texts.get('single-container') ?? '');
  const kindOf = (id: string | undefined): string | undefined =>
    graph.nodes.find((node) => node.id === id)?.kind;
  let at: string | undefined = graph.nodes[0]?.id;
  const way: (string | undefined)[] = [];
  for (; at !== undefined; at = neighbour(graph, at, 'ArrowRight')) way.push(kindOf(at));
  expect(way).toEqual(['client', 'node-port', 'gate', 'port', 'pod', 'container', 'image']);
  at = graph.nodes.find(({ kind }) => kind === 'port')?.id;
  for (let i = 0; i < 3; i++) at = at === undefined ? at : neighbour(graph, at, 'ArrowLeft');
  expect(kindOf(at)).toBe('client');
});

it('draws the way from a Service to its pods level where they stand at nearly one height', () => {
  for (const name of ['single-container', 'mcp-server']) {
    const graph = graphOf(texts.get(name) ?? '');
    const picture = layoutTopology(graph, new Set());
    const kinds = new Map(graph.nodes.map(({ id, kind }) => [id, kind]));
    const paths = picture.edges
      .filter(({ edge }) => kinds.get(edge.from) === 'service' && kinds.get(edge.to) === 'pod')
      .map(({ path }) => path.split(/[ MC]+/).filter((point) => point !== ''));
    expect(paths.length, name).toBeGreaterThan(0);
    for (const points of paths) {
      const heights = new Set(points.map((point) => point.split(',')[1]));
      expect([...heights], name).toHaveLength(1);
    }
  }
});
