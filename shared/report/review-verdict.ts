import type { ReviewOutput } from '../contract/review.ts';

/** What all rules together say. */
export interface ReviewVerdict {
  readonly tone: 'error' | 'warning' | 'ok' | 'mute';
  /** A sentence. */
  readonly title: string;
  /** How many rules could not run. */
  readonly lacking: number;
}

/** The verdict on what was read so far, in the words of every surface. What could not be checked never counts as passed. */
export function reviewVerdict({
  kind,
  stage,
  summary: { errors, warnings },
  notChecked,
}: Pick<ReviewOutput, 'kind' | 'stage' | 'summary' | 'notChecked'>): ReviewVerdict {
  const lacking = new Set(notChecked.map(({ code }) => code)).size;
  const says = (tone: ReviewVerdict['tone'], title: string): ReviewVerdict => ({ tone, title, lacking });
  if (kind === 'image-archive') {
    return says('mute', 'An image archive has no manifests, so the rules have nothing to judge.');
  }
  if (errors > 0) return says('error', 'The platform would refuse this, or it would not work.');
  if (stage === 'manifests') return says('mute', 'No error so far; the images are still being read.');
  if (warnings > 0) return says('warning', 'No error was found; the warnings want a look.');
  if (lacking > 0 && kind === 'project')
    return says('ok', 'No error was found by the checks that could run.');
  if (lacking > 0) return says('ok', 'No error was found by the checks that a bundle allows.');
  return says('ok', 'No error was found, and every check ran.');
}
