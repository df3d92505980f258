import { describe, expect, it } from 'vitest';
import { compareSoftwareVersions, isEarlierGeneration } from '../../../shared/model/app-json.ts';

describe('compareSoftwareVersions', () => {
  it.each([
    ['7.2', '7.2', 0],
    ['7.2.0', '7.2', 0],
    ['7.10', '7.2', 1],
    ['7.1.2', '7.2', -1],
    ['6.8.1_u3', '7.2', -1],
    ['8', '7.2', 1],
  ])('orders %s against %s', (a, b, order) => {
    expect(Math.sign(compareSoftwareVersions(a, b) ?? Number.NaN)).toBe(order);
  });

  it('gives no order to what is no version', () => {
    expect(compareSoftwareVersions('new', '7.2')).toBeUndefined();
  });
});

describe('isEarlierGeneration', () => {
  it('tells the earlier app.json by its fields', () => {
    expect(isEarlierGeneration({ id: 1 })).toBe(true);
    expect(isEarlierGeneration({ version: 3 })).toBe(true);
    expect(isEarlierGeneration({ access_requirements: {} })).toBe(true);
    expect(isEarlierGeneration({ version: '1.0.0', name: 'a' })).toBe(false);
  });
});
