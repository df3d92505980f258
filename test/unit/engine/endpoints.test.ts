import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { formatEndpoint } from '../../../electron/services/engine/endpoint.ts';
import { type Candidate, candidateEndpoints } from '../../../electron/services/engine/endpoints.ts';
import type { EngineEnvironment } from '../../../electron/services/engine/environment.ts';
import { bareEnvironment } from './fake-engine.ts';

describe('what the user chose', () => {
  test.each([
    ['unix:///run/my.sock', { kind: 'unix', path: '/run/my.sock' }],
    ['npipe:////./pipe/docker_engine', { kind: 'npipe', path: '//./pipe/docker_engine' }],
    ['npipe://\\\\.\\pipe\\docker_engine', { kind: 'npipe', path: '//./pipe/docker_engine' }],
    ['tcp://build.example:2375', { kind: 'tcp', host: 'build.example', port: 2375 }],
    ['tcp://build.example', { kind: 'tcp', host: 'build.example', port: 2375 }],
    ['http://build.example:8080', { kind: 'tcp', host: 'build.example', port: 8080 }],
    ['10.0.0.7:2375', { kind: 'tcp', host: '10.0.0.7', port: 2375 }],
    ['tcp://[::1]:2375', { kind: 'tcp', host: '::1', port: 2375 }],
    ['tcp://build.example:2376', { kind: 'tcp', host: 'build.example', port: 2376, tls: { verify: true } }],
    ['https://build.example', { kind: 'tcp', host: 'build.example', port: 2376, tls: { verify: true } }],
    ['ssh://me@build.example', { kind: 'ssh', user: 'me', host: 'build.example', port: 22 }],
    [
      'ssh://build.example:2222/run/user/7/docker.sock',
      { kind: 'ssh', host: 'build.example', port: 2222, path: '/run/user/7/docker.sock' },
    ],
  ])('reads DOCKER_HOST=%s', (DOCKER_HOST, expected) => {
    const { chosen } = candidateEndpoints(bareEnvironment({ variables: { DOCKER_HOST } }));
    expect(chosen).toEqual({ usable: true, endpoint: { ...expected, source: 'DOCKER_HOST' } });
  });

  test.each([
    ['fd://', 'unknown scheme'],
    ['unix://', 'names no socket'],
    ['npipe://', 'names no pipe'],
    ['tcp://', 'names no host'],
    ['tcp://host:port', 'names no host'],
    ['ssh://me:secret@host', 'must not carry a password'],
    ['ssh://-oProxyCommand=reboot', 'is not a host name'],
    ['ssh://-oProxyCommand=reboot@host', 'is not a user name'],
    ['ssh://host/run/$(reboot)', 'is not the path of a socket'],
  ])('says what is wrong with DOCKER_HOST=%s', (DOCKER_HOST, problem) => {
    const { chosen } = candidateEndpoints(bareEnvironment({ variables: { DOCKER_HOST } }));
    expect(chosen).toMatchObject({
      usable: false,
      attempt: { ok: false, source: 'DOCKER_HOST', answer: expect.stringContaining(problem) },
    });
  });

  test('takes certificates from DOCKER_CERT_PATH', () => {
    const { chosen } = candidateEndpoints(
      machine(
        { '/certs/ca.pem': 'CA', '/certs/cert.pem': 'CERT', '/certs/key.pem': 'KEY' },
        {
          DOCKER_HOST: 'tcp://build.example:2376',
          DOCKER_TLS_VERIFY: '1',
          DOCKER_CERT_PATH: '/certs',
        },
      ),
    );
    expect(chosen).toMatchObject({ endpoint: { tls: { ca: 'CA', cert: 'CERT', key: 'KEY', verify: true } } });
  });

  test('takes certificates from the Docker folder where no other is named', () => {
    const { chosen } = candidateEndpoints(
      machine(
        { '/home/me/.docker/ca.pem': 'CA' },
        { DOCKER_HOST: 'tcp://build.example:1', DOCKER_TLS_VERIFY: '1' },
      ),
    );
    expect(chosen).toMatchObject({ endpoint: { tls: { ca: 'CA', verify: true } } });
  });

  test('leaves a certificate unchecked only where that was asked for', () => {
    const { chosen } = candidateEndpoints(
      bareEnvironment({ variables: { DOCKER_HOST: 'tcp://build.example:1', DOCKER_TLS: '1' } }),
    );
    expect(chosen).toMatchObject({ endpoint: { tls: { verify: false } } });
  });

  test('follows the current context of the Docker client', () => {
    const { chosen } = candidateEndpoints(
      machine({
        '/home/me/.docker/config.json': '{"currentContext": "work"}',
        [meta('/home/me/.docker', 'work')]: context('unix:///home/me/work.sock'),
      }),
    );
    expect(chosen).toEqual({
      usable: true,
      endpoint: { kind: 'unix', path: '/home/me/work.sock', source: 'context work' },
    });
  });

  test('lets DOCKER_CONTEXT rule out the current context, and DOCKER_HOST both', () => {
    const files = {
      '/conf/config.json': '{"currentContext": "work"}',
      [meta('/conf', 'work')]: context('unix:///work.sock'),
      [meta('/conf', 'other')]: context('ssh://me@other.example'),
    };
    const byContext = candidateEndpoints(machine(files, { DOCKER_CONFIG: '/conf', DOCKER_CONTEXT: 'other' }));
    expect(names(byContext.chosen)).toEqual(['ssh://me@other.example']);
    const byHost = candidateEndpoints(
      machine(files, { DOCKER_CONFIG: '/conf', DOCKER_CONTEXT: 'other', DOCKER_HOST: 'unix:///host.sock' }),
    );
    expect(names(byHost.chosen)).toEqual(['unix:///host.sock']);
  });

  test('takes the context “default” for no choice', () => {
    const files = { '/home/me/.docker/config.json': '{"currentContext": "work"}' };
    expect(candidateEndpoints(machine(files, { DOCKER_CONTEXT: 'default' })).chosen).toBeUndefined();
  });

  test('takes the certificates of a context', () => {
    const id = createHash('sha256').update('far').digest('hex');
    const { chosen } = candidateEndpoints(
      machine(
        {
          [meta('/home/me/.docker', 'far')]: context('tcp://far.example:2376'),
          [`/home/me/.docker/contexts/tls/${id}/docker/ca.pem`]: 'CA',
        },
        { DOCKER_CONTEXT: 'far' },
      ),
    );
    expect(chosen).toMatchObject({
      endpoint: { kind: 'tcp', host: 'far.example', tls: { ca: 'CA', verify: true } },
    });
  });

  test('says that a context does not exist, or names no host', () => {
    expect(candidateEndpoints(machine({}, { DOCKER_CONTEXT: 'gone' })).chosen).toMatchObject({
      attempt: { answer: 'there is no Docker context “gone”' },
    });
    const files = { [meta('/home/me/.docker', 'empty')]: '{}' };
    expect(candidateEndpoints(machine(files, { DOCKER_CONTEXT: 'empty' })).chosen).toMatchObject({
      attempt: { answer: 'the Docker context “empty” names no host' },
    });
  });

  test('survives a Docker configuration that is not JSON', () => {
    const files = { '/home/me/.docker/config.json': '{"currentContext": ' };
    expect(candidateEndpoints(machine(files)).chosen).toBeUndefined();
  });

  test('follows CONTAINER_HOST where Docker has no choice of its own', () => {
    const variables = { CONTAINER_HOST: 'unix:///run/user/1000/podman/podman.sock' };
    const { chosen, usual } = candidateEndpoints(bareEnvironment({ variables }));
    expect(names(chosen)).toEqual(['unix:///run/user/1000/podman/podman.sock']);
    expect(names(...usual)).not.toContain('unix:///run/user/1000/podman/podman.sock');
  });
});

