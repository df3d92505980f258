import { InvalidArgumentError } from 'commander';
import { isError } from '../../../shared/contract/error.ts';
import { formatDuration } from '../../../shared/report/format.ts';
import { exitStatus } from '../exit-status.ts';
import { printable, table } from '../text/style.ts';
import { call, type Verb } from '../verb.ts';

/** Lines of the engine's log that are shown when a build fails. */
const keptLines = 20;

/** `gantry build PROJECT` */
export const buildVerb: Verb = {
  name: 'build',
  summary: 'build the project’s images on the container engine',
  formats: ['text', 'json'],
  declare(command) {
    command
      .argument('<project>', 'project folder')
      .option('--platform <platform>', 'platform to build for (default: linux/amd64)', toPlatform);
  },
  async run(context, [project = ''], command) {
    const { platform } = command.opts<{ platform?: string }>();
    const log: string[] = [];
    const output = await call(
      context,
      'project.build',
      { project: context.grant(project), ...(platform === undefined ? {} : { platform }) },
      ({ line }) => {
        log.push(line);
        if (log.length > keptLines) log.shift();
        context.progressLine?.log(line);
      },
    ).catch((error: unknown) => {
      if (isError(error, 'BuildFailed')) for (const line of log) context.complain(`  ${printable(line)}`);
      throw error;
    });
    const { colors } = context.style;
    context.print({
      json: output,
      text: () => {
        if (context.quiet) return '';
        const rows = output.images.map(({ ref, platform, id }) => [ref, platform, shortId(id)]);
        const columns = [
          { title: 'image', paint: colors.bold },
          { title: 'platform' },
          { title: 'ID', paint: colors.dim },
        ];
        return [
          `${colors.green('Built')} on ${printable(output.endpoint)} in ${formatDuration(output.elapsedMs)}:`,
          table(columns, rows, context.style),
          '',
          `Next: gantry bundle ${printable(project)}`,
        ].join('\n');
      },
    });
    return exitStatus.clean;
  },
};

function shortId(id: string): string {
  return id.slice(0, 'sha256:'.length + 12);
}

function toPlatform(value: string): string {
  if (!/^[a-z0-9]+\/[a-z0-9_]+(\/[a-z0-9]+)?$/.test(value)) {
    throw new InvalidArgumentError('it looks like linux/amd64.');
  }
  return value;
}
