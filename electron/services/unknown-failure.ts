import { GantryError } from '../../shared/contract/error.ts';

/**
 * Any failure as the one error a host shows. What is none of ours is a defect and becomes `Internal`, its cause
 * kept for the log; a call that was aborted is `Cancelled`, whatever its libraries made of it.
 */
export function toGantryError(failure: unknown, signal?: AbortSignal): GantryError {
  if (failure instanceof GantryError) return failure;
  if (signal?.aborted === true)
    return new GantryError('Cancelled', { operation: 'working' }, { cause: failure });
  return new GantryError('Internal', { reason: reasonOf(failure) }, { cause: failure });
}

function reasonOf(failure: unknown): string {
  if (!(failure instanceof Error)) return `something was thrown that is no error (${typeof failure})`;
  const [line = ''] = failure.message.split('\n');
  return line === '' ? failure.name : line;
}
