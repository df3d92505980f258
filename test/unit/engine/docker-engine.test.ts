import { writeFile } from 'node:fs/promises';
import type { RequestListener, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { connectEngine } from '../../../electron/services/engine/discovery.ts';
import { EngineConnection } from '../../../electron/services/engine/engine-connection.ts';
import type { Engine } from '../../../electron/services/engine/types.ts';
import { tarOf } from '../../support/archive-bytes.ts';
import { temporaryFolder } from '../../support/temp-folder.ts';
import { bareEnvironment, deadPort, fakeEngine } from './fake-engine.ts';

const { signal } = new AbortController();

/** A tar of nothing: two blocks of zeros, as every tar ends. */
const emptyTar = Buffer.alloc(1024);
/** A tar of one file, whose bytes look like the end of a tar. */
const tar = tarOf([['zeros', Buffer.alloc(8192)]]);

const { DOCKER_HOST } = process.env;

afterEach(() => {
  if (DOCKER_HOST === undefined) Reflect.deleteProperty(process.env, 'DOCKER_HOST');
  else process.env.DOCKER_HOST = DOCKER_HOST;
});

describe('a save', () => {
  test('gives the bytes the engine sends', async () => {
    const engine = await engineThatSaves((response) => {
      response.write(tar.subarray(0, 700));
      response.end(tar.subarray(700));
    });
    expect(await bytesOf(engine)).toBe(tar.length);
  });

  test('fails when the engine dies in the middle of an answer of unknown length, whatever it sent last', async () => {
    const engine = await engineThatSaves((response) => {
      response.write(tar.subarray(0, 5000), () => response.destroy());
    });
    await expect(bytesOf(engine)).rejects.toMatchObject({
      code: 'EngineFailed',
      data: { operation: 'saving app:1', reason: 'its archive stops after 5000 bytes, before its end' },
    });
  });

  test('fails when the engine dies in the middle of an answer of known length', async () => {
    const engine = await engineThatSaves((response) => {
      response.setHeader('Content-Length', 10_000);
      response.write(Buffer.alloc(5000), () => response.destroy());
    });
    await expect(bytesOf(engine)).rejects.toMatchObject({
      code: 'EngineFailed',
      data: { reason: 'the engine closed the connection after 5000 bytes' },
    });
  });

  test('fails when the engine sends nothing and calls it a success', async () => {
    const engine = await engineThatSaves((response) => response.end());
    await expect(bytesOf(engine)).rejects.toMatchObject({
      code: 'EngineFailed',
      data: { reason: 'it sent an empty archive' },
    });
  });

  test('fails when the engine ends the answer before the end of the archive', async () => {
    const engine = await engineThatSaves((response) => response.end('x'.repeat(5000)));
    await expect(bytesOf(engine)).rejects.toMatchObject({
      data: { reason: 'its archive stops after 5000 bytes, before its end' },
    });
  });

  test('fails with what the engine put in place of the rest', async () => {
    const message = '{"errorDetail":{"message":"no space left"},"error":"no space left"}\n';
    const engine = await engineThatSaves((response) => response.end('x'.repeat(5000) + message));
    await expect(bytesOf(engine)).rejects.toMatchObject({
      code: 'EngineFailed',
      data: { reason: expect.stringContaining('no space left') },
    });
  });

  test('fails with what the engine answers instead', async () => {
    const engine = await engineThatSaves((response) => {
      response.writeHead(500).end('{"message": "the store is damaged"}');
    });
    await expect(bytesOf(engine)).rejects.toMatchObject({
      code: 'EngineFailed',
      data: { reason: 'it answered HTTP 500: the store is damaged' },
    });
  });

  test('closes the connection when it is cancelled', async () => {
    let closed: () => void = () => undefined;
    const closing = new Promise<void>((resolve) => {
      closed = resolve;
    });
    const engine = await engineThatSaves((response) => {
      response.write(Buffer.alloc(5000));
      response.on('close', () => closed());
    });
    const controller = new AbortController();
    const body = await engine.save(['app:1'], controller.signal);
    const reading = (async () => {
      for await (const chunk of body) if (chunk.length > 0) controller.abort();
    })();
    await expect(reading).rejects.toMatchObject({ code: 'Cancelled', data: { operation: 'saving app:1' } });
    await closing;
  });

  test('closes the connection when it is cancelled before anyone reads', async () => {
    let closed: () => void = () => undefined;
    const closing = new Promise<void>((resolve) => {
      closed = resolve;
    });
    const engine = await engineThatSaves((response) => {
      response.write(Buffer.alloc(5000));
      response.on('close', () => closed());
    });
    const controller = new AbortController();
    const body = await engine.save(['app:1'], controller.signal);
    controller.abort();
    await closing;
    await expect(drain(body)).rejects.toMatchObject({ code: 'Cancelled' });
  });

  test('closes the connection when the reader has enough', async () => {
    let closed: () => void = () => undefined;
    const closing = new Promise<void>((resolve) => {
      closed = resolve;
    });
    const engine = await engineThatSaves((response) => {
      response.write(Buffer.alloc(5000));
      response.on('close', () => closed());
    });
    for await (const chunk of await engine.save(['app:1'], signal)) {
      expect(chunk.length).toBeGreaterThan(0);
      break;
    }
    await closing;
  });

  test('lets the engine wait while nobody reads', async () => {
    let sent = 0;
    const engine = await engineThatSaves((response) => {
      const pour = (): void => {
        if (response.destroyed) return;
        do sent += 65_536;
        while (response.write(Buffer.alloc(65_536)));
        response.once('drain', pour);
      };
      pour();
    });
    const body = await engine.save(['app:1'], signal);
    const iterator = body[Symbol.asyncIterator]();
    await iterator.next();
    await new Promise((resolve) => setTimeout(resolve, 300));
    const before = sent;
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(sent).toBe(before);
    // Sockets of the system hold some megabytes, no more.
    expect(sent).toBeLessThan(32 * 1024 * 1024);
    await iterator.return?.();
  });
});

describe('a question', () => {
  test('fails when the answer breaks off', async () => {
    const engine = await engineWith((_request, response) => {
      response.write('[{"Id": "sha', () => response.destroy());
    });
    await expect(engine.images(signal)).rejects.toMatchObject({
      code: 'EngineFailed',
      data: { operation: 'listing images', reason: 'the engine closed the connection after 12 bytes' },
    });
  });

  test.each(['not JSON', '{"images": 1}'])('fails when the answer is %s', async (answer) => {
    const engine = await engineWith((_request, response) => response.end(answer));
    await expect(engine.images(signal)).rejects.toMatchObject({ code: 'EngineFailed' });
  });

  test('fails when the engine has gone', async () => {
    const host = await deadPort();
    const port = Number(host.split(':').at(-1));
    const connection = new EngineConnection({ kind: 'tcp', host: '127.0.0.1', port, source: 'test' });
    await expect(
      connection.json({ operation: 'listing images', method: 'GET', path: '/images/json' }, signal),
    ).rejects.toMatchObject({
      code: 'EngineFailed',
      data: { endpoint: host, reason: 'the connection was refused: no engine listens on that port' },
    });
  });

  test('fails when the engine keeps silent, before its answer or within it', async () => {
    const host = await fakeEngine((request, response) => {
      if (request.url === '/within') response.write('[');
    });
    const port = Number(host.split(':').at(-1));
    const connection = new EngineConnection({ kind: 'tcp', host: '127.0.0.1', port, source: 'test' });
    for (const path of ['/before', '/within']) {
      await expect(
        connection.json({ operation: 'waiting', method: 'GET', path, patience: 200 }, signal),
      ).rejects.toMatchObject({ code: 'EngineFailed', data: { reason: 'it sent nothing for 0.2 seconds' } });
    }
  });

  test('is not sent once it is cancelled', async () => {
    let asked = false;
    const engine = await engineWith((_request, response) => {
      asked = true;
      response.end('[]');
    });
    await expect(engine.images(AbortSignal.abort())).rejects.toMatchObject({ code: 'Cancelled' });
    expect(asked).toBe(false);
  });

  test('goes where it should whatever DOCKER_HOST says', async () => {
    const engine = await engineWith((_request, response) => response.end('[]'));
    process.env.DOCKER_HOST = 'nonsense://:::';
    expect(await engine.images(signal)).toEqual([]);
    expect(process.env.DOCKER_HOST).toBe('nonsense://:::');
  });

  test('leaves out the tags of images that have none', async () => {
    const engine = await engineWith((_request, response) => {
      response.end(
        JSON.stringify([
          { Id: 'sha256:1', RepoTags: ['<none>:<none>'], Size: 5, Created: 0 },
          { Id: 'sha256:2', RepoTags: null, Size: 6, Created: 1 },
          { Id: 'sha256:3', RepoTags: ['docker.io/library/app:1'], Size: 7, Created: 86_400 },
        ]),
      );
    });
    expect(await engine.images(signal)).toEqual([
      { id: 'sha256:1', tags: [], bytes: 5, created: '1970-01-01T00:00:00.000Z' },
      { id: 'sha256:2', tags: [], bytes: 6, created: '1970-01-01T00:00:01.000Z' },
      { id: 'sha256:3', tags: ['app:1'], bytes: 7, created: '1970-01-02T00:00:00.000Z' },
    ]);
  });
});

describe('a load', () => {
  test('gives the tags the engine names', async () => {
    const engine = await engineWith((request, response) => {
      request.resume().on('end', () => {
        response.write('{"stream":"Loaded image: app:1\\n"}\r\n');
        response.end(
          '{"stream":"Loaded image: localhost/a:1,localhost/b:2\\nLoaded image ID: sha256:00\\n"}\n',
        );
      });
    });
    expect(await engine.load(archive(), signal)).toEqual(['app:1', 'localhost/a:1', 'localhost/b:2']);
  });

  test('fails with the message of the engine', async () => {
    const engine = await engineWith((request, response) => {
      request
        .resume()
        .on('end', () => response.end('{"errorDetail":{"message":"bad layer"},"error":"bad layer"}'));
    });
    await expect(engine.load(archive(), signal)).rejects.toMatchObject({
      code: 'EngineFailed',
      data: { reason: 'bad layer' },
    });
  });

  test('fails when the engine took the archive but loaded nothing', async () => {
    const engine = await engineWith((request, response) => {
      request.resume().on('end', () => response.end());
    });
    await expect(engine.load(archive(), signal)).rejects.toMatchObject({ code: 'EngineFailed' });
  });
});

describe('a build', () => {
  test('fails when the engine dies in the middle of it', async () => {
    const engine = await engineWith((request, response) => {
      request.resume().on('end', () => {
        response.write('{"stream":"Step 1/2 : FROM scratch\\n"}\n', () => response.destroy());
      });
    });
    const lines: string[] = [];
    await expect(
      engine.build(await buildRequest(), (line) => lines.push(line), signal),
    ).rejects.toMatchObject({
      code: 'EngineFailed',
      data: { operation: 'building app:1', reason: expect.stringContaining('closed the connection') },
    });
    expect(lines).toEqual(['Step 1/2 : FROM scratch']);
  });

  test('fails with the step and the message of the engine', async () => {
    const engine = await engineWith((request, response) => {
      request.resume().on('end', () => {
        response.write('{"stream":"Step 2/2 : RUN exit 3"}\n{"stream":"\\n"}\n');
        response.write('{"stream":"50%\\r100%\\r\\nno end"}\n');
        response.end('{"errorDetail":{"code":3,"message":"returned 3"},"error":"returned 3"}\n');
      });
    });
    const lines: string[] = [];
    await expect(
      engine.build(await buildRequest(), (line) => lines.push(line), signal),
    ).rejects.toMatchObject({
      code: 'BuildFailed',
      data: { reference: 'app:1', reason: 'RUN exit 3: returned 3' },
    });
    expect(lines).toEqual(['Step 2/2 : RUN exit 3', '100%', 'no end']);
  });

  test('fails when the engine ends it without the image', async () => {
    const engine = await engineWith((request, response) => {
      if (request.url?.startsWith('/build')) request.resume().on('end', () => response.end());
      else response.writeHead(404).end('{"message": "no such image"}');
    });
    await expect(engine.build(await buildRequest(), () => undefined, signal)).rejects.toMatchObject({
      code: 'ImageNotFound',
    });
  });

  test('passes on what the reader of its log throws', async () => {
    const engine = await engineWith((request, response) => {
      request.resume().on('end', () => response.end('{"stream":"a\\n"}\n{"stream":"b\\n"}\n'));
    });
    let calls = 0;
    const building = engine.build(
      await buildRequest(),
      () => {
        calls += 1;
        throw new Error('the log is full');
      },
      signal,
    );
    await expect(building).rejects.toThrow('the log is full');
    expect(calls).toBe(1);
  });

  test('is not begun without its Dockerfile', async () => {
    const engine = await engineWith((request, response) => {
      request.resume().on('end', () => response.end());
    });
    const request = { ...(await buildRequest()), dockerfile: 'other/Dockerfile' };
    await expect(engine.build(request, () => undefined, signal)).rejects.toMatchObject({
      code: 'BuildFailed',
      data: { reason: expect.stringMatching(/^there is no “.*Dockerfile”$/) },
    });
  });
});

async function buildRequest() {
  const context = await temporaryFolder();
  await writeFile(join(context, 'Dockerfile'), 'FROM scratch\n');
  return { reference: 'app:1', context, dockerfile: 'Dockerfile', platform: 'linux/amd64', buildArgs: {} };
}

async function engineWith(listener: RequestListener): Promise<Engine> {
  const host = await fakeEngine(listener);
  return connectEngine(signal, bareEnvironment({ variables: { DOCKER_HOST: host } }));
}

/** An engine that has the image `app:1` and saves it as told. */
function engineThatSaves(save: (response: ServerResponse) => void): Promise<Engine> {
  return engineWith((request, response) => {
    if (request.url?.startsWith('/images/get?names=app%3A1')) save(response);
    else if (request.url === '/images/app:1/json') response.end('{"Id": "sha256:00"}');
    else response.writeHead(404).end('{"message": "no such image"}');
  });
}

async function bytesOf(engine: Engine): Promise<number> {
  return drain(await engine.save(['app:1'], signal));
}

async function drain(body: AsyncIterable<Uint8Array>): Promise<number> {
  let bytes = 0;
  for await (const chunk of body) bytes += chunk.length;
  return bytes;
}

async function* archive(): AsyncGenerator<Uint8Array> {
  yield emptyTar;
}
