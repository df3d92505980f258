import { InvalidArgumentError } from 'commander';
import type { DiagnosticOutput, InspectOutput } from '../../../shared/contract/outputs.ts';
import { formatBytes, parseBytes } from '../../../shared/report/format.ts';
import { limitFindings, type SizeLimits, uncheckedLimits } from '../../../shared/report/size-limits.ts';
import { exitStatus } from '../exit-status.ts';
import { declareReport, reportFor } from '../report-file.ts';
import { renderFindings } from '../text/findings.ts';
import { renderImage } from '../text/image.ts';
import { printable, type Style, table, wrapAfter } from '../text/style.ts';
import { targetOrImage } from '../text/target.ts';
import { call, type Verb, type VerbContext } from '../verb.ts';
import { findingsView } from './validate.ts';

/** `gantry inspect TARGET` */
export const inspectVerb: Verb = {
  name: 'inspect',
  summary: 'show the contents and sizes of a bundle, an image archive or an engine’s image',
  formats: ['text', 'json'],
  declare(command) {
    command
      .argument('<target>', 'bundle, image archive, folder, or an image reference on the engine')
      .option('--whole', 'read a bundle’s images whole, where its own index would do')
      .option('--max-size <size>', 'fail where an image is larger, such as 500MB', toBytes)
      .option(
        '--max-waste <size>',
        'fail where files hidden by later layers take more, such as 20MB',
        toBytes,
      )
      .option('--min-efficiency <share>', 'fail where less of the files shows, such as 95% or 0.95', toShare);
    declareReport(command);
  },
  async run(context, [target = ''], command) {
    const limits = command.opts<SizeLimits & { readonly whole?: boolean }>();
    // What an index states says nothing of files.
    const whole =
      limits.whole === true || limits.maxWaste !== undefined || limits.minEfficiency !== undefined;
    const given = targetOrImage(context, target);
    const input = 'image' in given ? given : { ...given, whole };
    const report = reportFor(context, given, command);
    const output = await call(context, 'target.inspect', input, (progress) =>
      context.progressLine?.update(progress),
    );
    const beyond = [...limitFindings(output.images, limits), ...uncheckedLimits(output, limits)];
    const judged = { ...output, diagnostics: [...output.diagnostics, ...beyond] };
    const text = () => [render(context, target, output), ...renderBeyond(beyond, context.style)].join('\n\n');
    context.print({ json: judged, text });
    if (report !== undefined) await report();
    return beyond.length > 0 ? exitStatus.findings : exitStatus.clean;
  },
};

const kinds: Readonly<Record<InspectOutput['kind'], string>> = {
  bundle: 'bundle',
  pkg: 'sideload package',
  folder: 'extracted bundle',
  'image-archive': 'image archive',
  'engine-image': 'image on the engine',
  project: 'project',
};

function render(context: VerbContext, target: string, output: InspectOutput): string {
  const { style, quiet } = context;
  const { colors } = style;
  const parts: string[] = [`${colors.bold(printable(target))}  ${colors.dim(kinds[output.kind])}`];
  const { app } = output;
  if (app !== undefined) {
    parts.push(
      `${colors.bold(printable(app.name))} ${printable(app.version)}\n  ${wrapAfter(2, app.description, style)}`,
    );
  }
  if (output.entries !== undefined) parts.push(renderEntries(output.entries, style));
  for (const image of output.images) parts.push(renderImage(image, style, quiet));
  if (output.images.length === 0) parts.push('No image is in it.');
  if (output.proof === 'stated' && !quiet) {
    parts.push(
      colors.dim(
        'Its checksum holds; layers and hashes are as the bundle states them. “--whole” reads its images and reports their files.',
      ),
    );
  }
  const shown = output.diagnostics.filter((each) => !quiet || each.severity !== 'note');
  if (shown.length > 0) parts.push(renderFindings(shown, findingsView(context, target)));
  return parts.join('\n\n');
}

/** What the limits of the command line say; no place in a file is to blame. */
function renderBeyond(beyond: readonly DiagnosticOutput[], style: Style): string[] {
  if (beyond.length === 0) return [];
  const { bold, red } = style.colors;
  const word = 'error  ';
  const lines = beyond.map(
    ({ message }) => `  ${bold(red(word.trim()))}  ${wrapAfter(word.length + 2, message, style)}`,
  );
  return [[bold('Limits'), ...lines].join('\n')];
}

function renderEntries(entries: NonNullable<InspectOutput['entries']>, style: Style): string {
  const columns = [
    { title: 'entry' },
    { title: 'size', align: 'right' },
    { title: 'SHA-256', paint: style.colors.dim },
  ] as const;
  const rows = entries.map(({ name, bytes, sha256 }) => [
    name,
    formatBytes(bytes),
    `${sha256.slice(0, 12)}…`,
  ]);
  return table(columns, rows, style);
}

/** A size as people write it: `500MB`, `1.2 GB`, `300MiB`, or bytes. */
function toBytes(text: string): number {
  const bytes = parseBytes(text);
  if (bytes === undefined) throw new InvalidArgumentError('It must be a size, such as 500MB or 1.2GB.');
  return bytes;
}

/** A share as people write it: `95%` or `0.95`. */
function toShare(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(%?)$/.exec(text.trim());
  const share = Number(match?.[1] ?? Number.NaN) / (match?.[2] === '%' ? 100 : 1);
  if (!(share >= 0 && share <= 1)) throw new InvalidArgumentError('It must be a share, such as 95% or 0.95.');
  return share;
}
