import { describe, expect, it } from 'vitest';
import { imageNeeds } from '../../../../renderer/store/image-sources.ts';

function workload(index: number, ...containers: { name: string; image: string }[]) {
  const value = { kind: 'ReplicaSet', spec: { template: { spec: { containers } } } };
  return { index, span: { start: 0, end: 0 }, valid: true, value };
}

const unknown = { known: false, reason: 'r', remedy: 'm' } as const;
const fact = {
  origin: 'the engine',
  id: 'sha256:1',
  tags: ['web:latest'],
  platform: 'linux/amd64',
  bytes: 10,
  exposedPorts: [],
  env: [],
  labels: {},
};
const place = {
  name: 'web.tar',
  display: '/a/web.tar',
  kind: 'file',
  isProject: false,
  isBundle: false,
  ticket: 't',
} as const;

describe('imageNeeds', () => {
  it('names each image once, in its one spelling, with every container that runs it', () => {
    const objects = [
      workload(0, { name: 'a', image: 'web' }),
      workload(1, { name: 'b', image: 'db:1' }, { name: 'c', image: 'web:latest' }),
    ];
    const needs = imageNeeds({ objects, images: unknown, settingsText: undefined, given: {} });
    expect(needs.map(({ reference, containers }) => [reference, containers])).toEqual([
      ['web:latest', ['a', 'c']],
      ['db:1', ['b']],
    ]);
  });

  it('prefers an archive given by hand over gantry.json, and that over the engine', () => {
    const objects = [
      workload(0, { name: 'a', image: 'web' }, { name: 'b', image: 'db' }, { name: 'c', image: 'job' }),
    ];
    const settingsText = '{"images": {"web": {"archive": "w.tar"}, "db": {"archive": "d.tar"}, "job": {}}}';
    const needs = imageNeeds({ objects, images: unknown, settingsText, given: { 'web:latest': place } });
    expect(needs.map(({ origin }) => origin)).toEqual([
      { kind: 'given', archive: 'web.tar' },
      { kind: 'settings', archive: 'd.tar' },
      { kind: 'engine' },
    ]);
  });

  it('calls an image missing only where all images are known', () => {
    const objects = [workload(0, { name: 'a', image: 'web' }, { name: 'b', image: 'db' })];
    const input = { objects, settingsText: undefined, given: {} };
    expect(imageNeeds({ ...input, images: unknown }).map(({ missing }) => missing)).toEqual([false, false]);
    const known = imageNeeds({ ...input, images: { known: true, value: [fact] } });
    expect(known.map(({ missing }) => missing)).toEqual([false, true]);
  });

  it('works on while gantry.json does not parse', () => {
    const objects = [workload(0, { name: 'a', image: 'web' })];
    const needs = imageNeeds({ objects, images: unknown, settingsText: '{"images": ', given: {} });
    expect(needs[0]?.origin).toEqual({ kind: 'engine' });
  });
});
