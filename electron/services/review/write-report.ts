import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import manifest from '../../../package.json' with { type: 'json' };
import type { CompareOutput } from '../../../shared/contract/comparison.ts';
import { GantryError } from '../../../shared/contract/error.ts';
import type { Reviewer, ReviewOutput, ReviewReportOutput } from '../../../shared/contract/review.ts';
import { htmlReport, type ReviewReport } from '../../../shared/report/review-report/html-report.ts';
import { maskedManifest } from '../../../shared/report/review-report/masked-manifest.ts';
import { toSarif } from '../../../shared/report/sarif.ts';
import { ruleTable } from '../../../shared/rules/index.ts';
import { writeTextFile } from '../files/atomic-write.ts';
import { unifiedDiff } from '../project/unified-diff.ts';
import { compareFiles } from './compare-targets.ts';
import type { SideContext } from './compared-side.ts';
import type { WrittenFile } from './extract-entry.ts';
import { recentReview } from './recent-reviews.ts';

export interface ReportRequest {
  readonly target: string;
  readonly output: string;
  readonly format: 'html' | 'json' | 'sarif';
  readonly nodes: number;
  readonly reviewer?: Reviewer;
  /** What it is compared with. */
  readonly before?: string;
  /** Of the file that the reviewer saw. */
  readonly sha256?: string;
}

/**
 * Writes a review as one file: a page that needs nothing else, or the same as JSON or SARIF. Credentials are masked in all of them.
 * @throws GantryError `Usage` where the file is not the one that was reviewed; what reading and writing throw.
 */
export async function writeReport(request: ReportRequest, context: SideContext): Promise<WrittenFile> {
  const review = await recentReview(request.target, context);
  if (request.sha256 !== undefined && request.sha256 !== review.sha256) {
    throw new GantryError('Usage', {
      problem: `“${basename(request.target)}” is not the file that was reviewed any more; open it again before you decide`,
    });
  }
  const comparison =
    request.before === undefined
      ? undefined
      : await compareFiles({ path: request.before }, { path: request.target }, context);
  const text = reportText(request, review, comparison);
  await writeTextFile(request.output, text);
  const bytes = Buffer.from(text, 'utf8');
  return {
    file: request.output,
    bytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
  };
}

function reportText(
  { format, nodes, reviewer }: ReportRequest,
  review: ReviewOutput,
  comparison: CompareOutput | undefined,
): string {
  const { version } = manifest;
  const at = new Date().toISOString();
  const shown = comparison === undefined ? undefined : maskedComparison(comparison);
  if (format === 'sarif') return `${JSON.stringify(sarifReport(review, reviewer, version), null, 2)}\n`;
  if (format === 'json') {
    const twin: ReviewReportOutput = {
      schemaVersion: 1,
      version,
      at,
      review: maskedReview(review),
      ...(reviewer === undefined ? {} : { reviewer }),
      ...(shown === undefined ? {} : { comparison: shown }),
    };
    return `${JSON.stringify(twin, null, 2)}\n`;
  }
  const report: ReviewReport = {
    review,
    nodes,
    version,
    at,
    ...(reviewer === undefined ? {} : { reviewer }),
    ...(shown === undefined
      ? {}
      : {
          comparison: shown,
          diffs: shown.texts.map(({ file, before, after }) => ({
            file,
            diff: unifiedDiff(file, before ?? '', after ?? ''),
          })),
        }),
  };
  return htmlReport(report);
}

function maskedReview(review: ReviewOutput): ReviewOutput {
  const manifests = review.manifests.map((each) => ({ ...each, text: maskedManifest(each.text, each.role) }));
  return { ...review, target: review.name, manifests };
}

function maskedComparison(comparison: CompareOutput): CompareOutput {
  const masked = (text: string | null, file: string): string | null =>
    text === null ? null : maskedManifest(text, file.endsWith('.json') ? 'appJson' : 'appSpec');
  const texts = comparison.texts.map(({ file, before, after }) => ({
    file,
    before: masked(before, file),
    after: masked(after, file),
  }));
  // Where the files lie on the reviewer’s disk is nobody else’s business.
  const side = (each: CompareOutput['before']) => ({ ...each, target: basename(each.target) });
  return { ...comparison, before: side(comparison.before), after: side(comparison.after), texts };
}

/** The findings as SARIF, with the file they are about and the reviewer’s word as properties of the run. */
function sarifReport(review: ReviewOutput, reviewer: Reviewer | undefined, version: string): object {
  const { target, summary, diagnostics, notChecked, name, sha256 } = review;
  const log = toSarif({ schemaVersion: 1, target, summary, diagnostics, notChecked }, ruleTable(), {
    version,
    container: name,
  });
  const [run] = log.runs;
  const properties = {
    target: name,
    ...(sha256 === undefined ? {} : { sha256 }),
    ...(reviewer === undefined ? {} : { reviewer }),
  };
  return { ...log, runs: [{ ...run, properties }] };
}
