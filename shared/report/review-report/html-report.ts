import type { CompareOutput } from '../../contract/comparison.ts';
import type { Reviewer, ReviewOutput } from '../../contract/review.ts';
import { formatBytes, formatCount } from '../format.ts';
import { reviewVerdict } from '../review-verdict.ts';
import { comparisonSection } from './comparison-section.ts';
import { type Html, html } from './html-text.ts';
import { imagesSection } from './images-section.ts';
import { manifestsSection } from './manifests-section.ts';
import { reportStyle } from './report-style.ts';
import { requestsSection } from './requests-section.ts';
import { topologySection } from './topology-section.ts';

/** Everything a report tells. */
export interface ReviewReport {
  readonly review: ReviewOutput;
  /** Nodes of the cluster that resource totals are for. */
  readonly nodes: number;
  readonly reviewer?: Reviewer;
  readonly comparison?: CompareOutput;
  /** Unified diffs of the manifests on both sides of the comparison. */
  readonly diffs?: readonly { readonly file: string; readonly diff: string }[];
  /** Of Gantry. */
  readonly version: string;
  /** When it was made, as an ISO 8601 time. */
  readonly at: string;
}

/**
 * A review as one HTML page that needs nothing else: no script, no network, no other file. All that comes from the bundle or the
 * reviewer is escaped, and the page forbids itself to load anything.
 */
