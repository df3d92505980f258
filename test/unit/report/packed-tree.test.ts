import { expect, test } from 'vitest';
import type { FileTree } from '../../../shared/contract/size-report.ts';
import { NumberReader, NumberWriter } from '../../../shared/report/number-text.ts';
import { packTree } from '../../../shared/report/packed-tree.ts';
import { unpackTree } from '../../support/unpack-tree.ts';

test('numbers of every size come back as they were written', () => {
  const whole = [0, 1, 31, 32, 1023, 1024, 2 ** 31, 2 ** 44, Number.MAX_SAFE_INTEGER];
  const signed = [0, -1, 1, -300_000, 300_000];
  const writer = new NumberWriter();
  for (const value of whole) writer.push(value);
  for (const value of signed) writer.pushSigned(value);
  const text = writer.text();
  expect(text).toMatch(/^[\w-]+$/);
  const reader = new NumberReader(text);
  expect(whole.map(() => reader.next())).toEqual(whole);
  expect(signed.map(() => reader.nextSigned())).toEqual(signed);
  expect(reader.next()).toBe(0);
});

test('more numbers than are joined at a time keep their order', () => {
  const writer = new NumberWriter();
  for (let i = 0; i < 50_000; i++) writer.push(i * 1000);
  const reader = new NumberReader(writer.text());
  for (let i = 0; i < 50_000; i++) if (reader.next() !== i * 1000) throw new Error(`number ${i} is another`);
  expect(reader.next()).toBe(0);
});

test('a tree comes back whole, with any name that a file may have', () => {
  const tree: FileTree = {
    names: ['', 'a', 'new\nline', '"quoted"', 'データ', ' ', '\u{1f6a2}', '\ud800'],
    parents: [-1, 0, 1, 1, 0, 4, 4, 0],
    bytes: [0, 0, 5, 2 ** 44, 0, 0, 31, 32],
    layers: [-1, 3, 0, 120, 0, -1, 2, 2],
    kinds: [4, 0, 1, 2, 3, 4, 0, 1],
    types: [1, 1, 0, 0, 1, 2, 3, 4],
  };
  const sent: unknown = JSON.parse(JSON.stringify(packTree(tree)));
  expect(unpackTree(sent as ReturnType<typeof packTree>)).toEqual(tree);
});
