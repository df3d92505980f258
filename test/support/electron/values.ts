/**
 * Values cross between processes as copies, by the structured clone algorithm ("Object serialization" of Electron's
 * inter-process communication tutorial; a function throws "An object could not be cloned"). Of it the stand-in carries
 * plain data, which is all that the shell sends; anything else throws.
 */

/** A value as JSON that `decode` turns into an equal one; what JSON has no word for is tagged. */
export function encode(value: unknown): unknown {
  if (value === undefined) return { $: 'undefined' };
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') {
    return Number.isFinite(value) && !Object.is(value, -0) ? value : { $: 'number', text: numberText(value) };
  }
  if (Array.isArray(value)) return value.map(encode);
  if (typeof value === 'object' && isPlain(value)) {
    return { $: 'object', members: Object.entries(value).map(([name, each]) => [name, encode(each)]) };
  }
  throw new Error('An object could not be cloned.');
}

/** The value that `encode` was given. */
export function decode(wire: unknown): unknown {
  if (Array.isArray(wire)) return wire.map(decode);
  if (typeof wire !== 'object' || wire === null) return wire;
  const { $, text, members } = wire as { $: string; text?: string; members?: [string, unknown][] };
  if ($ === 'undefined') return undefined;
  if ($ === 'number') return Number(text);
  return Object.fromEntries((members ?? []).map(([name, each]) => [name, decode(each)]));
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function numberText(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}
