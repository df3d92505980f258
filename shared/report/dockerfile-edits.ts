import { type Dockerfile, finalStages, parseDockerfile } from '../model/dockerfile.ts';
import type { Sign } from './advice-signs.ts';

/** A text of the project and what it would be. */
export interface FileEdit {
  readonly file: string;
  readonly title: string;
  readonly before: string;
  readonly after: string;
}

type Instruction = Dockerfile['instructions'][number];

/** How a RUN that leaves something behind is put right: by an option of the command, or by cleaning up at its end. */
interface RunRepair {
  readonly command: RegExp;
  /** Where this is there already, or another way is taken, nothing is to be done. */
  readonly done: RegExp;
  readonly option?: string;
  readonly cleanUp?: string;
}

const runRepairs: Partial<Record<Sign, RunRepair>> = {
  'apt-cache': {
    command: /\bapt-get\s+(?:-\S+\s+)*install\b/g,
    done: /\/var\/lib\/apt\/lists/,
    cleanUp: 'rm -rf /var/lib/apt/lists/* /var/cache/apt/*.bin /var/cache/apt/archives/*.deb',
  },
  'apk-cache': { command: /\bapk\s+add\b/g, done: /--no-cache/, option: '--no-cache' },
  'pip-cache': { command: /\bpip3?\s+install\b/g, done: /--no-cache-dir/, option: '--no-cache-dir' },
  'npm-cache': {
    command: /\bnpm\s+(?:\S+\s+)*?(?:ci|install)\b/g,
    done: /npm\s+cache\s+clean/,
    cleanUp: 'npm cache clean --force',
  },
  'yarn-cache': {
    command: /\byarn\s+(?:install|add)\b/g,
    done: /yarn\s+cache\s+clean/,
    cleanUp: 'yarn cache clean',
  },
  'dnf-cache': {
    command: /\b(?:dnf|yum)\s+(?:-\S+\s+)*install\b/g,
    done: /(?:dnf|yum)\s+clean/,
    cleanUp: 'rm -rf /var/cache/dnf /var/cache/yum',
  },
};

/** The Dockerfile with every RUN of the final image put right that leaves such a cache; `undefined` where none can be told safely. */
export function withoutCache(sign: Sign, file: string, text: string): FileEdit | undefined {
  const repair = runRepairs[sign];
  if (repair === undefined) return undefined;
  const wrong = finalInstructions(text).filter(
    (each) => isPlainRun(each, text) && each.rest.search(repair.command) >= 0 && !repair.done.test(each.rest),
  );
  if (wrong.length === 0) return undefined;
  let after = text;
  for (const { span } of wrong.sort((a, b) => b.span.start - a.span.start)) {
    const old = text.slice(span.start, span.end);
    const next =
      repair.option === undefined
        ? `${old} \\\n    && ${repair.cleanUp ?? ''}`
        : old.replace(repair.command, (command) => `${command} ${repair.option}`);
    after = after.slice(0, span.start) + next + after.slice(span.end);
  }
  const title = repair.option === undefined ? 'Clean up in the same RUN' : `Add ${repair.option}`;
  return { file, title, before: text, after };
}

/**
 * The Dockerfile with the RUN that removes things joined to the RUN that made them; `undefined` where they are not next to each
 * other or joining would change what runs.
 * @param commands of the two layers, the earlier first
 */
export function withJoinedRuns(
  file: string,
  text: string,
  commands: readonly [string, string],
): FileEdit | undefined {
  const instructions = finalInstructions(text);
  const index = instructions.findIndex((each) => isCommand(each, commands[0]));
  const [first, second] = instructions.slice(index, index + 2);
  if (index < 0 || first === undefined || second === undefined || !isCommand(second, commands[1]))
    return undefined;
  if (!isPlainRun(first, text) || !isPlainRun(second, text)) return undefined;
  const removal = /^RUN\s+/i.exec(text.slice(second.span.start, second.span.end));
  // A comment between them would fall in the middle of the joined command.
  if (removal === null || text.slice(first.span.end, second.span.start).trim() !== '') return undefined;
  const command = text.slice(second.span.start + removal[0].length, second.span.end);
  const after = `${text.slice(0, first.span.end)} \\\n    && ${command}${text.slice(second.span.end)}`;
  return { file, title: 'Join the two RUNs', before: text, after };
}

/** The `.dockerignore` with these rules at its end, or a new one. */
export function withIgnored(file: string, text: string | undefined, rules: readonly string[]): FileEdit {
  const before = text ?? '';
  const gap = before === '' || before.endsWith('\n') ? '' : '\n';
  const title = text === undefined ? 'Write a .dockerignore' : 'Leave them out of the build';
  return { file, title, before, after: `${before}${gap}${rules.join('\n')}\n` };
}

/** Tells the layers that took in the build's context as a whole, by their words. */
export function wholeCopySteps(text: string): (command: string) => boolean {
  const wholeCopies = finalInstructions(text).filter(
    ({ name, rest }) =>
      (name === 'COPY' || name === 'ADD') &&
      !/(?:^|\s)--from=/.test(rest) &&
      /^(?:--\S+\s+)*\.\/?\s/.test(rest),
  );
  if (wholeCopies.length === 0) return () => false;
  return (command) =>
    /^(?:COPY|ADD) (?:--(?!from=)\S+ )*\.\/? /.test(command) ||
    wholeCopies.some((each) => isCommand(each, command));
}

/** Whether a layer's words are those of a COPY or ADD from the build's context. */
export function isCopyStep(command: string): boolean {
  return /^(?:COPY|ADD) (?!.*--from=)/.test(command);
}

/** The first layer that a Dockerfile's own instructions made, told by their words; `undefined` where none can be told. */
export function firstOwnLayer(text: string, commands: readonly string[]): number | undefined {
  const own = finalInstructions(text);
  // The lowest layer is the base image's file system, whatever its words.
  const index = commands.findIndex((command, i) => i > 0 && own.some((each) => isCommand(each, command)));
  return index < 0 ? undefined : index;
}

function finalInstructions(text: string): Instruction[] {
  return finalStages(parseDockerfile(text))
    .flatMap((stage) => [...stage.instructions])
    .sort((a, b) => a.span.start - b.span.start);
}

function isCommand(instruction: Instruction, command: string): boolean {
  const { name, rest } = instruction;
  if (plain(`${name} ${rest}`) === plain(command)) return true;
  // The classic builder names what it copied by a hash, and the place in full: “COPY dir:4f0a in /app”.
  const [, copied, place = ''] = /^(COPY|ADD) (?:dir|file|multi):\S+ in (\S+)\s*$/.exec(command) ?? [];
  if (copied !== name || rest.includes('--from=')) return false;
  const wanted = rest.split(/\s+/).at(-1) ?? '';
  return wanted.startsWith('/') ? ended(wanted) === ended(place) : ended(place).endsWith(ended(`/${wanted}`));
}

/** A folder's path without what only says that it is one. */
function ended(path: string): string {
  return path.replace(/(?:\/\.?)+$/, '');
}

function plain(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

/** A RUN of the shell form without anything that an addition at its end could get wrong. */
function isPlainRun({ name, rest, span }: Instruction, text: string): boolean {
  if (name !== 'RUN' || rest.startsWith('[') || rest.startsWith('--')) return false;
  if (/^\s*#\s*escape\s*=\s*`/im.test(text)) return false;
  return !/<<|\|\||[#`]|(?:^|[^&])&\s*$|;\s*$/.test(rest) && !/^\s*#/m.test(text.slice(span.start, span.end));
}
