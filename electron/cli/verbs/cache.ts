import { type Command, InvalidArgumentError, Option } from 'commander';
import type { CacheOutput } from '../../../shared/contract/outputs.ts';
import { formatBytes, formatCount } from '../../../shared/report/format.ts';
import { exitStatus } from '../exit-status.ts';
import { printable, type Style } from '../text/style.ts';
import { call, type Verb } from '../verb.ts';

interface Options {
  readonly clear?: boolean;
  readonly limit?: number;
}

const units: Readonly<Record<string, number>> = { '': 1, k: 1e3, m: 1e6, g: 1e9, t: 1e12 };

/** `gantry cache` */
export const cacheVerb: Verb = {
  name: 'cache',
  summary: 'show, limit or clear the cache of compressed layers',
  formats: ['text', 'json'],
  declare(command: Command) {
    command
      .addOption(new Option('--clear', 'remove every compressed layer').conflicts('limit'))
      .option('--limit <size>', 'bytes that it may take, as in 500M or 20G; 0 keeps none', toBytes);
  },
  async run(context, _args, command) {
    const { clear = false, limit } = command.opts<Options>();
    const output = clear
      ? await call(context, 'cache.clear', {})
      : limit !== undefined
        ? await call(context, 'cache.limit', { limitBytes: limit })
        : await call(context, 'cache.status', {});
    context.print({
      json: output,
      text: () => (context.quiet ? String(output.bytes) : render(output, context.style)),
    });
    return exitStatus.clean;
  },
};

function render({ folder, bytes, layers, limitBytes, freedBytes }: CacheOutput, style: Style): string {
  const { colors } = style;
  const limit = limitBytes === 0 ? 'none are kept' : `up to ${formatBytes(limitBytes)}`;
  return [
    ...(freedBytes === undefined ? [] : [`Removed ${formatBytes(freedBytes)}.`, '']),
    colors.bold('Compressed layers'),
    `  ${colors.dim('folder')}  ${printable(folder)}`,
    `  ${colors.dim('kept  ')}  ${formatBytes(bytes)} in ${formatCount(layers, 'layer')}`,
    `  ${colors.dim('limit ')}  ${limit}`,
  ].join('\n');
}

function toBytes(value: string): number {
  const [, digits = '', unit = ''] = /^(\d+(?:\.\d+)?)\s*([kmgt]?)b?$/i.exec(value) ?? [];
  const bytes = Math.round(Number(digits) * (units[unit.toLowerCase()] ?? Number.NaN));
  if (digits === '' || !Number.isSafeInteger(bytes)) {
    throw new InvalidArgumentError('it is a size such as 500M or 20G.');
  }
  return bytes;
}
