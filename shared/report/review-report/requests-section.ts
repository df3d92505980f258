import type { Requests } from '../../contract/review.ts';
import { formatBytes, formatCount } from '../format.ts';
import { type ResourceTotal, resourceTotals } from '../requests.ts';
import { type Html, html } from './html-text.ts';

/** What the app asks for, in words, with what it takes of a cluster. */
export function requestsSection(requests: Requests, nodes: number): Html {
  const groups = requests.groups
    .filter(({ lines }) => lines.length > 0)
    .map(({ title, lines }) => {
      const items = lines.map(
        ({ text, tone }) =>
          html`<li>${tone === 'attention' ? html`<span class="tag attention">look</span> ` : undefined}${text}</li>`,
      );
      return html`<h3>${title}</h3><ul>${items}</ul>`;
    });
  return html`<section><h2>What the app asks for</h2>${groups}${totals(requests, nodes)}</section>`;
}

function totals(requests: Requests, nodes: number): Html {
  const all = resourceTotals(requests, nodes);
  const row = ({ title, pods, cpu, memory, lowerBound }: ResourceTotal): Html =>
    html`<tr><td>${title}</td><td class="number">${pods}</td><td class="number">${lowerBound ? 'at least ' : ''}${coresText(cpu)}</td><td class="number">${lowerBound ? 'at least ' : ''}${formatBytes(memory)}</td></tr>`;
  return html`<h3>Resources on a cluster of ${formatCount(nodes, 'node')}</h3>
<table><thead><tr><th>Workload</th><th class="number">Pods</th><th class="number">CPU cores</th><th class="number">Memory</th></tr></thead>
<tbody>${all.workloads.map(row)}${all.workloads.length === 1 ? undefined : row(all)}</tbody></table>
<p class="muted">Requests of what runs all the time; Jobs run once. A share per node is rounded up.</p>`;
}

function coresText(cores: number): string {
  return String(Number(cores.toFixed(3)));
}
