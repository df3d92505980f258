/** A Kubernetes resource quantity (`250m`, `128Mi`), and who takes it. */
export interface Quantity {
  /** In the base unit: cores for CPU, bytes for memory. */
  readonly value: number;
  /** The reference validator takes digits and one of `m K M G T ki Mi Gi Ti`. */
  readonly reference: boolean;
  /** Kubernetes takes decimals, a sign, an exponent, and `n u m k M G T P E Ki Mi Gi Ti Pi Ei`. */
  readonly kubernetes: boolean;
}

const factors: Readonly<Record<string, number>> = {
  '': 1,
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  k: 1e3,
  K: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  ki: 2 ** 10,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

const referenceSuffixes = new Set(['', 'm', 'K', 'M', 'G', 'T', 'ki', 'Mi', 'Gi', 'Ti']);
const onlyReferenceSuffixes = new Set(['K', 'ki']);

const pattern = /^([+-]?)(\d+\.?\d*|\.\d+)(?:[eE]([+-]?\d{1,3})|([A-Za-z]{0,2}))$/;

/** Reads a quantity as it is written; `undefined` for what neither the reference validator nor Kubernetes takes. */
export function parseQuantity(text: string): Quantity | undefined {
  const match = pattern.exec(text);
  if (match === null) return undefined;
  const [, sign = '', digits = '', exponent, suffix = ''] = match;
  const factor = exponent === undefined ? factors[suffix] : 10 ** Number(exponent);
  if (factor === undefined) return undefined;
  const plainDigits = sign === '' && /^\d+$/.test(digits) && exponent === undefined;
  return {
    value: (sign === '-' ? -1 : 1) * Number(digits) * factor,
    reference: plainDigits && referenceSuffixes.has(suffix),
    kubernetes: !onlyReferenceSuffixes.has(suffix),
  };
}

/**
 * The same amount in a spelling that both sides take, or `undefined` where there is none.
 * @param value cores or bytes
 */
export function portableQuantity(value: number, resource: 'cpu' | 'memory'): string | undefined {
  if (!Number.isFinite(value) || value < 0) return undefined;
  if (resource === 'cpu') {
    const thousandths = value * 1000;
    if (Number.isInteger(value)) return String(value);
    return Math.abs(thousandths - Math.round(thousandths)) < 1e-9 ? `${Math.round(thousandths)}m` : undefined;
  }
  if (!Number.isSafeInteger(value)) return undefined;
  for (const suffix of ['Ti', 'Gi', 'Mi']) {
    const factor = factors[suffix] ?? 1;
    if (value >= factor && value % factor === 0) return `${value / factor}${suffix}`;
  }
  return String(value);
}
