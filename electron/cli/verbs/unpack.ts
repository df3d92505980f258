import type { Command } from 'commander';
import { exitStatus } from '../exit-status.ts';
import { createdProject } from '../text/created-project.ts';
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
    context.print({
      json: output,
      text: () =>
        createdProject(context, {
          folder,
          from: printable(context.nameOf(context.absolute(bundle))),
          files: output.files,
          next: ['validate', 'bundle'],
        }),
    });
    return exitStatus.clean;
  },
};
