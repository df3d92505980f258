import { type Command, InvalidArgumentError, Option } from 'commander';
import { GantryError } from '../../shared/contract/error.ts';
import { printable } from './text/style.ts';
import type { targetOrImage } from './text/target.ts';
import { call, type VerbContext } from './verb.ts';

interface ReportOptions {
  readonly report?: string;
  readonly nodes: number;
}

/** The smallest cluster that survives the loss of a node. */
const defaultNodes = 3;

/** Adds the options of a review written to a file. */
export function declareReport(command: Command): void {
  command
    .option('--report <file>', 'also write a review: a page (.html), JSON (.json) or SARIF (.sarif)')
    .addOption(
      new Option('--nodes <number>', 'nodes of the cluster that the report adds resources up for')
        .default(defaultNodes)
        .argParser(wholeNumber),
    );
}

function wholeNumber(text: string): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= 1 && number <= 10_000) return number;
  throw new InvalidArgumentError('It is a whole number from 1 to 10000.');
}

/**
 * What writes the report that was asked for, where one was; its format is the one that the file's name ends with.
 * @throws GantryError `Usage` where the name ends with none, or the target has no file.
 */
export function reportFor(
  context: VerbContext,
  input: ReturnType<typeof targetOrImage>,
  command: Command,
): (() => Promise<void>) | undefined {
  const { report, nodes } = command.opts<ReportOptions>();
  if (report === undefined) return undefined;
  if (!('target' in input)) {
    const problem = 'a report is made of a file or folder, not of an engine’s image';
    throw new GantryError('Usage', { problem });
  }
  const ending = /\.(html|json|sarif)$/i.exec(report)?.[1]?.toLowerCase();
  const format = (['html', 'json', 'sarif'] as const).find((each) => each === ending);
  if (format === undefined) {
    throw new GantryError('Usage', { problem: `“${report}” must end with .html, .json or .sarif` });
  }
  const { target } = input;
  return async () => {
    await call(
      context,
      'review.report',
      { target, output: context.grant(report), format, nodes },
      (progress) => context.progressLine?.update(progress),
    );
    if (!context.quiet) context.complain(`Wrote ${printable(report)}.`);
  };
}
