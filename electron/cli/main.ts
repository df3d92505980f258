import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { Command, CommanderError, Option } from 'commander';
import { GantryError } from '../../shared/contract/error.ts';
import { messageOf } from '../../shared/contract/messages.ts';
import type { Services } from '../../shared/contract/operations.ts';
import type { ErrorOutput } from '../../shared/contract/outputs.ts';
import { createServices } from '../services/services.ts';
import { Tickets } from '../services/tickets.ts';
import { toGantryError } from '../services/unknown-failure.ts';
import { type ExitStatus, exitStatus, statusOf } from './exit-status.ts';
import { ProgressLine } from './text/progress-line.ts';
import { printable, type Style, styleFor } from './text/style.ts';
import type { Format, Result, Verb, VerbContext } from './verb.ts';
import { buildVerb } from './verbs/build.ts';
import { bumpVerb } from './verbs/bump.ts';
import { bundleVerb } from './verbs/bundle.ts';
import { cacheVerb } from './verbs/cache.ts';
import { compareVerb } from './verbs/compare.ts';
import { doctorVerb } from './verbs/doctor.ts';
import { extractVerb } from './verbs/extract.ts';
import { fixVerb } from './verbs/fix.ts';
import { inspectVerb } from './verbs/inspect.ts';
import { newVerb } from './verbs/new.ts';
import { studioVerb } from './verbs/studio.ts';
import { unpackVerb } from './verbs/unpack.ts';
import { validateVerb } from './verbs/validate.ts';
import { version } from './version.ts';

const verbs: readonly Verb[] = [
  newVerb,
  validateVerb,
  fixVerb,
  buildVerb,
  bundleVerb,
  inspectVerb,
  compareVerb,
  extractVerb,
  unpackVerb,
  bumpVerb,
  cacheVerb,
  doctorVerb,
  studioVerb,
];

/** Where text goes; a Node stream is one. */
interface OutputStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** What a run sees of the world. */
export interface RunIo {
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Absolute; relative paths of the user start here. */
  readonly cwd: string;
  /** Aborting it cancels the run. */
  readonly signal?: AbortSignal;
}

type MakeServices = (deps: { readonly tickets: Tickets }) => Services<AbortSignal>;

interface CommonOptions {
  readonly format: Format;
  readonly quiet?: boolean;
  readonly color: boolean;
}

/**
 * One run of the command line, `argv` being what follows its name. Gives the exit status and never rejects;
 * everything it says goes to the streams of `io`.
 */
export async function run(
  argv: readonly string[],
  io: RunIo,
  makeServices: MakeServices = createServices,
): Promise<ExitStatus> {
  const tickets = new Tickets();
  let status: ExitStatus = exitStatus.clean;
  const program = createProgram(io, async (verb, command) => {
    const services = makeServices({ tickets });
    status = await verb.run(createContext(io, command, services, tickets), command.args, command);
  });
  try {
    await program.parseAsync(argv, { from: 'user' });
    return status;
  } catch (failure) {
    return reportFailure(failure, argv, io);
  }
}

function createProgram(io: RunIo, perform: (verb: Verb, command: Command) => Promise<void>): Command {
  const program = new Command('gantry')
    .description('Packages container apps for the Marketplace: checks, bundles, and proves what it bundled.')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'show help')
    .helpCommand('help [verb]', 'show the help of a verb')
    .usage('<verb> [options]')
    .addHelpText('after', helpEpilogue)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      // Usage errors are worded in `reportFailure`, help that was not asked for goes to standard error.
      writeErr: (text) => (text.startsWith('error:') ? undefined : io.stderr.write(text)),
      outputError: () => undefined,
      getOutHelpWidth: () => helpWidth(io.stdout),
      getErrHelpWidth: () => helpWidth(io.stderr),
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    });
  for (const verb of verbs) {
    const command = program.command(verb.name).description(sentence(verb.summary)).summary(verb.summary);
    verb.declare(command);
    command
      .addOption(
        new Option('--format <format>', 'how results are printed').choices(verb.formats).default('text'),
      )
      .option('--quiet', 'results only: no progress, no next steps')
      .option('--no-color', 'no colours')
      .allowExcessArguments(false)
      .action(() => perform(verb, command));
  }
  return program;
}

const helpEpilogue = `
Exit status: 0 clean, 1 findings, 2 wrong usage or unreadable input, 3 no engine or it failed,
4 writing failed, 130 cancelled.`;

