import { describe, expect, it } from 'vitest';
import { parseQuantity, portableQuantity } from '../../../shared/model/quantity.ts';

describe('parseQuantity', () => {
  it.each([
    ['250m', 0.25],
    ['1', 1],
    ['128Mi', 134_217_728],
    ['2Gi', 2_147_483_648],
    ['1T', 1e12],
  ])('takes %s as both sides do', (text, value) => {
    expect(parseQuantity(text)).toEqual({ value, reference: true, kubernetes: true });
  });

  it.each([
    ['0.5', 0.5],
    ['1.5Gi', 1_610_612_736],
    ['64Ki', 65_536],
    ['1Pi', 2 ** 50],
    ['1Ei', 2 ** 60],
    ['5k', 5000],
    ['100n', 1e-7],
    ['1e3', 1000],
    ['1E3', 1000],
    ['+5', 5],
    ['-5', -5],
    ['.5', 0.5],
  ])('knows that only Kubernetes takes %s', (text, value) => {
    const quantity = parseQuantity(text);
    expect(quantity).toMatchObject({ reference: false, kubernetes: true });
    expect(quantity?.value).toBeCloseTo(value, 9);
  });

  it.each([
    ['5K', 5000],
    ['64ki', 65_536],
  ])('knows that only the reference validator takes %s', (text, value) => {
    expect(parseQuantity(text)).toEqual({ value, reference: true, kubernetes: false });
  });

  it.each(['', 'lots', '128MB', 'Mi', '1 Gi', '1Gib', '1e', '--1', '1.2.3', '1mi', 'NaN', 'constructor'])(
    'refuses “%s” as both sides do',
    (text) => {
      expect(parseQuantity(text)).toBeUndefined();
    },
  );
});

describe('portableQuantity', () => {
  it.each([
    [0.5, 'cpu', '500m'],
    [2, 'cpu', '2'],
    [0.0005, 'cpu', undefined],
    [2 ** 30 * 1.5, 'memory', '1536Mi'],
    [2 ** 31, 'memory', '2Gi'],
    [5000, 'memory', '5000'],
    [-1, 'memory', undefined],
    [0.5, 'memory', undefined],
  ] as const)('writes %d of %s as %s', (value, resource, text) => {
    expect(portableQuantity(value, resource)).toBe(text);
  });

  it('keeps the amount', () => {
    for (const text of ['0.25', '1.5', '3']) {
      const value = parseQuantity(text)?.value ?? 0;
      expect(parseQuantity(portableQuantity(value, 'cpu') ?? '')).toEqual({
        value,
        reference: true,
        kubernetes: true,
      });
    }
  });
});
