import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, expect, it, onTestFinished } from 'vitest';
import { HashThread } from '../../../electron/services/archives/stream-hash.ts';
import { AtomicFile } from '../../../electron/services/bundle/atomic-file.ts';
import { blockCompressor } from '../../../electron/services/bundle/block-compressor.ts';
import { copyDraft } from '../../../electron/services/bundle/copy-draft.ts';
import { DraftFile } from '../../../electron/services/bundle/draft-file.ts';
import { GzipMemberWriter } from '../../../electron/services/bundle/gzip-member.ts';
import type { ExpectedRun } from '../../../electron/services/bundle/read-back.ts';
import { CacheDamaged } from '../../../electron/services/cache/cache-damaged.ts';
import { LayerCache } from '../../../electron/services/cache/layer-cache.ts';
import type { StoredLayer } from '../../../electron/services/cache/layer-spool.ts';
import { sha256 } from '../../support/archive-bytes.ts';
import { temporaryFolder } from '../../support/temp-folder.ts';

/** Long enough for several pieces, and hardly compressed. */
const body = Buffer.concat(
  Array.from({ length: 150_000 }, (_, i) => createHash('sha256').update(String(i)).digest()),
);
const compressor = blockCompressor(5);

/** A draft of a member: a line, a layer of the cache, and room that is filled afterwards. */
async function drafted(onBytes: (bytes: number) => void = () => undefined) {
  const folder = await temporaryFolder();
  const cache = new LayerCache(join(folder, 'cache'));
  const spool = await cache.spool();
  const sum = await compressor.compress([body], (block) => spool.append(block));
  await (await cache.keep(spool, sha256(body), sum, 5)).close();
  const layer = await cache.find(sha256(body), 5);
  if (layer === undefined) throw new Error('the layer is missing');
  const file = await AtomicFile.create(join(folder, 'bundle'));
  onTestFinished(async () => {
    await file.discard();
    await layer.close();
  });

  const draft = new DraftFile();
  const member = new GzipMemberWriter(draft, compressor, 10);
  const line = Buffer.from('first\n');
  const runs: ExpectedRun[] = [{ run: await member.write([line]), plain: line }];
  const room = await member.reserve(5);
  runs.push({ run: await member.copy(layer, onBytes), layer });
  const head = Buffer.from('head\n');
  runs.splice(1, 0, { run: await member.fill(room, head), plain: head });
  const trailer = await member.finish();
  const header = await member.describe(Buffer.alloc(10, 'x'));
  const expected = { bytes: draft.position, header, runs, trailer };
  return { draft, expected, file, layer };
}

const { signal } = new AbortController();
const onWritten = () => undefined;
const hashes = new HashThread();
afterAll(() => hashes.end());

/** Hands out one bit another than it was. */
function damage(layer: StoredLayer): void {
  const pieces = layer.pieces.bind(layer);
  layer.pieces = async function* () {
    for await (const piece of pieces()) {
      piece[100] = (piece[100] ?? 0) ^ 1;
      yield piece;
    }
  };
}

it('writes what was drafted, and gives its hash', async () => {
  let copied = 0;
  const { draft, expected, file, layer } = await drafted((bytes) => {
    copied += bytes;
  });
  let toldAt = 0;
  let syncedAt = 0;
  const sync = file.sync.bind(file);
  file.sync = async () => {
    syncedAt = file.position;
    await sync();
  };
  const started = performance.now();
  const proven = await copyDraft(draft, expected, file, {
    signal,
    hashes,
    onWritten: () => {
      toldAt = file.position;
    },
  });
  expect(proven.verifyMs).toBeLessThanOrEqual(performance.now() - started);
  // The disk has all of it before the file gets its name.
  expect(syncedAt).toBe(expected.bytes);
  await file.commit();
  const bytes = await readFile(file.target);
  expect(gunzipSync(bytes).equals(Buffer.concat([Buffer.from('first\nhead\n'), body]))).toBe(true);
  expect(`sha256:${proven.sha256}`).toBe(sha256(bytes));
  expect([proven.bytes, toldAt, copied]).toEqual([bytes.length, bytes.length, layer.deflatedBytes]);
});

it('says which layer of the cache is damaged, and fails where the damage is not the cache’s', async () => {
  const older = await drafted();
  damage(older.layer);
  await expect(
    copyDraft(older.draft, older.expected, older.file, { signal, hashes, onWritten }),
  ).rejects.toThrow(CacheDamaged);
  const own = await drafted();
  damage(own.layer);
  Object.defineProperty(own.layer, 'reused', { value: false });
  await expect(
    copyDraft(own.draft, own.expected, own.file, { signal, hashes, onWritten }),
  ).rejects.toMatchObject({
    code: 'VerificationFailed',
  });
});

it('forgets what was drafted from a position on', async () => {
  const draft = new DraftFile();
  await draft.append(Buffer.from('one'));
  await draft.append(Buffer.from('two'));
  await draft.append(Buffer.from('three'));
  await draft.truncate(3);
  await draft.append(Buffer.from('four'));
  expect(draft.parts.map((part) => ('bytes' in part ? Buffer.from(part.bytes).toString() : ''))).toEqual([
    'one',
    'four',
  ]);
  expect(draft.position).toBe(7);
});

it('fails where the file holds other bytes than were drafted, before or behind', async () => {
  for (const change of [{ header: Buffer.alloc(22) }, { trailer: Buffer.alloc(10) }]) {
    const { draft, expected, file } = await drafted();
    const wrong = { ...expected, ...change };
    await expect(copyDraft(draft, wrong, file, { signal, hashes, onWritten })).rejects.toMatchObject({
      code: 'VerificationFailed',
    });
  }
  const { draft, expected, file } = await drafted();
  await draft.append(Buffer.from('more'));
  await expect(copyDraft(draft, expected, file, { signal, hashes, onWritten })).rejects.toMatchObject({
    data: { problem: 'it is longer than what was written' },
  });
});

it('writes no more once it is cancelled, and fails with what reading the cache failed with', async () => {
  const controller = new AbortController();
  const cancelled = await drafted(() => controller.abort());
  const { signal: cancelling } = controller;
  await expect(
    copyDraft(cancelled.draft, cancelled.expected, cancelled.file, { signal: cancelling, hashes, onWritten }),
  ).rejects.toThrow();
  const { position } = cancelled.file;
  expect(position).toBeLessThan(cancelled.expected.bytes);

  const lost = await drafted();
  lost.layer.pieces = async function* () {
    yield Buffer.alloc(1000);
    throw new Error('the disk is gone');
  };
  await expect(
    copyDraft(lost.draft, lost.expected, lost.file, { signal, hashes, onWritten }),
  ).rejects.toThrow('the disk is gone');
});
