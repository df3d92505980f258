import { formatCount } from '../../../shared/report/format.ts';
import type { VerbContext } from '../verb.ts';
import { printable } from './style.ts';

/** A project that was written: its folder as the user named it, what it was made from, its files, and the verbs to go on with. */
export function createdProject(
  { quiet, style: { colors } }: Pick<VerbContext, 'quiet' | 'style'>,
  created: {
    readonly folder: string;
    readonly from: string;
    readonly files: readonly string[];
    readonly next: readonly string[];
  },
): string {
  if (quiet) return '';
  const folder = printable(created.folder);
  return [
    `${colors.green('Created')} ${colors.bold(folder)} from ${created.from} (${formatCount(created.files.length, 'file')}):`,
    ...created.files.map((file) => colors.dim(`  ${printable(file)}`)),
    '',
    'Next:',
    ...created.next.map((verb) => `  gantry ${verb} ${folder}`),
  ].join('\n');
}
