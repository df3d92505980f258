import type { Command } from 'commander';
import { formatCount } from '../../../shared/report/format.ts';
import { exitStatus } from '../exit-status.ts';
import { printable } from '../text/style.ts';
import { call, type Verb } from '../verb.ts';

/** `gantry unpack BUNDLE DIR` */
export const unpackVerb: Verb = {
  name: 'unpack',
  summary: 'make an editable project of a bundle',
  formats: ['text', 'json'],
  declare(command: Command) {
    command
      .argument('<bundle>', 'bundle, package, or the folder a bundle was extracted to')
      .argument('<dir>', 'folder to write; new or empty');
  },
  async run(context, [bundle = '', folder = '']) {
    const input = { target: context.grant(bundle), folder: context.grant(folder) };
    const output = await call(context, 'review.openAsProject', input, (progress) =>
      context.progressLine?.update(progress),
    );
    const { colors } = context.style;
    context.print({
      json: output,
      text: () => {
        if (context.quiet) return '';
        const steps = [`gantry validate ${folder}`, `gantry bundle ${folder}`];
        return [
          `${colors.green('Created')} ${colors.bold(printable(folder))} from ${printable(context.nameOf(context.absolute(bundle)))} (${formatCount(output.files.length, 'file')}):`,
          ...output.files.map((file) => colors.dim(`  ${printable(file)}`)),
          '',
          'Next:',
          ...steps.map((step) => `  ${printable(step)}`),
        ].join('\n');
      },
    });
    return exitStatus.clean;
  },
};
