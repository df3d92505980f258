import { formatBytes, formatCount } from '../report/format.ts';
import type { ErrorCode, ErrorData } from './error.ts';

/** How the reader calls a path, for example relative to where they are. */
type PathName = (path: string) => string;

type Sentences = { readonly [Code in ErrorCode]: (data: ErrorData[Code], name: PathName) => string };

/** The words of every error: what is wrong, with its file and value, then what to do. Nothing else words an error. */
const sentences: Sentences = {
  NotAProject: ({ path }, name) =>
    `${quote(name(path))} is not an app project: it has neither appspec.yaml nor app.json. Name the folder that has them, or start one with “gantry new”.`,
  FileUnreadable: ({ path, reason }, name) => `${quote(name(path))} cannot be read: ${clause(reason)}.`,
  FileTooLarge: ({ path, bytes, limit }, name) =>
    `${quote(name(path))} is ${formatBytes(bytes)}; Gantry reads at most ${formatBytes(limit)} of such a file. Check that it is the right one.`,
  NotText: ({ path, encoding }, name) =>
    `${quote(name(path))} is not UTF-8 text but ${clause(encoding)}. Save it as UTF-8.`,
  InvalidSettings: ({ path, problem }, name) =>
    `${quote(name(path))} cannot be used: ${clause(problem)}. Correct it, or remove the file to work with the defaults.`,
  UnknownTemplate: ({ name, known }) => `There is no template “${name}”. Choose ${listed(known, 'or')}.`,
  FolderNotEmpty: ({ path }, name) =>
    `${quote(name(path))} is not empty, so nothing was written. Name a new or an empty folder.`,
  Usage: ({ problem }) => `${sentence(problem)}`,
  ArchiveInvalid: ({ file, entry, problem }, name) => {
    const said = clause(problem);
    const where = entry === undefined || said.includes(entry) ? '' : ` (at ${quote(entry)})`;
    return `${quote(name(file))} cannot be used: ${said}${where}. Make the archive again, or name another.`;
  },
  ImageNotFound: ({ reference, where }) =>
    `The image “${reference}” is not on ${where}. Build it with “gantry build”, pull it, or name an archive that has it.`,
  ImageSourceMissing: ({ references }) =>
    `No archive and no engine was found for ${formatCount(references.length, 'image')} of the AppSpec: ${listed(references.map(quote))}. Name an archive with --image ${references[0] ?? 'REF'}=FILE or in gantry.json, or start a container engine that has it.`,
  EngineUnavailable: ({ tried }) =>
    `No container engine answered${triedEndpoints(tried)}. Start Docker or Podman, or work from image archives; “gantry doctor” shows every place that was tried.`,
  EngineFailed: ({ endpoint, operation, reason }) =>
    `The container engine at ${endpoint} failed while ${clause(operation)}: ${clause(reason)}. Check that it is still running, then try again.`,
  BuildFailed: ({ reference, reason }) =>
    `Building “${reference}” failed: ${clause(reason)}. The build’s log above the failure says more.`,
  FindingsBlock: ({ errors, name }) =>
    `${quote(name)} was not bundled: the check found ${formatCount(errors, 'error')}. Correct them, or use --force to bundle all the same.`,
  OutputUnwritable: ({ path, reason }, name) =>
    `${quote(name(path))} cannot be written: ${clause(reason)}. What was there before is unchanged.`,
  DiskFull: ({ path, needed, free }, name) =>
    needed === undefined
      ? `The disk is full, so ${quote(name(path))} was not written. Free some space or name another place; what was there before is unchanged.`
      : `There is not enough space for ${quote(name(path))}: it needs about ${formatBytes(needed)}, and ${free === undefined ? 'less' : formatBytes(free)} is free. Free some space or name another place.`,
  SigningFailed: ({ path, reason }, name) =>
    `Nothing was signed: ${quote(name(path))} cannot be used, as ${clause(reason)}.`,
  VerificationFailed: ({ file, problem }, name) =>
    `${quote(name(file))} did not pass the check after writing and was not kept: ${clause(problem)}. What was there before is unchanged; try again.`,
  ValidatorFailed: ({ path, reason }, name) =>
    `The reference validator ${quote(name(path))} could not be run: ${clause(reason)}.`,
  Conflict: ({ path }, name) =>
    `${quote(name(path))} was changed by another program since it was read; nothing was written. Compare the two texts and choose.`,
  ConnectionLost: () =>
    'The connection to Gantry was lost before it answered. Unsaved text stays in this window; go on when the connection is back.',
  Cancelled: ({ operation }) => `Cancelled: ${clause(operation)} was stopped. No existing file was changed.`,
  Internal: ({ reason }) => `Gantry itself failed: ${clause(reason)}.`,
};

/** Where the words for a terminal name a command, the studio names its own way. */
const studioSentences: Partial<Sentences> = {
  NotAProject: ({ path }, name) =>
    `${quote(name(path))} is not an app project: it has neither appspec.yaml nor app.json. Choose the folder that has them, or start one with “New project”.`,
  ImageNotFound: ({ reference, where }) =>
    `The image “${reference}” is not on ${where}. Build it, pull it, or give an archive that has it on the Export page.`,
  ImageSourceMissing: ({ references }) =>
    `No archive and no engine was found for ${formatCount(references.length, 'image')} of the AppSpec: ${listed(references.map(quote))}. Give an archive under Images on the Export page, name one in gantry.json, or start a container engine that has it.`,
  EngineUnavailable: ({ tried }) =>
    `No container engine answered${triedEndpoints(tried)}. Start Docker or Podman, or work from image archives; the Welcome page shows every place that was tried.`,
  FindingsBlock: ({ errors, name }) =>
    `${quote(name)} was not bundled: the check found ${formatCount(errors, 'error')}. Correct them, or choose “write it with its errors” on the Export page.`,
};

/** What a message can name to go on: the commands of a terminal, or the pages of the studio. */
export type MessageReader = 'terminal' | 'studio';

/**
 * The sentence (or two) a person reads about an error. `name` says how to call a path; a page or a command
 * line gives it to show paths from where its reader stands.
 */
export function messageOf<Code extends ErrorCode>(
  error: { readonly code: Code; readonly data: ErrorData[Code] },
  name: PathName = (path) => path,
  reader: MessageReader = 'terminal',
): string {
  const worded = reader === 'studio' ? { ...sentences, ...studioSentences } : sentences;
  return worded[error.code](error.data, name);
}

function quote(text: string): string {
  return `“${text}”`;
}

/** A reason as part of a sentence: one line, without its own full stop. */
function clause(text: string): string {
  return text.replace(/\s+/g, ' ').trim().replace(/\.$/, '');
}

function sentence(text: string): string {
  const plain = text.replace(/\s+/g, ' ').trim();
  const ended = /[.?:]$/.test(plain) ? plain : `${plain}.`;
  return ended.charAt(0).toUpperCase() + ended.slice(1);
}

function listed(items: readonly string[], word: 'and' | 'or' = 'and'): string {
  if (items.length < 2) return items.join('');
  return `${items.slice(0, -1).join(', ')} ${word} ${items.at(-1)}`;
}

const mostShown = 3;

function triedEndpoints(tried: ErrorData['EngineUnavailable']['tried']): string {
  if (tried.length === 0) return ': none of the usual places has one';
  const shown = tried.slice(0, mostShown).map(({ endpoint, answer }) => `${endpoint} (${clause(answer)})`);
  const more = tried.length - shown.length;
  return ` at ${shown.join(', ')}${more > 0 ? ` and ${formatCount(more, 'more place')}` : ''}`;
}
