import { type Command, InvalidArgumentError } from 'commander';
import { exitStatus } from '../exit-status.ts';
import { printable } from '../text/style.ts';
import { call, type Verb } from '../verb.ts';

const parts = ['major', 'minor', 'patch'] as const;
type Part = (typeof parts)[number];

/** `gantry bump PROJECT major|minor|patch` */
export const bumpVerb: Verb = {
  name: 'bump',
  summary: 'raise the version in app.json',
  formats: ['text', 'json'],
  declare(command: Command) {
    command.argument('<project>', 'project folder').argument('<part>', 'major, minor or patch', toPart);
  },
  async run(context, [project = '', part = ''], _command) {
    const output = await call(context, 'project.bump', {
      project: context.grant(project),
      part: toPart(part),
    });
    const { colors } = context.style;
    const { before, after } = output;
    context.print({
      json: output,
      text: () =>
        context.quiet
          ? printable(after)
          : `${printable(context.nameOf(context.absolute(output.file)))}: version ${printable(before)} → ${colors.bold(printable(after))}`,
    });
    return exitStatus.clean;
  },
};

function toPart(value: string): Part {
  const part = parts.find((each) => each === value);
  if (part === undefined) throw new InvalidArgumentError(`it is one of ${parts.join(', ')}.`);
  return part;
}
