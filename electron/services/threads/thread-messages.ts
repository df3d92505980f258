import { type ErrorCode, type ErrorData, GantryError } from '../../../shared/contract/error.ts';

/** What the starter of a thread sends. `id` is its own number of the call. */
export type CallerMessage =
  | { readonly type: 'call'; readonly id: number; readonly name: string; readonly input: unknown }
  | { readonly type: 'cancel'; readonly id: number };

/** What a thread sends. */
export type ThreadMessage =
  /** It serves from now on. */
  | { readonly type: 'ready' }
  | { readonly type: 'progress'; readonly id: number; readonly value: unknown }
  | { readonly type: 'done'; readonly id: number; readonly output: unknown }
  | { readonly type: 'failed'; readonly id: number; readonly failure: CrossingFailure };

/** A failure as data: cloning an error between threads loses its class and what it carries. */
export type CrossingFailure =
  | { readonly code: ErrorCode; readonly data: ErrorData[ErrorCode]; readonly stack: string | undefined }
  | { readonly name: string; readonly message: string; readonly stack: string | undefined };

/** A failure, ready to cross. */
export function toCrossing(failure: unknown): CrossingFailure {
  if (failure instanceof GantryError) {
    return { code: failure.code, data: failure.data, stack: failure.stack };
  }
  if (failure instanceof Error) {
    return { name: failure.name, message: failure.message, stack: failure.stack };
  }
  return { name: 'Error', message: String(failure), stack: undefined };
}

/** A failure that crossed: the same `GantryError`, or an error of the same name and message; its stack is the thread's. */
export function fromCrossing(failure: CrossingFailure): Error {
  const error = 'code' in failure ? new GantryError(failure.code, failure.data) : new Error(failure.message);
  if ('name' in failure) error.name = failure.name;
  if (failure.stack !== undefined) error.stack = failure.stack;
  return error;
}
