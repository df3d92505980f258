import type { FixOutput } from '../../../shared/contract/outputs.ts';
import { formatCount } from '../../../shared/report/format.ts';
import { exitStatus } from '../exit-status.ts';
import { countFindings } from '../text/findings.ts';
import { printable, type Style } from '../text/style.ts';
import { call, type Verb } from '../verb.ts';

/** `gantry fix TARGET` */
export const fixVerb: Verb = {
  name: 'fix',
  summary: 'apply the safe quick fixes and print the difference',
  formats: ['text', 'json'],
  declare(command) {
    command
      .argument('<target>', 'project folder, appspec.yaml or app.json')
      .option('--dry-run', 'print the difference, write nothing');
  },
  async run(context, [target = ''], command) {
    const { dryRun = false } = command.opts<{ dryRun?: boolean }>();
    const output = await call(context, 'target.fix', { target: context.grant(target), dryRun });
    context.print({
      json: output,
      text: () => {
        if (context.quiet && !dryRun) return '';
        const diffs = output.files.map((file) => renderDiff(file.diff, context.style));
        return [...diffs, ...(context.quiet ? [] : [summary(output, target, dryRun)])].join('\n\n');
      },
    });
    return exitStatus.clean;
  },
};

function summary(output: FixOutput, target: string, dryRun: boolean): string {
  const fixes = output.files.reduce((sum, file) => sum + file.fixes.length, 0);
  const { remaining } = output;
  const total = remaining.errors + remaining.warnings + remaining.notes;
  const rest =
    total === 0
      ? 'Nothing else was found.'
      : `${countFindings(remaining)} ${dryRun ? 'would remain' : total === 1 ? 'remains' : 'remain'}: see “gantry validate ${target}”.`;
  if (fixes === 0) return `There is nothing to fix safely. ${rest}`;
  const what = `${formatCount(fixes, 'fix', 'fixes')} in ${formatCount(output.files.length, 'file')}`;
  return dryRun ? `${what} would be made; nothing was written. ${rest}` : `Made ${what}. ${rest}`;
}

/** A unified diff with its lines coloured; the signs at their beginning say the same without colours. */
function renderDiff(diff: string, { colors }: Style): string {
  return diff
    .trimEnd()
    .split('\n')
    .map((line) => {
      const text = printable(line.replace(/\r$/, ''));
      if (/^(---|\+\+\+) /.test(line)) return colors.bold(text);
      if (line.startsWith('@@')) return colors.cyan(text);
      if (line.startsWith('+')) return colors.green(text);
      return line.startsWith('-') ? colors.red(text) : text;
    })
    .join('\n');
}
