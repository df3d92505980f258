import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { MessageChannel } from 'node:worker_threads';
import { crc32, inflateRawSync } from 'node:zlib';
import { expect, it, onTestFinished } from 'vitest';
import { loadCheckProgram, loadDeflateProgram } from '../../../electron/services/deflate/deflate-program.ts';
import { serveThread, type ThreadCall } from '../../../electron/services/threads/serve-thread.ts';
import { startThread, Thread, ThreadLost } from '../../../electron/services/threads/thread.ts';
import { GantryError } from '../../../shared/contract/error.ts';

/** What the handlers saw last. */
let seen: AbortSignal | undefined;

const handlers = {
  double: (input: number) => input * 2,
  refuse(path: string): never {
    throw new GantryError('FileTooLarge', { path, bytes: 3, limit: 2 });
  },
  break(): never {
    throw new RangeError('out of bounds');
  },
  async count(to: number, { progress }: ThreadCall) {
    for (let at = 1; at <= to; at++) progress(at);
    return to;
  },
  wait(_input: undefined, { signal }: ThreadCall) {
    seen = signal;
    return new Promise<void>(() => undefined);
  },
};

function connected(): { readonly thread: Thread<typeof handlers>; readonly close: () => void } {
  const { port1, port2 } = new MessageChannel();
  const close = (): void => port2.close();
  const thread = new Thread<typeof handlers>(port1, async () => close());
  serveThread(handlers, port2);
  onTestFinished(close);
  return { thread, close };
}

it('answers calls of several kinds at a time', async () => {
  const { thread } = connected();
  await thread.ready;
  expect(await Promise.all([thread.call('double', 4), thread.call('count', 2)])).toEqual([8, 2]);
});

it('lets an error across with its code and data', async () => {
  const failure = await connected()
    .thread.call('refuse', 'a')
    .catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(GantryError);
  expect(failure).toMatchObject({ code: 'FileTooLarge', data: { path: 'a', bytes: 3, limit: 2 } });
});

it('lets any other error across with its name, its message and where it was thrown', async () => {
  const failure = await connected()
    .thread.call('break', undefined)
    .catch((error: unknown) => error);
  expect(failure).toMatchObject({ name: 'RangeError', message: 'out of bounds' });
  expect((failure as Error).stack).toContain('thread.test.ts');
});

it('tells how far a call is', async () => {
  const values: unknown[] = [];
  await connected().thread.call('count', 3, { onProgress: (value) => values.push(value) });
  expect(values).toEqual([1, 2, 3]);
});

it('gives up a call that is aborted, and tells its handler', async () => {
  const { thread } = connected();
  const stop = new AbortController();
  const waiting = thread.call('wait', undefined, { signal: stop.signal });
  await thread.call('double', 1);
  stop.abort();
  await expect(waiting).rejects.toMatchObject({ code: 'Cancelled', data: { operation: 'wait' } });
  await thread.call('double', 1);
  expect(seen?.aborted).toBe(true);
  await expect(thread.call('double', 1, { signal: stop.signal })).rejects.toMatchObject({
    code: 'Cancelled',
  });
});

it('fails the calls under way, and later ones, when the thread ends', async () => {
  const { thread, close } = connected();
  const waiting = thread.call('wait', undefined);
  close();
  await expect(waiting).rejects.toThrow(ThreadLost);
  await expect(thread.call('double', 1)).rejects.toThrow(ThreadLost);
});

it('runs a program of our own beside this one', async () => {
  const thread = startThread('deflate');
  await thread.ready;
  await thread.call('begin', { deflater: await loadDeflateProgram(), checker: await loadCheckProgram() });
  const block = new Uint8Array(new SharedArrayBuffer(100_000));
  block.set(randomBytes(block.length));
  const into = new Uint8Array(new SharedArrayBuffer(110_000));
  const answer = await thread.call('deflate', { block, into, level: 6 });
  if ('broken' in answer) throw new Error(answer.broken);
  expect(answer.crc).toBe(crc32(block));
  const deflated = Buffer.concat([into.subarray(0, answer.deflatedBytes), Buffer.of(3, 0)]);
  expect(inflateRawSync(deflated).equals(block)).toBe(true);
  await thread.end();
  await expect(thread.ready).resolves.toBeUndefined();
  await expect(thread.call('deflate', { block, into, level: 6 })).rejects.toThrow(ThreadLost);
});

it('does not keep the process alive once it has nothing to do', async () => {
  const program = join(import.meta.dirname, '../../support/idle-thread.ts');
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', program]);
  expect(stdout).toBe('ready\n');
}, 20_000);