function helpWidth(stream: OutputStream): number {
  return stream.isTTY === true ? (stream.columns ?? 80) : 100;
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function createContext(
  io: RunIo,
  command: Command,
  services: Services<AbortSignal>,
  tickets: Tickets,
): VerbContext {
  const { format, quiet = false, color } = command.opts<CommonOptions>();
  const absolute = (path: string): string => resolve(io.cwd, path);
  const errorStyle = styleFor(io.stderr, io.env, !color);
  const progressLine =
    io.stderr.isTTY === true && !quiet && io.env.TERM !== 'dumb'
      ? new ProgressLine((text) => io.stderr.write(text), errorStyle)
      : undefined;
  return {
    services,
    format,
    quiet,
    style: styleFor(io.stdout, io.env, !color),
    signal: io.signal ?? new AbortController().signal,
    progressLine,
    absolute,
    nameOf: (path) => nameFrom(io.cwd, path),
    grant: (path) => tickets.grant(absolute(path)),
    print: (result) => print(io.stdout, format, result),
    complain: (line) => {
      if (format === 'text') io.stderr.write(`${line}\n`);
    },
  };
}

function print(stdout: OutputStream, format: Format, { json, text }: Result): void {
  const output = format === 'text' ? text() : JSON.stringify(json, null, 2);
  if (output !== '') stdout.write(`${output}\n`);
}

/** A path from where the user stands; the absolute one where it lies elsewhere. */
function nameFrom(cwd: string, path: string): string {
  if (!isAbsolute(path)) return path;
  const name = relative(cwd, path);
  if (name === '') return path;
  return name === '..' || name.startsWith(`..${sep}`) || isAbsolute(name) ? path : join(name);
}

/** Says what went wrong, once: as one JSON document or as a sentence on standard error. Gives the exit status. */
export function reportFailure(failure: unknown, argv: readonly string[], io: RunIo): ExitStatus {
  if (failure instanceof CommanderError) {
    if (failure.exitCode === 0) return exitStatus.clean;
    // No verb at all: the help was printed.
    if (failure.code === 'commander.help') return exitStatus.usage;
    return say(usageError(failure, argv), argv, io);
  }
  const error = toGantryError(failure, io.signal);
  if ((io.env.GANTRY_DEBUG ?? '') !== '') io.stderr.write(`${stackOf(error)}\n`);
  return say(error, argv, io);
}

function say(error: GantryError, argv: readonly string[], io: RunIo): ExitStatus {
  const message = printable(messageOf(error, (path) => nameFrom(io.cwd, path)));
  if (wantsJson(argv)) {
    const output: ErrorOutput = { schemaVersion: 1, error: { code: error.code, message, data: error.data } };
    io.stdout.write(`${JSON.stringify(output, null, 2)}\n`);
  } else {
    const { colors }: Style = styleFor(io.stderr, io.env, argv.includes('--no-color'));
    const hint =
      error.code === 'Internal' && (io.env.GANTRY_DEBUG ?? '') === ''
        ? ' Run it again with GANTRY_DEBUG=1 to see where, and report what it prints.'
        : '';
    io.stderr.write(`${colors.red('gantry:')} ${message}${hint}\n`);
  }
  return statusOf(error.code);
}

/** Commander's complaints in our words; what is not among them stays as it is. */
const complaints: readonly (readonly [RegExp, string])[] = [
  [/^option '(.+?)' argument '(.*)' is invalid\. (.+)$/, '“$2” is no value for “$1”: $3'],
  [/^command-argument value '(.*)' is invalid for argument '(.+?)'\. (.+)$/, '“$1” is no value for “$2”: $3'],
  [/: Allowed choices are /, ': it is one of '],
  [/^missing required argument '(.+)'$/, 'the argument “$1” is missing'],
  [/^required option '(.+)' not specified$/, 'the option “$1” is missing'],
  [/^option '(.+)' argument missing$/, 'the option “$1” needs a value'],
  [/^too many arguments for '(.+)'\. Expected (.+?) but got (\d+)\.$/, '“$1” takes $2, not $3'],
  [/^unknown (option|command) '(.+?)'/, 'there is no $1 “$2”'],
  [/^there is no command /, 'there is no verb '],
  [/ \(Did you mean (?:one of )?(.+?)\?\)$/, '; did you mean $1?'],
];

function usageError(complaint: CommanderError, argv: readonly string[]): GantryError<'Usage'> {
  const verb = verbs.find((each) => each.name === argv[0])?.name;
  const plain = complaint.message.replace(/^error: /, '').replace(/\s*\n\s*/g, ' ');
  const said = complaints.reduce((text, [pattern, words]) => text.replace(pattern, words), plain);
  const ended = /[.?]$/.test(said) ? said : `${said}.`;
  const help = verb === undefined ? 'gantry --help' : `gantry ${verb} --help`;
  return new GantryError('Usage', { problem: `${ended} See “${help}”.` });
}

/** Whether the result was asked for as JSON; read from the words themselves, as parsing them may have failed. */
function wantsJson(argv: readonly string[]): boolean {
  return argv.some((word, i) => word === '--format=json' || (word === '--format' && argv[i + 1] === 'json'));
}

function stackOf(error: Error): string {
  const { cause } = error;
  return [
    error.stack ?? String(error),
    ...(cause instanceof Error ? ['caused by', cause.stack ?? String(cause)] : []),
  ].join('\n');
}
