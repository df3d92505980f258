import { statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Command, Option } from 'commander';
import type { ValidateOutput } from '../../../shared/contract/outputs.ts';
import { type ExitStatus, exitStatus } from '../exit-status.ts';
import {
  countFindings,
  type FindingsView,
  renderFindings,
  renderNotChecked,
  renderSummary,
} from '../text/findings.ts';
import { wrapAfter } from '../text/style.ts';
import { call, type Verb, type VerbContext } from '../verb.ts';

interface Options {
  readonly failOn: 'error' | 'warning';
  readonly referenceValidator?: string;
}

/** `gantry validate TARGET` */
export const validateVerb: Verb = {
  name: 'validate',
  summary: 'check a project folder, a manifest or a bundle',
  formats: ['text', 'json', 'sarif'],
  declare(command: Command) {
    command
      .argument('<target>', 'project folder, appspec.yaml, app.json or bundle')
      .addOption(
        new Option('--fail-on <severity>', 'lowest severity that makes the exit status 1')
          .choices(['error', 'warning'])
          .default('error'),
      )
      .option('--reference-validator <bin>', 'also run appspecvalidator_exec and show its verdict');
  },
  async run(context, [target = ''], command) {
    const { failOn, referenceValidator } = command.opts<Options>();
    const output = await call(
      context,
      'target.validate',
      {
        target: context.grant(target),
        ...(referenceValidator === undefined
          ? {}
          : { referenceValidator: context.grant(referenceValidator) }),
      },
      (progress) => context.progressLine?.update(progress),
    );
    await print(context, target, output);
    return statusOfFindings(output, failOn);
  },
};

async function print(context: VerbContext, target: string, output: ValidateOutput): Promise<void> {
  if (context.format === 'sarif') {
    const [{ toSarif }, { ruleTable }, { version }] = await Promise.all([
      import('../../../shared/report/sarif.ts'),
      import('../../../shared/rules/index.ts'),
      import('../version.ts'),
    ]);
    const path = context.absolute(target);
    const base = isFolder(path) ? path : dirname(path);
    const log = toSarif(output, ruleTable(), {
      version,
      baseUri: `${pathToFileURL(base).href.replace(/\/$/, '')}/`,
      ...(isFolder(path) || isManifestOf(path, output) ? {} : { container: basename(path) }),
    });
    context.print({ json: log, text: () => '' });
    return;
  }
  context.print({ json: output, text: () => renderValidation(context, target, output) });
}

function statusOfFindings(
  { summary, referenceValidator }: ValidateOutput,
  failOn: Options['failOn'],
): ExitStatus {
  const findings = summary.errors + (failOn === 'warning' ? summary.warnings : 0);
  const refused = referenceValidator !== undefined && referenceValidator.verdict !== 'accept';
  return findings > 0 || refused ? exitStatus.findings : exitStatus.clean;
}

/** The findings, what was not checked, the reference validator’s verdict, the summary. */
function renderValidation(context: VerbContext, target: string, output: ValidateOutput): string {
  const { quiet, style } = context;
  const shown = quiet ? output.diagnostics.filter((each) => each.severity !== 'note') : output.diagnostics;
  const parts: string[] = [];
  if (shown.length > 0) parts.push(renderFindings(shown, findingsView(context, target)));
  if (!quiet && output.notChecked.length > 0) parts.push(renderNotChecked(output.notChecked, style));
  const verdict = renderVerdict(output, context);
  if (verdict !== undefined) parts.push(verdict);
  if (!quiet) parts.push(renderSummary(output.summary, style));
  else if (shown.length > 0) parts.push(`${countFindings({ ...output.summary, notes: 0 })}.`);
  return parts.join('\n\n');
}

function renderVerdict(
  { referenceValidator, summary }: ValidateOutput,
  { style }: VerbContext,
): string | undefined {
  if (referenceValidator === undefined) return undefined;
  const { verdict, message } = referenceValidator;
  const { colors } = style;
  const words = { accept: 'accepts it', reject: 'refuses it', crash: 'crashed on it' }[verdict];
  const line = `Reference validator: ${words} (${message.replace(/\.$/, '')}).`;
  const but =
    verdict === 'accept' && summary.errors > 0
      ? ' It does not see the errors above; they stand.'
      : verdict !== 'accept' && summary.errors === 0
        ? ' Gantry found no error; look at the line it prints before you upload.'
        : '';
  const paint = verdict === 'accept' ? colors.dim : colors.red;
  return paint(wrapAfter(0, line + but, style));
}

/** How findings of a target are shown: with names the reader can open. */
export function findingsView(context: VerbContext, target: string): FindingsView {
  const path = context.absolute(target);
  const folder = isFolder(path);
  const manifest = /\.(ya?ml|json)$/i.test(path);
  const fileName = (file: string): string => {
    if (folder) return context.nameOf(join(path, file));
    return manifest ? context.nameOf(join(dirname(path), file)) : `${context.nameOf(path)} › ${file}`;
  };
  return {
    style: context.style,
    fileName,
    ...(folder || manifest ? { fixCommand: `gantry fix ${target}` } : {}),
  };
}

function isManifestOf(path: string, output: ValidateOutput): boolean {
  return /\.(ya?ml|json)$/i.test(path) || output.diagnostics.some((each) => each.file === basename(path));
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
