import { describe, expect, it } from 'vitest';
import {
  carryIdentities,
  type Identity,
} from '../../../../renderer/features/manifests/form/model/object-identities.ts';

function follow(...steps: readonly string[][]): number[] {
  let next = 0;
  let identities: readonly Identity[] = [];
  for (const step of steps) identities = carryIdentities(identities, step, () => next++);
  return identities.map(({ id }) => id);
}

describe('the identities of cards', () => {
  it('stay while one object is being typed into', () => {
    expect(follow(['a', 'b', 'c'], ['a', 'b2', 'c'], ['a', 'b23', 'c'])).toEqual([0, 1, 2]);
  });

  it('follow an object that moves', () => {
    expect(follow(['a', 'b', 'c'], ['b', 'c', 'a'])).toEqual([1, 2, 0]);
  });

  it('leave with the object that is removed, and not with the one behind it', () => {
    expect(follow(['a', 'b', 'c'], ['a', 'c'])).toEqual([0, 2]);
  });

  it('are new for what is added, wherever that is', () => {
    expect(follow(['a', 'b'], ['a', 'new', 'b'])).toEqual([0, 2, 1]);
  });

  it('are one each where objects are alike', () => {
    expect(follow(['a', 'a', 'b'], ['a', 'a', 'a', 'b'])).toEqual([0, 1, 3, 2]);
  });

  it('are never given twice, even when everything changes at once', () => {
    const ids = follow(['a', 'b', 'c'], ['c', 'x', 'y', 'a', 'z']);
    expect(new Set(ids).size).toBe(5);
    expect(ids[0]).toBe(2);
    expect(ids[3]).toBe(0);
  });
});
