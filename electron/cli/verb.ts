import type { Command } from 'commander';
import type {
  InputOf,
  OperationName,
  OutputOf,
  ProgressOf,
  Services,
} from '../../shared/contract/operations.ts';
import type { ExitStatus } from './exit-status.ts';
import type { ProgressLine } from './text/progress-line.ts';
import type { Style } from './text/style.ts';

export type Format = 'text' | 'json' | 'sarif';

/** What a verb works with besides its own arguments. */
export interface VerbContext {
  readonly services: Services<AbortSignal>;
  readonly format: Format;
  /** Only results: no progress, no next steps, nothing where all is well. */
  readonly quiet: boolean;
  /** How text on standard output looks. */
  readonly style: Style;
  readonly signal: AbortSignal;
  /** On a terminal; absent where progress is not shown. */
  readonly progressLine: ProgressLine | undefined;
  /** The absolute path of what the user typed. */
  absolute(path: string): string;
  /** What the reader calls a path: relative where it lies below their folder. */
  nameOf(path: string): string;
  /** The ticket of a path the user typed. */
  grant(path: string): string;
  /** Prints a result on standard output, as text or as the one JSON document. */
  print(result: Result): void;
  /** Prints a line on standard error, in text format only. */
  complain(line: string): void;
}

/** A result in both of its forms; the text is only made where it is shown. */
export interface Result {
  readonly json: unknown;
  readonly text: () => string;
}

/** One verb of the command line. */
export interface Verb {
  readonly name: string;
  readonly summary: string;
  readonly formats: readonly Format[];
  /** Adds its arguments and options. */
  declare(command: Command): void;
  run(context: VerbContext, args: readonly string[], command: Command): Promise<ExitStatus>;
}

/** Calls an operation with the run's signal, showing its progress. */
export async function call<Name extends OperationName>(
  context: VerbContext,
  name: Name,
  input: InputOf<Name>,
  progress: (value: ProgressOf<Name>) => void = () => undefined,
): Promise<OutputOf<Name>> {
  const operation: Services<AbortSignal>[Name] = context.services[name];
  try {
    return await operation(input, { signal: context.signal, progress });
  } finally {
    context.progressLine?.clear();
  }
}
