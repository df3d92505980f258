import { type Command, InvalidArgumentError, Option } from 'commander';
import { GantryError, isError } from '../../../shared/contract/error.ts';
import type { InputOf } from '../../../shared/contract/operations.ts';
import type { BundleOutput, DiagnosticOutput } from '../../../shared/contract/outputs.ts';
import { summarise } from '../../../shared/report/diagnostic-output.ts';
import { reusedLayers, timeOf } from '../../../shared/report/export-facts.ts';
import { formatBytes } from '../../../shared/report/format.ts';
import { exitStatus } from '../exit-status.ts';
import { countFindings, renderFindings, renderSummary } from '../text/findings.ts';
import { printable, table } from '../text/style.ts';
import { call, type Verb, type VerbContext } from '../verb.ts';
import { findingsView } from './validate.ts';

interface GivenImage {
  readonly reference: string;
  readonly archive: string;
}

interface Options {
  readonly output?: string;
  readonly image?: readonly GivenImage[];
  readonly level?: number;
  readonly layout: 'bundle' | 'pkg';
  readonly force?: boolean;
  readonly signKey?: string;
  readonly signCert?: string;
}

/** `gantry bundle PROJECT` */
export const bundleVerb: Verb = {
  name: 'bundle',
  summary: 'write the upload-ready archive and verify it',
  formats: ['text', 'json'],
  declare(command: Command) {
    command
      .argument('<project>', 'project folder')
      .option('-o, --output <file>', 'archive to write (default: <app>-bundle.tar.gz in the project)')
      .option('--image <ref=archive>', 'take an image from an archive; may be repeated', addImage)
      .option('--level <n>', 'gzip level, 1 (fast) to 9 (small)', toLevel)
      .addOption(
        new Option('--layout <layout>', 'bundle, or pkg for the older sideload format')
          .choices(['bundle', 'pkg'])
          .default('bundle'),
      )
      .option('--force', 'write it even where the check finds errors')
      .option('--sign-key <pem>', 'private key that signs a pkg')
      .option('--sign-cert <pem>', 'certificate of that key');
  },
  async run(context, [project = ''], command) {
    const options = command.opts<Options>();
    const input = toInput(context, project, options);
    const output = await call(context, 'bundle.export', input, (progress) =>
      context.progressLine?.update(progress),
    ).catch((error: unknown) => {
      if (isError(error, 'FindingsBlock')) showFindings(context, project, error.data.diagnostics ?? []);
      throw error;
    });
    context.print({
      json: output,
      text: () => (context.quiet ? context.nameOf(output.file) : render(context, project, output)),
    });
    return exitStatus.clean;
  },
};

function toInput(context: VerbContext, project: string, options: Options): InputOf<'bundle.export'> {
  const { output, image = [], level, layout, force = false, signKey, signCert } = options;
  const signed = signKey !== undefined || signCert !== undefined;
  if (signed && layout !== 'pkg') {
    throw new GantryError('Usage', {
      problem: '--sign-key and --sign-cert need --layout pkg; a bundle is not signed',
    });
  }
  if (signed && (signKey === undefined || signCert === undefined)) {
    throw new GantryError('Usage', {
      problem: '--sign-key and --sign-cert go together; one of them is missing',
    });
  }
  return {
    project: context.grant(project),
    ...(output === undefined ? {} : { output: context.grant(output) }),
    images: image.map(({ reference, archive }) => ({ reference, archive: context.grant(archive) })),
    ...(level === undefined ? {} : { level }),
    layout,
    force,
    ...(signKey === undefined || signCert === undefined
      ? {}
      : { signing: { key: context.grant(signKey), certificate: context.grant(signCert) } }),
  };
}

/** What stands in the way, as `gantry validate` shows it. In JSON it is part of the error. */
function showFindings(context: VerbContext, project: string, diagnostics: readonly DiagnosticOutput[]): void {
  if (context.format !== 'text') return;
  const shown = diagnostics.filter((each) => each.severity !== 'note');
  context.print({
    json: undefined,
    text: () =>
      [
        renderFindings(shown, findingsView(context, project)),
        renderSummary(summarise(diagnostics), context.style),
      ].join('\n\n'),
  });
}

function render(context: VerbContext, project: string, output: BundleOutput): string {
  const { style } = context;
  const { colors } = style;
  const name = context.nameOf(output.file);
  const shown = output.diagnostics.filter((each) => each.severity !== 'note');
  const signed = output.signed === undefined ? '' : output.signed ? ', signed' : ', unsigned';
  const layers = reusedLayers(output);
  const heads: [string, string][] = [
    ['file', colors.bold(printable(name))],
    ['size', `${formatBytes(output.bytes)} (${output.bytes.toLocaleString('en')} bytes)${signed}`],
    ['SHA-256', output.sha256],
    ['time', timeOf(output)],
    ...(layers === undefined ? [] : [['layers', layers] as [string, string]]),
  ];
  const number = { align: 'right' } as const;
  const entries = table(
    [{ title: 'entry' }, { title: 'size', ...number }, { title: 'SHA-256', paint: colors.dim }],
    output.entries.map((entry) => [entry.name, formatBytes(entry.bytes), `${entry.sha256.slice(0, 12)}…`]),
    style,
  );
  const images = table(
    [
      { title: 'image' },
      { title: 'platform' },
      { title: 'size', ...number },
      { title: 'in the bundle', ...number },
    ],
    output.images.map((image) => [
      image.ref,
      image.platform,
      formatBytes(image.bytes),
      formatBytes(image.compressedBytes),
    ]),
    style,
  );
  const findings =
    shown.length === 0
      ? []
      : [
          renderFindings(shown, findingsView(context, project)),
          `${countFindings(summarise(output.diagnostics))}.`,
        ];
  return [
    ...findings,
    [
      colors.green('Written and verified'),
      ...heads.map(([title, value]) => `  ${colors.dim(title.padEnd(7))}  ${value}`),
    ].join('\n'),
    entries,
    images,
    nextStep(output),
  ].join('\n\n');
}

function nextStep({ layout }: BundleOutput): string {
  return layout === 'bundle'
    ? 'Next: in the cluster’s web interface open Apps, choose Upload, and pick this file.'
    : 'Next: sideload this file on the cluster with its own tool for packages.';
}

function addImage(value: string, given: readonly GivenImage[] = []): readonly GivenImage[] {
  const at = value.indexOf('=');
  if (at <= 0 || at === value.length - 1) {
    throw new InvalidArgumentError('it names a reference and an archive, as in my-app:1.0=my-app.tar.');
  }
  return [...given, { reference: value.slice(0, at), archive: value.slice(at + 1) }];
}

function toLevel(value: string): number {
  if (!/^[1-9]$/.test(value)) throw new InvalidArgumentError('it is a number from 1 to 9.');
  return Number(value);
}
