import type { ReviewImage } from '../../contract/review.ts';
import { formatBytes, formatCount } from '../format.ts';
import { type Html, html } from './html-text.ts';

/** Every image with what it runs and what it is made of. */
export function imagesSection(images: readonly ReviewImage[]): Html | undefined {
  if (images.length === 0) return undefined;
  return html`<section><h2>Images</h2>${images.map(imageCard)}</section>`;
}

function imageCard(image: ReviewImage): Html {
  const fact = (name: string, value: string): Html | undefined =>
    value === '' ? undefined : html`<dt>${name}</dt><dd class="mono">${value}</dd>`;
  const layers = image.layers.map(
    ({ diffId, bytes, command }, i) =>
      html`<tr><td class="number">${i + 1}</td><td class="number">${formatBytes(bytes)}</td><td class="mono">${command === '' ? shortId(diffId) : command}</td></tr>`,
  );
  const pairs = (list: readonly { readonly name: string; readonly value: string }[]): string =>
    list.map(({ name, value }) => `${name}=${value}`).join('  ');
  const labels = Object.entries(image.labels).map(([name, value]) => ({ name, value }));
  return html`<div class="card"><h3>${image.ref}</h3>
<p>${image.platform} · ${formatBytes(image.bytes)} in ${formatCount(image.layers.length, 'layer')} · in ${image.origin}</p>
<dl>
${fact('ID', image.id)}
${fact('Also tagged', image.tags.filter((tag) => tag !== image.ref).join(', '))}
${fact('Runs as', image.user === '' ? 'root (no user is set)' : image.user)}
${fact('Entrypoint', image.entrypoint.join(' '))}
${fact('Command', image.command.join(' '))}
${fact('Working folder', image.workingDir)}
${fact('Exposed ports', image.exposedPorts.join(', '))}
${fact('Environment', pairs(image.env))}
${fact('Labels', pairs(labels))}
</dl>
<table><thead><tr><th class="number">Layer</th><th class="number">Size</th><th>Made by</th></tr></thead><tbody>${layers}</tbody></table></div>`;
}

function shortId(diffId: string): string {
  return diffId.replace(/^sha256:/, '').slice(0, 12);
}
