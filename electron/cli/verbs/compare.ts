import { type Command, Option } from 'commander';
import type { Change, CompareOutput, ImageChange } from '../../../shared/contract/comparison.ts';
import { formatBytes, formatCount } from '../../../shared/report/format.ts';
import { type ExitStatus, exitStatus } from '../exit-status.ts';
import { printable, type Style, table, wrapAfter } from '../text/style.ts';
import { targetOrImage } from '../text/target.ts';
import { call, type Verb, type VerbContext } from '../verb.ts';

type FailOn = Change['severity'] | 'any' | 'never';

interface Options {
  readonly failOn: FailOn;
}

/** `gantry compare OLD NEW` */
export const compareVerb: Verb = {
  name: 'compare',
  summary: 'show what changed between two bundles, archives, images or projects',
  formats: ['text', 'json'],
  declare(command: Command) {
    command
      .argument('<old>', 'bundle, package, image archive, folder, or an image reference on the engine')
      .argument('<new>', 'what it is compared with')
      .addOption(
        new Option('--fail-on <severity>', 'lowest severity of a change that makes the exit status 1')
          .choices(['critical', 'notable', 'minor', 'any', 'never'])
          .default('never'),
      );
  },
  async run(context, [before = '', after = ''], command) {
    const { failOn } = command.opts<Options>();
    const output = await call(
      context,
      'target.compare',
      { before: targetOrImage(context, before), after: targetOrImage(context, after) },
      (progress) => context.progressLine?.update(progress),
    );
    context.print({ json: output, text: () => render(context, output) });
    return statusOfChanges(output, failOn);
  },
};

const ranks: Readonly<Record<Change['severity'], number>> = { critical: 0, notable: 1, minor: 2 };

/** `any` also counts what has no meaning: an entry or a layer that differs. */
function statusOfChanges({ changes, entries, images }: CompareOutput, failOn: FailOn): ExitStatus {
  if (failOn === 'never') return exitStatus.clean;
  const differs = entries.length > 0 || images.some(({ status }) => status !== 'same');
  const failed =
    failOn === 'any'
      ? changes.length > 0 || differs
      : changes.some(({ severity }) => ranks[severity] <= ranks[failOn]);
  return failed ? exitStatus.findings : exitStatus.clean;
}

function render(context: VerbContext, output: CompareOutput): string {
  const { style, quiet } = context;
  const { colors } = style;
  const { before, after, identical, changes, images, entries } = output;
  const head = `${colors.bold(printable(context.nameOf(before.target)))} → ${colors.bold(printable(context.nameOf(after.target)))}`;
  if (identical) return quiet ? '' : `${head}\n\nThe same, byte for byte.`;
  const parts: string[] = quiet ? [] : [head];
  const shown = quiet ? changes.filter(({ severity }) => severity !== 'minor') : changes;
  if (shown.length > 0) parts.push(renderChanges(shown, style));
  for (const image of images) if (image.status !== 'same') parts.push(renderImage(image, style));
  if (!quiet && entries.length > 0) parts.push(renderEntries(entries, style));
  if (!quiet) parts.push(summary(output));
  return parts.join('\n\n');
}

const words: Readonly<Record<Change['severity'], string>> = {
  critical: 'critical',
  notable: 'notable',
  minor: 'minor',
};

function renderChanges(changes: readonly Change[], style: Style): string {
  const { colors } = style;
  const paint = { critical: colors.red, notable: colors.yellow, minor: colors.cyan };
  const indent = 2 + 'critical'.length + 2;
  return changes
    .map(({ severity, message, path, widensAccess }) => {
      const widened = widensAccess ? 'Widens access: ' : '';
      const lines = [
        `  ${colors.bold(paint[severity](words[severity].padEnd('critical'.length)))}  ${wrapAfter(indent, widened + message, style)}`,
      ];
      if (path !== '') lines.push(' '.repeat(indent) + colors.dim(wrapAfter(indent, path, style)));
      return lines.join('\n');
    })
    .join('\n');
}

const mostFiles = 10;

function renderImage(image: ImageChange, style: Style): string {
  const { colors } = style;
  const { before, after, layers, files, filesChanged } = image;
  const size = (side: ImageChange['before']): string =>
    side === undefined ? 'none' : formatBytes(side.bytes);
  const base = image.baseChanged ? ', another base' : '';
  const parts = [
    `${colors.bold(printable(image.ref))}  ${image.status}: ${size(before)} → ${size(after)}${base}`,
  ];
  const right = { align: 'right' } as const;
  const moved = layers.filter(({ status }) => status !== 'same');
  if (moved.length > 0) {
    const columns = [{ title: 'layer' }, { title: 'size', ...right }, { title: 'command', flexible: true }];
    const rows = moved.map(({ status, bytes, command, diffId }) => [
      status,
      formatBytes(bytes),
      command === '' ? diffId.slice(0, 19) : command.replace(/\s+/g, ' '),
    ]);
    parts.push(table(columns, rows, style));
  }
  const { added, removed, changed } = filesChanged;
  if (files.length > 0) {
    const columns = [{ title: 'before', ...right }, { title: 'after', ...right }, { title: 'file' }];
    const rows = files
      .slice(0, mostFiles)
      .map(({ path, before: was, after: is }) => [
        was === null ? 'new' : formatBytes(was),
        is === null ? 'gone' : formatBytes(is),
        path,
      ]);
    parts.push(table(columns, rows, style));
    parts.push(`  ${formatCount(added, 'file')} added, ${removed} removed, ${changed} changed.`);
  }
  return parts.join('\n');
}

function renderEntries(entries: CompareOutput['entries'], style: Style): string {
  const columns = [{ title: 'entry that differs' }, { title: '' }];
  const rows = entries.map(({ name, before, after }) => [
    name,
    before === null ? 'new' : after === null ? 'gone' : 'other bytes',
  ]);
  return table(columns, rows, style);
}

function summary({ changes, entries }: CompareOutput): string {
  if (changes.length === 0) {
    return entries.length === 0
      ? 'Nothing changed.'
      : 'Nothing changed in meaning, but not every byte is the same.';
  }
  const counts = (['critical', 'notable', 'minor'] as const).flatMap((severity) => {
    const count = changes.filter((change) => change.severity === severity).length;
    return count === 0 ? [] : [`${count} ${severity}`];
  });
  const widening = changes.filter(({ widensAccess }) => widensAccess).length;
  const widened = widening === 0 ? '' : ` ${formatCount(widening, 'change widens', 'changes widen')} access.`;
  return `${formatCount(changes.length, 'change')}: ${counts.join(', ')}.${widened}`;
}
