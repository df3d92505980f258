import type { CompareOutput, ImageChange } from '../../contract/comparison.ts';
import { formatBytes, formatCount } from '../format.ts';
import { type Html, html } from './html-text.ts';

const mostFiles = 40;
/** What must not be overlooked stands first. */
const rank: Readonly<Record<CompareOutput['changes'][number]['severity'], number>> = {
  critical: 0,
  notable: 1,
  minor: 2,
};

/** What changed since another bundle: meaning first, then images and texts. */
export function comparisonSection(
  comparison: CompareOutput,
  diffs: readonly { readonly file: string; readonly diff: string }[],
): Html {
  const { before, changes, images, identical } = comparison;
  const rows = changes
    .toSorted((a, b) => rank[a.severity] - rank[b.severity])
    .map(
      ({ severity, message, path, widensAccess }) =>
        html`<li><span class="tag ${severity}">${severity}</span>${widensAccess ? html` <span class="tag critical">widens access</span>` : undefined} ${message}${path === '' ? undefined : html`<br><span class="muted">${path}</span>`}</li>`,
    );
  const changed = images.filter(({ status }) => status !== 'same');
  const source = `${baseName(before.target)}${before.sha256 === undefined ? '' : ` (SHA-256 ${before.sha256})`}`;
  return html`<section><h2>What changed</h2><p class="muted">Compared with ${source}.</p>
${identical ? html`<p>Both are the same, byte for byte.</p>` : rows.length === 0 ? html`<p>Nothing changed in meaning.</p>` : html`${changesSummary(changes)}<ul>${rows}</ul>`}
${changed.map(imageChange)}
${diffs.filter(({ diff }) => diff !== '').map(({ file, diff }) => html`<h3 class="mono">${file}</h3>${diffRows(diff)}`)}</section>`;
}

function changesSummary(changes: CompareOutput['changes']): Html {
  const count = (severity: string): number => changes.filter((change) => change.severity === severity).length;
  const widened = changes.filter(({ widensAccess }) => widensAccess).length;
  const words = html`${formatCount(changes.length, 'change')}: ${count('critical')} critical, ${count('notable')} notable, ${count('minor')} minor.`;
  if (widened === 0) return html`<p>${words}</p>`;
  return html`<p><strong>${widened === 1 ? '1 change widens' : `${widened} changes widen`} what the app may do.</strong> ${words}</p>`;
}

function baseName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}

function imageChange(image: ImageChange): Html {
  const { before, after, filesChanged, files, layers } = image;
  const size = (side: ImageChange['before']): string => (side === undefined ? '–' : formatBytes(side.bytes));
  const moved = layers.filter(({ status }) => status !== 'same');
  const layerRows = moved.map(
    ({ status, bytes, command, diffId }) =>
      html`<tr><td><span class="tag">${status}</span></td><td class="number">${formatBytes(bytes)}</td><td class="mono">${command === '' ? diffId : command}</td></tr>`,
  );
  const fileRows = files
    .slice(0, mostFiles)
    .map(
      ({ path, before: was, after: is }) =>
        html`<tr><td class="mono">${path}</td><td class="number">${was === null ? 'new' : formatBytes(was)}</td><td class="number">${is === null ? 'gone' : formatBytes(is)}</td></tr>`,
    );
  const all = filesChanged.added + filesChanged.removed + filesChanged.changed;
  const more =
    all > fileRows.length ? html`<p class="muted">The ${fileRows.length} largest of ${all}.</p>` : undefined;
  return html`<div class="card"><h3>${image.ref} <span class="tag">${image.status}</span></h3>
<p>${size(before)} → ${size(after)} · ${formatCount(filesChanged.added, 'file')} added, ${filesChanged.removed} removed, ${filesChanged.changed} changed${image.baseChanged ? ' · another base' : ''}</p>
${layerRows.length === 0 ? undefined : html`<table><thead><tr><th>Layer</th><th class="number">Size</th><th>Made by</th></tr></thead><tbody>${layerRows}</tbody></table>`}
${fileRows.length === 0 ? undefined : html`<table><thead><tr><th>File</th><th class="number">Before</th><th class="number">After</th></tr></thead><tbody>${fileRows}</tbody></table>`}${more}</div>`;
}

function diffRows(diff: string): Html {
  const rows = diff
    .replace(/\n$/, '')
    .split('\n')
    .filter((line) => !/^(?:---|\+\+\+) /.test(line))
    .map((line) => {
      const tone = line.startsWith('+') ? 'added' : line.startsWith('-') ? 'removed' : '';
      return html`<span class="row ${tone}">${line}\n</span>`;
    });
  return html`<pre class="diff">${rows}</pre>`;
}
