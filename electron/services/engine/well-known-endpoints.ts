import { posix } from 'node:path';
import type { EngineEnvironment } from './environment.ts';
import type { Endpoint } from './types.ts';

/** The places engines usually listen at on this platform, likeliest first. Those of optional products only where their folder exists. */
export function wellKnownEndpoints(environment: EngineEnvironment): readonly Endpoint[] {
  switch (environment.platform) {
    case 'win32':
      return windowsPipes(environment);
    case 'darwin':
      return [
        unix('/var/run/docker.sock', 'Docker, standard socket'),
        unix(posix.join(environment.home, '.docker/run/docker.sock'), 'Docker Desktop'),
        ...homeProducts(environment),
        ...podmanMachines(environment),
      ];
    default:
      return linuxSockets(environment);
  }
}

function linuxSockets(environment: EngineEnvironment): Endpoint[] {
  const { home, uid } = environment;
  const runtime =
    environment.variables.XDG_RUNTIME_DIR || (uid === undefined ? undefined : `/run/user/${uid}`);
  const inRuntime = (path: string, source: string): Endpoint[] =>
    runtime === undefined ? [] : [unix(posix.join(runtime, path), source)];
  return [
    unix('/var/run/docker.sock', 'Docker, standard socket'),
    ...inRuntime('docker.sock', 'Docker, rootless'),
    // Rootless Docker without a runtime folder listens here, as Docker Desktop does on other platforms.
    ...existing(environment, posix.join(home, '.docker/run/docker.sock'), 'Docker, in the home folder'),
    ...existing(environment, posix.join(home, '.docker/desktop/docker.sock'), 'Docker Desktop'),
    ...homeProducts(environment),
    unix('/run/podman/podman.sock', 'Podman'),
    ...inRuntime('podman/podman.sock', 'Podman, rootless'),
  ];
}

function homeProducts(environment: EngineEnvironment): Endpoint[] {
  const { home } = environment;
  const each = (folder: string, socket: string, product: string): Endpoint[] =>
    environment
      .list(posix.join(home, folder))
      .filter((name) => !name.startsWith('_'))
      .flatMap((name) =>
        existing(environment, posix.join(home, folder, name, socket), `${product}, ${name}`),
      );
  return [
    ...existing(environment, posix.join(home, '.orbstack/run/docker.sock'), 'OrbStack'),
    ...existing(environment, posix.join(home, '.colima/docker.sock'), 'Colima'),
    ...each('.colima', 'docker.sock', 'Colima'),
    ...each('.config/colima', 'docker.sock', 'Colima'),
    ...existing(environment, posix.join(home, '.rd/docker.sock'), 'Rancher Desktop'),
    ...each('.lima', 'sock/docker.sock', 'Lima'),
    ...each('.lima', 'sock/podman.sock', 'Lima'),
  ];
}

function podmanMachines(environment: EngineEnvironment): Endpoint[] {
  const machines = posix.join(environment.home, '.local/share/containers/podman/machine');
  const temporary = environment.variables.TMPDIR
    ? posix.join(environment.variables.TMPDIR, 'podman')
    : undefined;
  return [
    ...(temporary === undefined
      ? []
      : environment
          .list(temporary)
          .filter((name) => name.endsWith('-api.sock'))
          .map((name) =>
            unix(posix.join(temporary, name), `Podman machine, ${name.slice(0, -'-api.sock'.length)}`),
          )),
    ...existing(environment, posix.join(machines, 'podman.sock'), 'Podman machine'),
    ...environment
      .list(machines)
      .flatMap((name) =>
        existing(environment, posix.join(machines, name, 'podman.sock'), `Podman machine, ${name}`),
      ),
  ];
}

function windowsPipes(environment: EngineEnvironment): Endpoint[] {
  const pipe = (name: string, source: string): Endpoint => ({
    kind: 'npipe',
    path: `//./pipe/${name}`,
    source,
  });
  return [
    pipe('docker_engine', 'Docker, standard pipe'),
    pipe('dockerDesktopLinuxEngine', 'Docker Desktop'),
    pipe('podman-machine-default', 'Podman machine'),
    ...environment
      .list('//./pipe/')
      .filter((name) => name.startsWith('podman-') && name !== 'podman-machine-default')
      .map((name) => pipe(name, 'Podman machine')),
  ];
}

function existing(environment: EngineEnvironment, path: string, source: string): Endpoint[] {
  return environment.exists(path) ? [unix(path, source)] : [];
}

function unix(path: string, source: string): Endpoint {
  return { kind: 'unix', path, source };
}
