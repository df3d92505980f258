import { InvalidArgumentError, Option } from 'commander';
import { GantryError } from '../../../shared/contract/error.ts';
import type { InspectOutput } from '../../../shared/contract/outputs.ts';
import { formatBytes, formatCount } from '../../../shared/report/format.ts';
import { exitStatus } from '../exit-status.ts';
import { renderFindings } from '../text/findings.ts';
import { printable, type Style, table, wrapAfter } from '../text/style.ts';
import { targetOrImage } from '../text/target.ts';
import { call, type Verb, type VerbContext } from '../verb.ts';
import { findingsView } from './validate.ts';

type Image = InspectOutput['images'][number];

interface Options {
  readonly report?: string;
  readonly nodes: number;
}

/** The smallest cluster that survives the loss of a node. */
const defaultNodes = 3;

function wholeNumber(text: string): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= 1 && number <= 10_000) return number;
  throw new InvalidArgumentError('It is a whole number from 1 to 10000.');
}

/** `gantry inspect TARGET` */
export const inspectVerb: Verb = {
  name: 'inspect',
  summary: 'show the contents and sizes of a bundle, an image archive or an engine’s image',
  formats: ['text', 'json'],
  declare(command) {
    command
      .argument('<target>', 'bundle, image archive, folder, or an image reference on the engine')
      .option('--report <file>', 'also write a review: a page (.html), JSON (.json) or SARIF (.sarif)')
      .addOption(
        new Option('--nodes <number>', 'nodes of the cluster that the report adds resources up for')
          .default(defaultNodes)
          .argParser(wholeNumber),
      );
  },
  async run(context, [target = ''], command) {
    const input = targetOrImage(context, target);
    const output = await call(context, 'target.inspect', input, (progress) =>
      context.progressLine?.update(progress),
    );
    context.print({ json: output, text: () => render(context, target, output) });
    const { report, nodes } = command.opts<Options>();
    if (report !== undefined) await writeReport(context, input, report, nodes);
    return exitStatus.clean;
  },
};

/** The format is the one the file's name ends with. */
async function writeReport(
  context: VerbContext,
  input: ReturnType<typeof targetOrImage>,
  report: string,
  nodes: number,
): Promise<void> {
  if (!('target' in input)) {
    throw new GantryError('Usage', {
      problem: 'a report is made of a file or folder, not of an engine’s image',
    });
  }
  const ending = /\.(html|json|sarif)$/i.exec(report)?.[1]?.toLowerCase();
  const format = (['html', 'json', 'sarif'] as const).find((each) => each === ending);
  if (format === undefined) {
    throw new GantryError('Usage', { problem: `“${report}” must end with .html, .json or .sarif` });
  }
  await call(context, 'review.report', {
    target: input.target,
    output: context.grant(report),
    format,
    nodes,
  });
  if (!context.quiet) context.complain(`Wrote ${printable(report)}.`);
}

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
  for (const image of output.images) parts.push(renderImage(image, style));
  if (output.images.length === 0) parts.push('No image is in it.');
  const shown = output.diagnostics.filter((each) => !quiet || each.severity !== 'note');
  if (shown.length > 0) parts.push(renderFindings(shown, findingsView(context, target)));
  return parts.join('\n\n');
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

function renderImage(image: Image, style: Style): string {
  const { colors } = style;
  const compressed =
    image.compressedBytes === undefined ? '' : `, ${formatBytes(image.compressedBytes)} compressed`;
  const also = image.tags.filter((tag) => tag !== image.ref);
  const head = [
    `${colors.bold(printable(image.ref))}  ${printable(image.platform)}`,
    `  ${formatBytes(image.bytes)} in ${formatCount(image.layers.length, 'layer')}${compressed}`,
    ...(also.length === 0 ? [] : [`  also tagged ${printable(also.join(', '))}`]),
    `  ${colors.dim(printable(image.id))}`,
  ];
  if (image.layers.length === 0) return head.join('\n');
  const counted = image.layers.some((layer) => layer.added !== undefined);
  const right = { align: 'right' } as const;
  const columns = [
    { title: '#', ...right, paint: colors.dim },
    { title: 'size', ...right },
    ...(counted
      ? [
          { title: 'added', ...right },
          { title: 'changed', ...right },
          { title: 'removed', ...right },
        ]
      : []),
    { title: 'layer', paint: colors.dim },
    { title: 'command', flexible: true },
  ];
  const rows = image.layers.map((layer, i) => [
    String(i + 1),
    formatBytes(layer.bytes),
    ...(counted
      ? [layer.added, layer.changed, layer.removed].map((n) => (n === undefined ? '' : String(n)))
      : []),
    layer.diffId.replace(/^sha256:/, '').slice(0, 12),
    commandText(layer.command),
  ]);
  return [...head, '', table(columns, rows, style)].join('\n');
}

/** A build step without what every engine puts around it. */
function commandText(command: string): string {
  return command
    .replace(/^\/bin\/sh -c #\(nop\)\s+/, '')
    .replace(/^\/bin\/sh -c /, 'RUN ')
    .replace(/\s+# buildkit$/, '')
    .replace(/\s+/g, ' ');
}
