import type { Topology, TopologyNode } from '../topology-graph.ts';
import { type Html, html } from './html-text.ts';

/** The way from a client to the containers, as a list that reads like the picture. */
export function topologySection(topology: Topology): Html | undefined {
  const roots = topology.nodes.filter(({ within }) => within === undefined);
  if (roots.length === 0) return undefined;
  return html`<section><h2>Topology</h2><ul>${roots.map((node) => nodeItem(node, topology, 0))}</ul></section>`;
}

const deepest = 12;

function nodeItem(node: TopologyNode, topology: Topology, depth: number): Html {
  const titles = new Map(topology.nodes.map((each) => [each.id, fullName(each)]));
  const inner = depth > deepest ? [] : topology.nodes.filter(({ within }) => within === node.id);
  const isInside = (id: string): boolean => inner.some((each) => each.id === id);
  const edges = topology.edges
    // What lies inside is listed there already.
    .filter(({ from, to, broken }) => from === node.id && (broken !== undefined || !isInside(to)))
    .map(({ to, label, broken }) => {
      const words = label === '' ? '' : ` (${label})`;
      const wrong = broken === undefined ? undefined : html` <span class="tag error">${broken}</span>`;
      return html`<li class="muted">→ ${titles.get(to) ?? to}${words}${wrong}</li>`;
    });
  const detail = node.detail === '' ? undefined : html` <span class="muted">${node.detail}</span>`;
  const wrong = node.broken === undefined ? undefined : html` <span class="tag error">${node.broken}</span>`;
  const below = [...inner.map((each) => nodeItem(each, topology, depth + 1)), ...edges];
  const label = saysKind(node) ? undefined : html`${node.label} `;
  return html`<li>${label}<strong>${node.title}</strong>${detail}${wrong}${below.length === 0 ? undefined : html`<ul>${below}</ul>`}</li>`;
}

/** What it is and what it is called; once where both are one. */
function fullName(node: TopologyNode): string {
  return saysKind(node) ? node.title : `${node.label} ${node.title}`;
}

/** Whether the title names the kind, too: `2 variables`. */
function saysKind({ label, title }: TopologyNode): boolean {
  return title.toLowerCase().endsWith(label.toLowerCase());
}
