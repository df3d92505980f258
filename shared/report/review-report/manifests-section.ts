import type { ReviewOutput } from '../../contract/review.ts';
import { type Html, html } from './html-text.ts';
import { maskedManifest } from './masked-manifest.ts';

type Severity = ReviewOutput['diagnostics'][number]['severity'];

const rank: Readonly<Record<Severity, number>> = { error: 0, warning: 1, note: 2 };

/** Both manifests as they are written, credentials masked, with the lines marked that a finding is about. */
export function manifestsSection({ manifests, diagnostics }: ReviewOutput): Html | undefined {
  if (manifests.length === 0) return undefined;
  const texts = manifests.map(({ file, role, text }) => {
    const marks = new Map<number, Severity>();
    for (const { file: where, range, severity } of diagnostics) {
      const known = marks.get(range.start.line);
      if (where !== file || (known !== undefined && rank[known] <= rank[severity])) continue;
      marks.set(range.start.line, severity);
    }
    // A masked value may take fewer lines than the value itself: marks after it would be off.
    const shown = maskedManifest(text, role);
    const sameLines = lineCount(shown) === lineCount(text);
    return html`<h3 class="mono">${file}</h3>${textRows(shown, (line) => (sameLines ? marks.get(line) : undefined))}`;
  });
  return html`<section><h2>Manifests</h2>${texts}</section>`;
}

function lineCount(text: string): number {
  return text.split('\n').length;
}

/** A text with numbered lines; `toneOf` gives the class of a line, counted from 1. */
function textRows(text: string, toneOf: (line: number) => string | undefined): Html {
  const lines = text.replace(/\r?\n$/, '').split(/\r?\n/);
  const rows = lines.map(
    (line, i) => html`<span class="row ${toneOf(i + 1)}" data-line="${i + 1}">${line}\n</span>`,
  );
  return html`<pre>${rows}</pre>`;
}
