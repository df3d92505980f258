import { formatCount } from '../../../shared/report/format.ts';
import { exitStatus } from '../exit-status.ts';
import { printable } from '../text/style.ts';
import { call, type Verb } from '../verb.ts';

/** `gantry new DIR --template NAME` */
export const newVerb: Verb = {
  name: 'new',
  summary: 'write a project from a template',
  formats: ['text', 'json'],
  declare(command) {
    command
      .argument('<dir>', 'folder to write; new or empty')
      .requiredOption('--template <name>', 'single-container, mcp-server, sidecar or stateful')
      .option('--name <name>', 'name of the app (default: the name of the folder)');
  },
  async run(context, [folder = ''], command) {
    const { template, name } = command.opts<{ template: string; name?: string }>();
    const output = await call(context, 'project.create', {
      folder: context.grant(folder),
      template,
      ...(name === undefined ? {} : { name }),
    });
    const { colors } = context.style;
    context.print({
      json: output,
      text: () => {
        if (context.quiet) return '';
        const steps = [`gantry validate ${folder}`, `gantry build ${folder}`, `gantry bundle ${folder}`];
        return [
          `${colors.green('Created')} ${colors.bold(printable(folder))} from the template ${output.template} (${formatCount(output.files.length, 'file')}):`,
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
