import { exitStatus } from '../exit-status.ts';
import { createdProject } from '../text/created-project.ts';
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
    context.print({
      json: output,
      text: () =>
        createdProject(context, {
          folder,
          from: `the template ${output.template}`,
          files: output.files,
          next: ['validate', 'build', 'bundle'],
        }),
    });
    return exitStatus.clean;
  },
};
