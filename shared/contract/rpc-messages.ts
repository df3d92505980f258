import { get, isMap } from '../model/plain.ts';
import { type ErrorCode, type ErrorData, GantryError } from './error.ts';

/** What a caller sends. `id` is the caller's own number of the call. */
export type CallerMessage =
  | {
      readonly type: 'call';
      readonly id: number;
      readonly name: string;
      readonly input: unknown;
      /** Whether the call goes on when the caller's port closes. */
      readonly keep?: true;
    }
  | { readonly type: 'cancel'; readonly id: number };

/** An error as data. */
export interface WireError {
  readonly code: ErrorCode;
  readonly data: ErrorData[ErrorCode];
}

/** What the trusted end sends. */
export type HostMessage =
  /** Several values where they came faster than they are sent. */
  | { readonly type: 'progress'; readonly id: number; readonly values: readonly unknown[] }
  | { readonly type: 'done'; readonly id: number; readonly output: unknown }
  | { readonly type: 'done'; readonly id: number; readonly error: WireError }
  | { readonly type: 'event'; readonly name: string; readonly data: unknown };

const longestName = 100;

/** What a caller sent, or `undefined` where it is no message of the protocol. */
export function readCallerMessage(message: unknown): CallerMessage | undefined {
  const id = get(message, 'id');
  if (typeof id !== 'number' || !Number.isSafeInteger(id) || id < 0) return undefined;
  if (get(message, 'type') === 'cancel') return { type: 'cancel', id };
  const name = get(message, 'name');
  if (get(message, 'type') !== 'call' || typeof name !== 'string' || name.length > longestName)
    return undefined;
  const call = { type: 'call', id, name, input: get(message, 'input') } as const;
  const keep = get(message, 'keep');
  if (keep === undefined) return call;
  return keep === true ? { ...call, keep } : undefined;
}

/** What the host sent, or `undefined` where a page of another version cannot read it. */
export function readHostMessage(message: unknown): HostMessage | undefined {
  const type = get(message, 'type');
  if (type === 'event') {
    const name = get(message, 'name');
    return typeof name === 'string' ? { type, name, data: get(message, 'data') } : undefined;
  }
  const id = get(message, 'id');
  if (typeof id !== 'number') return undefined;
  if (type === 'progress') {
    const values = get(message, 'values');
    return Array.isArray(values) ? { type, id, values } : undefined;
  }
  if (type !== 'done') return undefined;
  const error = get(message, 'error');
  return isWireError(error) ? { type, id, error } : { type, id, output: get(message, 'output') };
}

function isWireError(error: unknown): error is WireError {
  return isMap(error) && typeof error.code === 'string' && isMap(error.data);
}

/** An error as it crosses the port. */
export function toWire({ code, data }: GantryError): WireError {
  return { code, data };
}

/** An error that crossed the port. */
export function fromWire({ code, data }: WireError): GantryError {
  return new GantryError(code, data);
}
