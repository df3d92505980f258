import { renameSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { connectionProblem } from '../../../electron/services/engine/connection-problem.ts';
import {
  connectEngine,
  type DiscoveryPatience,
  discoverEngine,
} from '../../../electron/services/engine/discovery.ts';
import { adviceWithoutEngine, examineEngines } from '../../../electron/services/engine/doctor.ts';
import { temporaryFolder } from '../../support/temp-folder.ts';
import { bareEnvironment, deadPort, fakeEngine, fakeServer, usualVersion } from './fake-engine.ts';

const { signal } = new AbortController();

describe('what an endpoint answers', () => {
  test('names product, version, API and platform of an engine', async () => {
    const host = await fakeEngine(() => undefined);
    const { engine, attempts } = await discoverEngine(signal, choosing(host));
    expect(engine?.version).toEqual({
      product: 'Docker',
      version: '28.2.2',
      apiVersion: '1.50',
      platform: 'linux/amd64',
    });
    expect(attempts).toEqual([
      {
        endpoint: host,
        source: 'DOCKER_HOST',
        ok: true,
        answer: 'Docker Engine 28.2.2, API 1.50, linux/amd64',
      },
    ]);
  });

  test('tells an engine of Windows containers', async () => {
    const host = await fakeEngine((request, response) => {
      response.end(request.url === '/_ping' ? 'OK' : JSON.stringify({ ...usualVersion, Os: 'windows' }));
    }, true);
    const { attempts } = await discoverEngine(signal, choosing(host));
    expect(attempts[0]?.advice).toContain('switch this engine to Linux containers');
  });

  test.skipIf(process.platform === 'win32')('nothing there', async () => {
    const folder = await temporaryFolder();
    expect(await answerOf(`unix://${join(folder, 'docker.sock')}`)).toMatchObject({
      answer: 'nothing is there',
    });
  });

  test.skipIf(process.platform === 'win32')('a socket that nobody listens on', async () => {
    const folder = await temporaryFolder();
    const path = join(folder, 'docker.sock');
    // A server of another process that was killed leaves its socket; here the file is kept by a rename.
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(`${path}.live`, resolve));
    renameSync(`${path}.live`, path);
    await new Promise((resolve) => server.close(resolve));
    expect(await answerOf(`unix://${path}`)).toMatchObject({
      answer: 'a socket is there, but no engine listens on it',
      advice: 'Start the engine.',
    });
  });

  test('a port that refuses', async () => {
    expect((await answerOf(await deadPort())).answer).toBe(
      'the connection was refused: no engine listens on that port',
    );
  });

  test('a server that is no engine', async () => {
    const page = await fakeEngine((_request, response) => {
      response.setHeader('Content-Type', 'text/html').end('<h1>It works</h1>');
    }, true);
    expect((await answerOf(page)).answer).toBe('what answers there is not an engine');
    const nothing = await fakeEngine((_request, response) => response.writeHead(404).end(), true);
    expect((await answerOf(nothing)).answer).toContain('HTTP 404');
    const other = await fakeEngine((_request, response) => response.end('{"Version": 7}'), true);
    expect((await answerOf(other)).answer).toBe('what answers there is not an engine');
  });

  test('a server that does not speak HTTP', async () => {
    const host = await fakeServer((socket) => socket.end('SSH-2.0-OpenSSH_9.2\r\n'));
    expect((await answerOf(host)).answer).toBe('what answers there is not an engine');
  });

  test('a server that never stops talking', async () => {
    const host = await fakeEngine((_request, response) => {
      const pour = (): void => {
        if (response.destroyed) return;
        while (response.write('x'.repeat(65_536)));
        response.once('drain', pour);
      };
      pour();
    }, true);
    expect((await answerOf(host)).answer).toBe('what answers there is not an engine');
  });

  test('a server that hangs, within its patience', async () => {
    const host = await fakeServer(() => undefined);
    const begun = Date.now();
    const { answer } = await answerOf(host, { each: { connect: 10_000, answer: 1_000 } });
    expect(answer).toBe('no answer within 1 second');
    expect(Date.now() - begun).toBeLessThan(5000);
  });

  test('a server that takes its time', async () => {
    const host = await fakeEngine((request, response) => {
      const answer = request.url === '/_ping' ? 'OK' : JSON.stringify(usualVersion);
      setTimeout(() => response.end(answer), 300);
    }, true);
    const patience = { each: { connect: 200, answer: 10_000 } };
    expect((await discoverEngine(signal, choosing(host), patience)).engine?.endpoint).toBe(host);
  });

  test('a server that hangs in the middle of its answer', async () => {
    const host = await fakeServer((socket) => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nO'));
    const patience = { each: { connect: 10_000, answer: 1_000 } };
    expect((await answerOf(host, patience)).answer).toBe('no answer within 1 second');
  });

  test('a server that hangs up', async () => {
    const host = await fakeServer((socket) => socket.destroy());
    expect((await answerOf(host)).answer).toBe('the connection was closed before the answer was complete');
    const midway = await fakeServer((socket) => {
      socket.end('HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\nO');
    });
    expect((await answerOf(midway)).answer).toBe('the connection was closed before the answer was complete');
  });

  test('a server that wants another right', async () => {
    const host = await fakeEngine((_request, response) => response.writeHead(403).end('no'), true);
    expect(await answerOf(host)).toMatchObject({ answer: 'it refuses us (HTTP 403)' });
  });

  test('a server that wants TLS', async () => {
    const host = await fakeEngine((_request, response) => {
      response.writeHead(400).end('Client sent an HTTP request to an HTTPS server.\n');
    }, true);
    expect(await answerOf(host)).toMatchObject({
      answer: 'it wants an encrypted connection',
      advice: expect.stringContaining('DOCKER_TLS_VERIFY'),
    });
  });

  test('a socket that may not be used', () => {
    const denied = Object.assign(new Error('connect EACCES'), { code: 'EACCES' });
    const docker = { kind: 'unix', path: '/var/run/docker.sock', source: '' } as const;
    expect(connectionProblem(denied, docker)).toMatchObject({
      answer: 'permission denied',
      advice: expect.stringContaining('docker group'),
    });
    const podman = { kind: 'unix', path: '/run/podman/podman.sock', source: '' } as const;
    expect(connectionProblem(denied, podman).advice).toContain('systemctl --user');
  });
});

describe('the engine to use', () => {
  test.skipIf(process.platform === 'win32')('is the first that works', async () => {
    const folder = await temporaryFolder();
    const server = createHttpServer((request, response) => {
      response.end(request.url === '/_ping' ? 'OK' : JSON.stringify(usualVersion));
    });
    await new Promise<void>((resolve) => server.listen(join(folder, 'docker.sock'), resolve));
    const environment = bareEnvironment({ variables: { XDG_RUNTIME_DIR: folder } });
    const { attempts, engine } = await discoverEngine(signal, environment);
    await new Promise((resolve) => server.close(resolve));
    // This machine may have an engine of its own at a place that comes earlier.
    expect(attempts.length).toBeLessThanOrEqual(2);
    expect(attempts.slice(0, -1).some((attempt) => attempt.ok)).toBe(false);
    expect(attempts.at(-1)?.ok).toBe(true);
    expect(engine?.endpoint).toBe(attempts.at(-1)?.endpoint);
  });

  test.skipIf(process.platform === 'win32').each([
    ['the slow one of the first place, where no other answers', false],
    ['the one that answers while the first place is slow', true],
  ])('is %s', async (_what, hasOther) => {
    const folder = await temporaryFolder();
    const [slow, other] = [join(folder, 'docker.sock'), join(folder, 'podman/podman.sock')];
    await mkdir(join(folder, 'podman'));
    const serve = async (path: string, delay: number) => {
      const server = createHttpServer((request, response) => {
        const answer = request.url === '/_ping' ? 'OK' : JSON.stringify(usualVersion);
        setTimeout(() => response.end(answer), delay);
      });
      await new Promise<void>((resolve) => server.listen(path, resolve));
      onTestFinished(() => void server.close());
    };
    await serve(slow, hasOther ? 60_000 : 500);
    if (hasOther) await serve(other, 0);
    const environment = bareEnvironment({ variables: { XDG_RUNTIME_DIR: folder } });
    const { attempts, engine } = await discoverEngine(signal, environment, { headStart: 50 });
    expect(engine?.endpoint).toBe(`unix://${hasOther ? other : slow}`);
    const first = attempts.find(({ endpoint }) => endpoint === `unix://${slow}`);
    expect(first?.ok).toBe(!hasOther);
  });

  test.skipIf(process.platform === 'win32')(
    'is the one that answered before, without a word to others',
    async () => {
      const folder = await temporaryFolder();
      await mkdir(join(folder, 'podman'));
      const [silent, other] = [join(folder, 'docker.sock'), join(folder, 'podman/podman.sock')];
      for (const path of [silent, other]) {
        const server = createHttpServer((request, response) => {
          if (path === other) response.end(request.url === '/_ping' ? 'OK' : JSON.stringify(usualVersion));
        });
        await new Promise<void>((resolve) => server.listen(path, resolve));
        onTestFinished(() => void server.close());
      }
      const environment = bareEnvironment({ variables: { XDG_RUNTIME_DIR: folder } });
      const { attempts } = await discoverEngine(signal, environment, { first: `unix://${other}` });
      expect(attempts.map(({ endpoint, ok }) => [endpoint, ok])).toEqual([[`unix://${other}`, true]]);
      const gone = await discoverEngine(signal, bareEnvironment({ variables: {} }), {
        first: `unix://${other}`,
      });
      expect(gone.attempts.some(({ endpoint }) => endpoint === `unix://${other}`)).toBe(false);
    },
  );

  test('is never another than the one the user chose', async () => {
    const host = await deadPort();
    const { attempts, engine } = await discoverEngine(signal, choosing(host));
    expect(engine).toBeUndefined();
    expect(attempts).toHaveLength(1);
  });

  test('is missed with a list of what was tried', async () => {
    const host = await deadPort();
    await expect(connectEngine(signal, choosing(host))).rejects.toMatchObject({
      code: 'EngineUnavailable',
      data: { tried: [{ endpoint: host, answer: expect.stringContaining('refused') }] },
    });
  });

  test('is no longer looked for once that is cancelled', async () => {
    const controller = new AbortController();
    const host = await fakeServer(() => controller.abort());
    await expect(connectEngine(controller.signal, choosing(host))).rejects.toMatchObject({
      code: 'Cancelled',
    });
  });
});

describe('the doctor', () => {
  test('tries the usual places too, but says that the choice rules', async () => {
    const host = await deadPort();
    const report = await examineEngines(signal, choosing(host));
    expect(report.engine).toBeUndefined();
    expect(report.attempts.length).toBeGreaterThan(1);
    expect(report.advice[0]).toBe(
      `DOCKER_HOST chooses ${host}, which does not work: the connection was refused: no engine listens on that port.`,
    );
  });

  test('names the engine in use and has no advice for it', async () => {
    const host = await fakeEngine(() => undefined);
    const report = await examineEngines(signal, choosing(host));
    expect(report.engine).toMatchObject({ endpoint: host, product: 'Docker', platform: 'linux/amd64' });
    expect(report.advice).toEqual([]);
  });

  test.each([
    ['linux', 'package manager'],
    ['darwin', 'Podman machine'],
    ['win32', 'Docker Desktop'],
  ] as const)('says how to get an engine on %s', (platform, words) => {
    const attempts = [{ endpoint: 'unix:///a', source: 'Docker', ok: false, answer: 'nothing is there' }];
    expect(adviceWithoutEngine(attempts, false, platform)).toEqual([expect.stringContaining(words)]);
  });

  test('repeats the advice for a place that nearly works rather than general words', () => {
    const attempts = [
      {
        endpoint: 'unix:///a',
        source: 'Docker',
        ok: false,
        answer: 'permission denied',
        advice: 'Join the group.',
      },
      { endpoint: 'unix:///b', source: 'Podman', ok: false, answer: 'nothing is there' },
    ];
    expect(adviceWithoutEngine(attempts, false, 'linux')).toEqual([
      'unix:///a: permission denied. Join the group.',
    ]);
  });

  test('names the engine that works where the choice does not', () => {
    const attempts = [
      { endpoint: 'tcp://a:1', source: 'DOCKER_HOST', ok: false, answer: 'no answer within 2 seconds' },
      { endpoint: 'unix:///b', source: 'Podman', ok: true, answer: 'Podman 5.0.0, API 1.41, linux/amd64' },
    ];
    expect(adviceWithoutEngine(attempts, true, 'linux')).toEqual([
      'DOCKER_HOST chooses tcp://a:1, which does not work: no answer within 2 seconds.',
      'Unsetting DOCKER_HOST would choose unix:///b, which works (Podman 5.0.0, API 1.41, linux/amd64).',
    ]);
  });
});

function choosing(DOCKER_HOST: string) {
  return bareEnvironment({ variables: { DOCKER_HOST } });
}

async function answerOf(host: string, patience: DiscoveryPatience = {}) {
  const { attempts } = await discoverEngine(signal, choosing(host), patience);
  const [attempt] = attempts;
  if (attempt === undefined) throw new Error('nothing was tried');
  expect(attempt.ok).toBe(false);
  return attempt;
}