describe('the usual places', () => {
  test('on Linux: Docker, rootless Docker, Podman, rootless Podman', () => {
    expect(names(...candidateEndpoints(bareEnvironment()).usual)).toEqual([
      'unix:///var/run/docker.sock',
      'unix:///run/user/1000/docker.sock',
      'unix:///run/podman/podman.sock',
      'unix:///run/user/1000/podman/podman.sock',
    ]);
  });

  test('on Linux: the folder XDG_RUNTIME_DIR names', () => {
    const environment = bareEnvironment({ variables: { XDG_RUNTIME_DIR: '/tmp/run' } });
    expect(names(...candidateEndpoints(environment).usual)).toContain('unix:///tmp/run/podman/podman.sock');
  });

  test('on macOS: Docker Desktop, OrbStack, every Colima profile, Rancher Desktop, Lima, Podman machines', () => {
    const files = Object.fromEntries(
      [
        '/Users/me/.orbstack/run/docker.sock',
        '/Users/me/.colima/default/docker.sock',
        '/Users/me/.colima/team/docker.sock',
        '/Users/me/.colima/_lima/docker.sock',
        '/Users/me/.rd/docker.sock',
        '/Users/me/.lima/docker/sock/docker.sock',
        '/var/folders/T/podman/podman-machine-default-api.sock',
        '/Users/me/.local/share/containers/podman/machine/qemu/podman.sock',
      ].map((path) => [path, '']),
    );
    const environment = {
      ...machine(files, { TMPDIR: '/var/folders/T/' }),
      platform: 'darwin' as const,
      home: '/Users/me',
    };
    expect(names(...candidateEndpoints(environment).usual)).toEqual([
      'unix:///var/run/docker.sock',
      'unix:///Users/me/.docker/run/docker.sock',
      'unix:///Users/me/.orbstack/run/docker.sock',
      'unix:///Users/me/.colima/default/docker.sock',
      'unix:///Users/me/.colima/team/docker.sock',
      'unix:///Users/me/.rd/docker.sock',
      'unix:///Users/me/.lima/docker/sock/docker.sock',
      'unix:///var/folders/T/podman/podman-machine-default-api.sock',
      'unix:///Users/me/.local/share/containers/podman/machine/qemu/podman.sock',
    ]);
  });

  test('on Windows: the pipes of Docker, Docker Desktop and Podman machines', () => {
    const environment: EngineEnvironment = {
      ...bareEnvironment(),
      platform: 'win32',
      home: 'C:\\Users\\me',
      list: (path) => (path === '//./pipe/' ? ['other', 'podman-machine-default', 'podman-work'] : []),
    };
    expect(names(...candidateEndpoints(environment).usual)).toEqual([
      'npipe:////./pipe/docker_engine',
      'npipe:////./pipe/dockerDesktopLinuxEngine',
      'npipe:////./pipe/podman-machine-default',
      'npipe:////./pipe/podman-work',
    ]);
  });

  test('on Windows: the context in the Docker folder of the home', () => {
    const id = createHash('sha256').update('desktop-linux').digest('hex');
    const files: Record<string, string> = {
      'C:\\Users\\me\\.docker\\config.json': '{"currentContext": "desktop-linux"}',
      [`C:\\Users\\me\\.docker\\contexts\\meta\\${id}\\meta.json`]: context(
        'npipe:////./pipe/dockerDesktopLinuxEngine',
      ),
    };
    const environment: EngineEnvironment = {
      ...bareEnvironment(),
      platform: 'win32',
      home: 'C:\\Users\\me',
      exists: (path) => path in files,
      readFile: (path) => files[path],
    };
    const { chosen, usual } = candidateEndpoints(environment);
    expect(names(chosen)).toEqual(['npipe:////./pipe/dockerDesktopLinuxEngine']);
    expect(names(...usual)).not.toContain('npipe:////./pipe/dockerDesktopLinuxEngine');
  });
});

function names(...candidates: readonly (Candidate | undefined)[]): string[] {
  return candidates.map((candidate) => (candidate?.usable ? formatEndpoint(candidate.endpoint) : 'unusable'));
}

function machine(
  files: Readonly<Record<string, string>>,
  variables: EngineEnvironment['variables'] = {},
): EngineEnvironment {
  return bareEnvironment({
    variables,
    exists: (path) => path in files,
    readFile: (path) => files[path],
    list: (folder) => {
      const prefix = folder.endsWith('/') ? folder : `${folder}/`;
      const below = Object.keys(files).filter((path) => path.startsWith(prefix));
      return [...new Set(below.map((path) => path.slice(prefix.length).split('/')[0] ?? ''))].sort();
    },
  });
}

function meta(folder: string, name: string): string {
  return `${folder}/contexts/meta/${createHash('sha256').update(name).digest('hex')}/meta.json`;
}

function context(host: string): string {
  return JSON.stringify({ Name: 'x', Endpoints: { docker: { Host: host, SkipTLSVerify: false } } });
}
