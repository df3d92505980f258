import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { blockCompressor } from '../../../electron/services/bundle/block-compressor.ts';
import { NeededLayers } from '../../../electron/services/bundle/needed-layers.ts';
import { LayerCache } from '../../../electron/services/cache/layer-cache.ts';
import type { StoredLayer } from '../../../electron/services/cache/layer-spool.ts';
import { temporaryFolder } from '../../support/temp-folder.ts';

async function setUp() {
  const cache = new LayerCache(join(await temporaryFolder(), 'cache'));
  const layers = new NeededLayers(cache, 5);
  onTestFinished(() => layers.close());
  const compressor = blockCompressor(5);
  const make = async (diffId: string, bytes: number): Promise<StoredLayer> => {
    const spool = await cache.spool();
    const sum = await compressor.compress([Buffer.alloc(bytes)], (block) => spool.append(block));
    return cache.keep(spool, diffId, sum, 5);
  };
  const said: string[] = [];
  const taker = {
    begin: async (diffId: string, bytes: number) => void said.push(`${diffId} of ${bytes}`),
    append: async (deflated: Uint8Array) => void said.push(Buffer.from(deflated).toString()),
    undo: async () => void said.push('undone'),
  };
  return { layers, make, taker, said };
}

it('fails who waits for a layer that will not come, before and after that is known', async () => {
  const { layers, taker } = await setUp();
  const early = layers.wait('sha256:a');
  const inOrder = layers.inOrder(['sha256:a'], taker)[Symbol.asyncIterator]();
  const next = inOrder.next();
  layers.fail(new Error('the engine went away'));
  await expect(early).rejects.toThrow('the engine went away');
  await expect(next).rejects.toThrow('the engine went away');
  await expect(layers.wait('sha256:a')).rejects.toThrow('the engine went away');
  await expect(layers.wait('sha256:b')).rejects.toThrow('the engine went away');
  expect(await layers.pass(1000, undefined)).toBeUndefined();
});

it('passes a layer only to who waits for one, one at a time', async () => {
  const { layers, make, taker, said } = await setUp();
  expect(await layers.pass(1000, undefined)).toBeUndefined();
  const inOrder = layers.inOrder(['a', 'b'], taker)[Symbol.asyncIterator]();
  const next = inOrder.next();
  expect(await layers.pass(undefined, undefined)).toBeUndefined();
  expect(await layers.pass(1000, 'b')).toBeUndefined();
  const passing = await layers.pass(1000, undefined);
  expect(await layers.pass(1000, undefined)).toBeUndefined();
  await passing?.append(Buffer.from('some'));
  const layer = await make('a', 1000);
  await passing?.settle(layer);
  layers.add(layer);
  expect(await next).toEqual({ done: false, value: { layer, taken: true } });
  expect(said).toEqual(['a of 1000', 'some']);
  await inOrder.return?.();
  expect(await layers.pass(1000, undefined)).toBeUndefined();
});

it('takes back what was another layer, of another length, or none at all', async () => {
  const { layers, make, taker, said } = await setUp();
  const inOrder = layers.inOrder(['a'], taker)[Symbol.asyncIterator]();
  const next = inOrder.next();
  for (const proved of [await make('b', 1000), await make('a', 999), undefined]) {
    said.length = 0;
    const passing = await layers.pass(1000, undefined);
    await passing?.settle(proved);
    expect(said).toEqual(['a of 1000', 'undone']);
    await proved?.close();
  }
  const layer = await make('a', 1000);
  layers.add(layer);
  expect(await next).toEqual({ done: false, value: { layer, taken: false } });
});

it.each([
  [599, 'not at all'],
  [999, 'not long enough'],
  [1000, 'until its turn'],
])('lets a layer of %d bytes wait for the copying of others before it: %s', async (bytes, _how) => {
  const { layers, make, taker } = await setUp();
  layers.add(await make('a', 600));
  layers.add(await make('b', 400));
  const inOrder = layers.inOrder(['a', 'b', 'c'], taker)[Symbol.asyncIterator]();
  await inOrder.next();
  const passing = layers.pass(bytes, undefined);
  const early = await Promise.race([passing, new Promise((resolve) => setTimeout(resolve, 5, 'waits'))]);
  await inOrder.next();
  const last = inOrder.next();
  expect([early, (await passing)?.diffId]).toEqual([
    bytes < 600 ? undefined : 'waits',
    bytes < 1000 ? undefined : 'c',
  ]);
  layers.add(await make('c', 1));
  await last;
});