export function htmlReport(report: ReviewReport): string {
  const { review, reviewer, comparison, nodes, version, at } = report;
  const title = review.app === undefined ? review.name : `${review.app.name} ${review.app.version}`;
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="Gantry ${version}">
<title>Review of ${title}</title>
<style>${{ html: reportStyle }}${paperFoot(review.sha256)}</style>
</head>
<body>
<main>
<header>
<p class="muted">Review of a container app</p>
<h1>${review.app?.name ?? review.name} <small>${review.app?.version ?? ''}</small></h1>
<p>${review.app?.description ?? ''}</p>
</header>
${verdict(review)}
${reviewer === undefined ? undefined : decision(reviewer, review, at)}
${identity(review)}
${findings(review)}
${review.manifests.length === 0 ? undefined : requestsSection(review.requests, nodes)}
${comparison === undefined ? undefined : comparisonSection(comparison, report.diffs ?? [])}
${topologySection(review.topology)}
${imagesSection(review.images)}
${checklist(review)}
${manifestsSection(review)}
${entries(review)}
<footer>Made by Gantry ${version} at ${at}. It holds everything it shows: no script, no network. Values that are credentials by their name or their look are masked.</footer>
</main>
</body>
</html>
`;
  return page.html;
}

/** Ties each sheet of paper to the file: a sheet alone says what it is about. */
function paperFoot(sha256: string | undefined): Html | undefined {
  // Into a style sheet goes nothing but digits.
  if (sha256 === undefined || !/^[0-9a-f]{64}$/.test(sha256)) return undefined;
  return html`@page{@bottom-left{content:"SHA-256 ${sha256}";font:9px monospace;color:#4b5867}}
`;
}

function verdict(review: ReviewOutput): Html {
  const { errors, warnings, notes } = review.summary;
  const { tone, title, lacking } = reviewVerdict(review);
  const unchecked =
    lacking === 0 ? undefined : html` ${formatCount(lacking, 'check')} could not run for want of a fact.`;
  return html`<div class="card verdict ${tone}"><strong>${title}</strong>
<p>${formatCount(errors, 'error')}, ${formatCount(warnings, 'warning')}, ${formatCount(notes, 'note')}.${unchecked}</p></div>`;
}

const decisions: Readonly<Record<Reviewer['decision'], string>> = {
  accepted: 'Accepted',
  rejected: 'Rejected',
  undecided: 'Undecided',
};

function decision({ name, decision: word, notes }: Reviewer, { sha256 }: ReviewOutput, at: string): Html {
  const who = name === '' ? undefined : html` by ${name}`;
  const when = html` on ${at.slice(0, 10)}`;
  const what =
    sha256 === undefined
      ? undefined
      : html`<p class="muted">For the file with the SHA-256 <code>${sha256}</code> and no other.</p>`;
  return html`<section class="whole"><h2>Decision</h2><div class="card"><p><span class="tag ${word}">${decisions[word]}</span>${who}${when}</p>
${notes === '' ? undefined : html`<p class="notes">${notes}</p>`}${what}
<p class="sign" aria-hidden="true"><span>Signature</span><span>Date</span></p></div></section>`;
}

const kinds: Readonly<Record<ReviewOutput['kind'], string>> = {
  bundle: 'Bundle',
  pkg: 'Package of the older sideload format',
  folder: 'Extracted bundle',
  'image-archive': 'Image archive',
  project: 'Project folder',
  manifest: 'Single manifest',
};

function identity(review: ReviewOutput): Html {
  const { signature, bytes, sha256, wrapping, app } = review;
  const isFile = review.kind !== 'folder' && review.kind !== 'project';
  const packed = !isFile ? '' : wrapping === 'none' ? ', not compressed' : `, ${wrapping}`;
  const by = signature.by;
  return html`<section><h2>Identity</h2><dl>
<dt>File</dt><dd class="mono">${review.name}</dd>
<dt>Kind</dt><dd>${kinds[review.kind]}${packed}</dd>
${bytes === undefined ? undefined : html`<dt>Size</dt><dd>${formatBytes(bytes)} (${bytes.toLocaleString('en')} bytes)</dd>`}
${isFile ? html`<dt>SHA-256</dt><dd class="mono">${sha256 ?? 'not known: the file was not read to its end'}</dd>` : undefined}
<dt>Signature</dt><dd><span class="tag ${signature.state}">${signature.state}</span> ${signature.detail}
${by === undefined ? undefined : html`<br>${by.subject}<br><span class="muted">Issued by ${by.issuer}; valid ${by.validFrom} to ${by.validTo}</span><br><code>${by.fingerprint}</code>`}</dd>
${app === undefined ? undefined : html`<dt>Needs software</dt><dd>${app.minSoftwareVersion === '' ? 'not said' : app.minSoftwareVersion}</dd>`}
</dl></section>`;
}

function findings({ diagnostics, notChecked }: ReviewOutput): Html {
  const rows = diagnostics.map(
    ({ severity, message, file, range, code }) =>
      html`<li><span class="tag ${severity}">${severity}</span> ${message}<br><span class="muted mono">${file}:${range.start.line}:${range.start.column} · ${code}</span></li>`,
  );
  const groups = new Map<string, string[]>();
  for (const { code, reason, remedy } of notChecked) {
    const key = `${reason} ${remedy}`;
    groups.set(key, [...(groups.get(key) ?? []), code]);
  }
  const unknown = [...groups].map(
    ([why, codes]) => html`<li>${why}<br><span class="muted mono">${codes.join(', ')}</span></li>`,
  );
  return html`<section><h2>Findings</h2>
${rows.length === 0 ? html`<p>None.</p>` : html`<ul>${rows}</ul>`}
${unknown.length === 0 ? undefined : html`<h3>Not checked</h3><ul>${unknown}</ul>`}</section>`;
}

const states: Readonly<Record<ReviewOutput['checklist'][number]['state'], string>> = {
  passed: 'passed',
  failed: 'failed',
  'not-checked': 'not checked',
  ticked: 'confirmed',
  open: 'open',
};

function checklist({ checklist: lines }: ReviewOutput): Html | undefined {
  if (lines.length === 0) return undefined;
  const rows = lines.map(
    ({ title, state, detail }) =>
      html`<tr><td><span class="tag ${state}">${states[state]}</span></td><td>${title}${state === 'passed' ? undefined : html`<br><span class="muted notes">${detail}</span>`}</td></tr>`,
  );
  return html`<section><h2>Checklist</h2><table><tbody>${rows}</tbody></table></section>`;
}

function entries({ entries: list }: ReviewOutput): Html | undefined {
  if (list.length === 0) return undefined;
  const rows = list.map(
    ({ name, bytes, sha256 }) =>
      html`<tr><td class="mono">${name}</td><td class="number">${formatBytes(bytes)}</td><td class="mono">${sha256}</td></tr>`,
  );
  return html`<section><h2>Entries of the archive</h2><table><thead><tr><th>Name</th><th class="number">Size</th><th>SHA-256</th></tr></thead><tbody>${rows}</tbody></table></section>`;
}
