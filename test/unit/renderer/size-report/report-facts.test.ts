import { expect, test } from 'vitest';
import {
  factsOf,
  isCited,
  partsOf,
  stepText,
  verdictOf,
} from '../../../../renderer/size-report/report-facts.ts';
import { entryAt } from '../../../../shared/report/file-tree-index.ts';
import { sizeReport } from '../../../support/size-report.ts';

test('says how far an image is from its limit, which it must stay below', () => {
  const verdict = (bytes: number) => verdictOf(sizeReport([], { bytes }));
  expect(verdict(388e6)).toEqual({ text: '112 MB below the 500 MB budget', over: false });
  expect(verdict(612e6)).toEqual({ text: '112 MB over the 500 MB budget', over: true });
  expect(verdict(500e6).over).toBe(true);
});

test('splits the bytes of an image into parts that sum up to it', () => {
  const report = sizeReport(
    [
      ['/usr/bin/env', 50, 0, 0],
      ['/app/server.py', 30, 1, 3],
    ],
    { bytes: 120, wastedBytes: 25 },
  );
  const parts = partsOf({ report, ...factsOf(report) }).map(({ label, bytes }) => [label, bytes]);
  expect(parts).toEqual([
    ['Runtime', 50],
    ['App', 30],
    ['Copies nobody sees', 25],
    ['Names and padding', 15],
  ]);
});

test('marks what advice names, and a folder as a whole where that is most of it', () => {
  const advice = [
    {
      code: 'advice/a',
      message: '',
      savesBytes: 90,
      paths: ['/cache/a', '/cache/b', '/app/x', '/gone'],
      layers: [],
    },
  ];
  const report = sizeReport(
    [
      ['/cache/a', 50],
      ['/cache/b', 20],
      ['/cache/c', 10],
      ['/app/x', 10],
      ['/app/y', 90],
    ],
    { advice },
  );
  const facts = { report, ...factsOf(report) };
  const entry = (path: string): number => entryAt(facts.index, path) ?? -1;
  expect([...facts.cited].sort((a, b) => a - b)).toEqual(
    [entry('/cache'), entry('/app/x')].sort((a, b) => a - b),
  );
  expect(isCited(facts, entry('/cache/c'))).toBe(true);
  expect(isCited(facts, entry('/app/y'))).toBe(false);
});

test('shows build steps without what engines add around them', () => {
  expect(stepText('RUN /bin/sh -c pip install -r requirements.txt # buildkit')).toBe(
    'RUN pip install -r requirements.txt',
  );
  expect(stepText('/bin/sh -c #(nop) ADD file:9f2a in / ')).toBe('ADD file:9f2a in /');
  expect(stepText('/bin/sh -c apt-get update')).toBe('RUN apt-get update');
  expect(stepText('RUN |2 A=1 B=two /bin/sh -c make # buildkit')).toBe('RUN make');
  expect(stepText('')).toBe('Unknown build step');
});
