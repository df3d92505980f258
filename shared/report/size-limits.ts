import type { DiagnosticOutput, InspectOutput } from '../contract/outputs.ts';
import { formatBytes } from './format.ts';

/** What an image is held to; what is absent is not checked. */
export interface SizeLimits {
  /** Uncompressed bytes. */
  readonly maxSize?: number;
  /** Bytes of files that later layers hide. */
  readonly maxWaste?: number;
  /** From 0 to 1. */
  readonly minEfficiency?: number;
}

/**
 * A finding where limits are set and there is an image they could not be held against: what was not measured is not within them.
 * @param output of an inspection
 */
export function uncheckedLimits(
  { target, images, diagnostics }: Pick<InspectOutput, 'target' | 'images' | 'diagnostics'>,
  { maxSize, maxWaste, minEfficiency }: SizeLimits,
): DiagnosticOutput[] {
  const isLimited = [maxSize, maxWaste, minEfficiency].some((limit) => limit !== undefined);
  const unread = diagnostics.some(
    ({ severity, code }) => severity === 'error' || code === 'image/not-measured',
  );
  if (!isLimited || (images.length > 0 && !unread)) return [];
  const what = images.length === 0 ? 'no image was measured' : 'not every image was measured';
  return [finding('size/not-checked', target, `The limits could not be checked: ${what}.`)];
}

/** A finding for each limit an image breaks. */
export function limitFindings(images: InspectOutput['images'], limits: SizeLimits): DiagnosticOutput[] {
  const { maxSize, maxWaste, minEfficiency } = limits;
  return images.flatMap(({ ref, bytes, wastedBytes, efficiency }) => {
    const found: DiagnosticOutput[] = [];
    if (maxSize !== undefined && bytes > maxSize) {
      const over = `${formatBytes(bytes - maxSize)} more than the ${formatBytes(maxSize)} allowed`;
      found.push(finding('size/too-large', ref, `The image “${ref}” has ${formatBytes(bytes)}, ${over}.`));
    }
    if (maxWaste !== undefined && wastedBytes !== undefined && wastedBytes > maxWaste) {
      const over = `more than the ${formatBytes(maxWaste)} allowed`;
      const what = `${formatBytes(wastedBytes)} of the image “${ref}” are hidden by later layers`;
      found.push(finding('size/too-much-waste', ref, `${what}, ${over}.`));
    }
    if (minEfficiency !== undefined && efficiency !== undefined && efficiency < minEfficiency) {
      const shows = `Only ${percent(efficiency)} of the file bytes of the image “${ref}” show in it`;
      found.push(finding('size/inefficient', ref, `${shows}; at least ${percent(minEfficiency)} should.`));
    }
    return found;
  });
}

/** Rounded down to a tenth, so that what is just below a limit does not look as if it met it. */
function percent(share: number): string {
  return `${Math.floor(share * 1000) / 10} %`;
}

function finding(code: string, ref: string, message: string): DiagnosticOutput {
  const start = { line: 1, column: 1 };
  return { code, severity: 'error', message, file: ref, path: '', range: { start, end: start }, fixes: [] };
}
