import { createHash } from 'node:crypto';
import { posix, win32 } from 'node:path';
import { type ParsedHost, parseHost } from './endpoint.ts';
import type { EngineEnvironment } from './environment.ts';

/** Where the Docker client keeps its settings: `DOCKER_CONFIG`, or `.docker` in the home folder. */
export function dockerConfigFolder(environment: EngineEnvironment): string {
  const path = environment.platform === 'win32' ? win32 : posix;
  return environment.variables.DOCKER_CONFIG || path.join(environment.home, '.docker');
}

/** The context the user chose, by `DOCKER_CONTEXT` or `docker context use`; nothing for Docker's own default. */
export function chosenContext(environment: EngineEnvironment): string | undefined {
  const path = environment.platform === 'win32' ? win32 : posix;
  const name =
    environment.variables.DOCKER_CONTEXT ||
    text(
      field(
        readJson(environment, path.join(dockerConfigFolder(environment), 'config.json')),
        'currentContext',
      ),
    );
  return name === undefined || name === '' || name === 'default' ? undefined : name;
}

/** The host of a context, read as Docker's client stores it. */
export function contextHost(environment: EngineEnvironment, name: string): ParsedHost {
  const path = environment.platform === 'win32' ? win32 : posix;
  const contexts = path.join(dockerConfigFolder(environment), 'contexts');
  const id = createHash('sha256').update(name).digest('hex');
  const file = path.join(contexts, 'meta', id, 'meta.json');
  if (!environment.exists(file)) {
    return {
      ok: false,
      problem: `there is no Docker context “${name}”`,
      advice:
        '“docker context ls” shows those there are; “docker context use default” returns to the usual one.',
    };
  }
  const docker = field(field(readJson(environment, file), 'Endpoints'), 'docker');
  const host = text(field(docker, 'Host'));
  if (host === undefined || host === '') {
    return {
      ok: false,
      problem: `the Docker context “${name}” names no host`,
      advice: `“docker context inspect ${name}” shows what it holds.`,
    };
  }
  const certificates = readCertificates(environment, path.join(contexts, 'tls', id, 'docker'));
  const unverified = field(docker, 'SkipTLSVerify') === true;
  const tls =
    unverified || Object.keys(certificates).length > 0 ? { ...certificates, verify: !unverified } : undefined;
  return parseHost(host, `context ${name}`, tls);
}

/** What of ca.pem, cert.pem and key.pem a folder has. */
export function readCertificates(
  environment: EngineEnvironment,
  folder: string,
): { ca?: string; cert?: string; key?: string } {
  const path = environment.platform === 'win32' ? win32 : posix;
  const found: { ca?: string; cert?: string; key?: string } = {};
  for (const part of ['ca', 'cert', 'key'] as const) {
    const content = environment.readFile(path.join(folder, `${part}.pem`));
    if (content !== undefined) found[part] = content;
  }
  return found;
}

function readJson(environment: EngineEnvironment, file: string): unknown {
  try {
    return JSON.parse(environment.readFile(file) ?? 'null');
  } catch {
    return null;
  }
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
