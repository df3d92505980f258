import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';
import { afterEach, expect, onTestFinished, test } from 'vitest';
import { connectEngine, discoverEngine } from '../../../electron/services/engine/discovery.ts';
import { systemEnvironment } from '../../../electron/services/engine/environment.ts';
import { busyboxImage, describeWith, dockerEngine, podmanEngine, run, tool } from '../../support/engines.ts';
import { temporaryFolder } from '../../support/temp-folder.ts';

const { signal } = new AbortController();

describeWith(['docker engine', 'openssl', 'busybox'], 'an engine behind TLS', () => {
  test('is reached with the certificates of DOCKER_CERT_PATH', async () => {
    const docker = await dockerEngine();
    await busyboxImage(docker, 'tls-test:1');
    const certificates = await makeCertificates();
    const port = await tlsFront(docker.socket, certificates.server);
    const engine = await connectEngine(
      signal,
      environment({
        DOCKER_HOST: `tcp://localhost:${port}`,
        DOCKER_TLS_VERIFY: '1',
        DOCKER_CERT_PATH: certificates.client,
      }),
    );
    expect(engine.endpoint).toBe(`tcp://localhost:${port}`);
    expect((await engine.images(signal)).flatMap((image) => image.tags)).toContain('tls-test:1');
    let bytes = 0;
    for await (const chunk of await engine.save(['tls-test:1'], signal)) bytes += chunk.length;
    expect(bytes).toBeGreaterThan(1_000_000);
  });

  test('is not trusted without the authority that signed its certificate', async () => {
    const docker = await dockerEngine();
    const certificates = await makeCertificates();
    const port = await tlsFront(docker.socket, certificates.server);
    const nothing = await temporaryFolder();
    const host = `tcp://localhost:${port}`;
    expect(
      await answerOf({ DOCKER_HOST: host, DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: nothing }),
    ).toMatchObject({
      answer: 'TLS failed: nobody trusted here vouches for its certificate',
      advice: expect.stringContaining('ca.pem'),
    });
  });

  test('refuses who has no certificate', async () => {
    const docker = await dockerEngine();
    const certificates = await makeCertificates();
    const port = await tlsFront(docker.socket, certificates.server);
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'ca.pem'), await readFile(join(certificates.client, 'ca.pem')));
    const answer = await answerOf({
      DOCKER_HOST: `tcp://localhost:${port}`,
      DOCKER_TLS_VERIFY: '1',
      DOCKER_CERT_PATH: folder,
    });
    expect(answer?.ok).toBe(false);
    expect(answer?.answer).toBe('TLS failed: it refused our certificate, or wants one');
  });

  test('is not trusted under another name', async () => {
    const docker = await dockerEngine();
    const certificates = await makeCertificates();
    const port = await tlsFront(docker.socket, certificates.server);
    const variables = {
      DOCKER_HOST: `tcp://127.0.0.1:${port}`,
      DOCKER_TLS_VERIFY: '1',
      DOCKER_CERT_PATH: certificates.client,
    };
    expect((await answerOf(variables))?.answer).toBe(
      'TLS failed: its certificate was made for another host name',
    );
  });

  test('is told from one without TLS', async () => {
    const docker = await dockerEngine();
    const certificates = await makeCertificates();
    const port = await plainFront(docker.socket);
    const variables = {
      DOCKER_HOST: `tcp://localhost:${port}`,
      DOCKER_TLS_VERIFY: '1',
      DOCKER_CERT_PATH: certificates.client,
    };
    expect((await answerOf(variables))?.answer).toBe('TLS failed: it does not speak TLS');
  });
});

const { PATH } = process.env;

afterEach(() => {
  process.env.PATH = PATH;
});

