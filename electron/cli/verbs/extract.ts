import type { Command } from 'commander';
import { GantryError } from '../../../shared/contract/error.ts';
import { formatBytes } from '../../../shared/report/format.ts';
import { entryPath, nameProblem } from '../../services/archives/safe-name.ts';
import { exitStatus } from '../exit-status.ts';
import { printable } from '../text/style.ts';
import { call, type Verb } from '../verb.ts';

interface Options {
  readonly output?: string;
  readonly force?: boolean;
}

/** `gantry extract BUNDLE ENTRY` */
export const extractVerb: Verb = {
  name: 'extract',
  summary: 'write one manifest or image archive of a bundle to a file',
  formats: ['text', 'json'],
  declare(command: Command) {
    command
      .argument('<bundle>', 'bundle, package, or the folder a bundle was extracted to')
      .argument('<entry>', 'name of the entry, as “gantry inspect” shows it')
      .option('-o, --output <file>', 'file to write (default: the entry’s own name, in this folder)')
      .option('--force', 'replace a file that is there already');
  },
  async run(context, [bundle = '', entry = ''], command) {
    const { output = ownName(entry), force = false } = command.opts<Options>();
    const input = {
      target: context.grant(bundle),
      entry,
      output: context.grant(output),
      keepExisting: !force,
    };
    const written = await call(context, 'review.extract', input, (progress) =>
      context.progressLine?.update(progress),
    );
    const { colors } = context.style;
    context.print({
      json: written,
      text: () => {
        const name = printable(context.nameOf(written.file));
        if (context.quiet) return name;
        return [
          `${colors.green('Extracted')} ${colors.bold(name)}`,
          `  ${colors.dim('size   ')}  ${formatBytes(written.bytes)} (${written.bytes.toLocaleString('en')} bytes)`,
          `  ${colors.dim('SHA-256')}  ${written.sha256}`,
        ].join('\n');
      },
    });
    return exitStatus.clean;
  },
};

/** The last part of an entry's name, where it can be the name of a file anywhere. */
function ownName(entry: string): string {
  const name = entryPath(entry).split('/').at(-1) ?? '';
  const problem = nameProblem(entry) ?? nameProblem(name, { unpack: true });
  if (problem === undefined) return name;
  throw new GantryError('Usage', {
    problem: `“${entry}” cannot be the name of a file: ${problem}. Name one with -o.`,
  });
}
