import type { DoctorOutput } from '../../../shared/contract/outputs.ts';
import { exitStatus } from '../exit-status.ts';
import { printable, type Style, wrapAfter } from '../text/style.ts';
import { call, type Verb } from '../verb.ts';

/** `gantry doctor` */
export const doctorVerb: Verb = {
  name: 'doctor',
  summary: 'show which container engines were tried and what to do',
  formats: ['text', 'json'],
  declare() {},
  async run(context) {
    const output = await call(context, 'engine.doctor', {});
    context.print({ json: output, text: () => render(output, context.style) });
    return output.engine === undefined ? exitStatus.engine : exitStatus.clean;
  },
};

function render({ engine, attempts, advice }: DoctorOutput, style: Style): string {
  const { colors } = style;
  const lines = [colors.bold('Container engines')];
  for (const attempt of attempts) {
    const sign = attempt.ok ? colors.green('✓ works') : colors.red('✗ no   ');
    lines.push(
      `  ${sign}  ${colors.bold(printable(attempt.endpoint))}  ${colors.dim(printable(attempt.source))}`,
    );
    lines.push(`           ${wrapAfter(11, attempt.answer, style)}`);
    const own = attempt.advice;
    // What is told at the end is not told twice.
    if (own !== undefined && !advice.some((each) => each.includes(own)))
      lines.push(`           ${wrapAfter(11, own, style)}`);
  }
  if (attempts.length === 0) lines.push('  No place was found where one may be.');
  lines.push('');
  if (engine === undefined) {
    lines.push(colors.bold(colors.red('No engine can be used.')));
  } else {
    const { product, version, apiVersion, platform, endpoint } = engine;
    const about = `${product} ${version}, API ${apiVersion}, ${platform}`;
    lines.push(`${colors.green('Gantry uses')} ${printable(about)} at ${printable(endpoint)}.`);
  }
  for (const each of advice) lines.push(`  ${wrapAfter(2, each, style)}`);
  return lines.join('\n');
}