// In place of ssh stands a script that runs the command of the far side here: the engine and its client are real.
describeWith(['docker engine', 'busybox'], 'Docker behind SSH', () => {
  test('lists and saves images through the docker client of the far side', async () => {
    const docker = await dockerEngine();
    await busyboxImage(docker, 'ssh-test:1');
    await standInForSsh();
    const engine = await connectEngine(
      signal,
      environment({ DOCKER_HOST: `ssh://me@far.example${docker.socket}` }),
    );
    expect(engine.version.product).toBe('Docker');
    expect((await engine.images(signal)).flatMap((image) => image.tags)).toContain('ssh-test:1');
    let bytes = 0;
    for await (const chunk of await engine.save(['ssh-test:1'], signal)) bytes += chunk.length;
    expect(bytes).toBeGreaterThan(1_000_000);
  });

  test('loads images', async () => {
    const docker = await dockerEngine();
    await busyboxImage(docker, 'ssh-test:2');
    await standInForSsh();
    const engine = await connectEngine(
      signal,
      environment({ DOCKER_HOST: `ssh://me@far.example${docker.socket}` }),
    );
    expect(await engine.load(await engine.save(['ssh-test:2'], signal), signal)).toEqual(['ssh-test:2']);
  });

  test('gives a plain answer where the engine of the far side is down', async () => {
    await standInForSsh();
    const folder = await temporaryFolder();
    const answer = await answerOf({ DOCKER_HOST: `ssh://me@far.example${folder}/docker.sock` });
    expect(answer?.ok).toBe(false);
    expect(answer?.answer).toMatch(/^SSH failed: /);
  });
});

describeWith(['podman engine'], 'Podman behind SSH', () => {
  test('is reached through the podman client of the far side', async () => {
    const podman = await podmanEngine();
    await standInForSsh();
    const engine = await connectEngine(
      signal,
      environment({ CONTAINER_HOST: `ssh://me@far.example${podman.socket}` }),
    );
    expect(engine.version.product).toBe('Podman');
    expect(await engine.images(signal)).toBeInstanceOf(Array);
  });
});

function environment(variables: Readonly<Record<string, string>>) {
  return { ...systemEnvironment(), home: '/nowhere', variables };
}

async function answerOf(variables: Readonly<Record<string, string>>) {
  const { attempts } = await discoverEngine(signal, environment(variables));
  return attempts[0];
}

async function standInForSsh(): Promise<void> {
  const folder = await temporaryFolder();
  const script = '#!/bin/sh\nwhile [ "$1" != -- ]; do shift; done\nshift 2\nexec sh -c "$*"\n';
  await writeFile(join(folder, 'ssh'), script, { mode: 0o755 });
  process.env.PATH = `${folder}:${PATH}`;
}

/** An authority, a server certificate for `localhost` and a client certificate, made by openssl. */
async function makeCertificates(): Promise<{ server: TlsOptions; client: string }> {
  const folder = await temporaryFolder();
  const openssl = (...args: string[]) => run(tool('openssl'), args, { cwd: folder });
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  await openssl(
    'req',
    '-x509',
    ...key,
    '-keyout',
    'ca.key',
    '-out',
    'ca.pem',
    '-days',
    '2',
    '-subj',
    '/CN=test authority',
  );
  for (const name of ['server', 'client']) {
    await openssl('req', ...key, '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', `/CN=${name}`);
    await writeFile(
      join(folder, `${name}.ext`),
      name === 'server' ? 'subjectAltName=DNS:localhost\n' : 'extendedKeyUsage=clientAuth\n',
    );
    await openssl(
      ...['x509', '-req', '-in', `${name}.csr`, '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial'],
      ...['-out', `${name}.pem`, '-days', '2', '-extfile', `${name}.ext`],
    );
  }
  const read = (name: string) => readFile(join(folder, name));
  const client = join(folder, 'client');
  await mkdir(client);
  await writeFile(join(client, 'ca.pem'), await read('ca.pem'));
  await writeFile(join(client, 'cert.pem'), await read('client.pem'));
  await writeFile(join(client, 'key.pem'), await read('client.key'));
  const [ca, cert, serverKey] = await Promise.all([read('ca.pem'), read('server.pem'), read('server.key')]);
  return { client, server: { ca, cert, key: serverKey, requestCert: true, rejectUnauthorized: true } };
}

/** Puts TLS in front of an engine's socket; gives the port. */
function tlsFront(socket: string, options: TlsOptions): Promise<number> {
  return listening(createTlsServer(options, (client) => forward(client, socket)));
}

/** Puts a plain port in front of an engine's socket; gives the port. */
function plainFront(socket: string): Promise<number> {
  return listening(createServer((client) => forward(client, socket)));
}

function forward(client: Socket, socket: string): void {
  const engine = connect(socket);
  const end = (): void => {
    client.destroy();
    engine.destroy();
  };
  client.on('error', end).on('close', end).pipe(engine);
  engine.on('error', end).on('close', end).pipe(client);
}

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, resolve));
  onTestFinished(() => {
    server.close();
  });
  return (server.address() as AddressInfo).port;
}
