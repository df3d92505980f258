import type { ByteStream } from '../archives/types.ts';

/** How an engine is reached. */
export type Endpoint =
  | { readonly kind: 'unix' | 'npipe'; readonly path: string; readonly source: string }
  | {
      readonly kind: 'tcp';
      readonly host: string;
      readonly port: number;
      readonly tls?: {
        readonly ca?: string;
        readonly cert?: string;
        readonly key?: string;
        readonly verify: boolean;
      };
      readonly source: string;
    }
  | {
      readonly kind: 'ssh';
      readonly user?: string;
      readonly host: string;
      readonly port: number;
      readonly path?: string;
      readonly source: string;
    };

/** What an endpoint answered, for the doctor. */
export interface Attempt {
  /** `unix:///var/run/docker.sock`, as the user would write it. */
  readonly endpoint: string;
  /** Why it was tried: `DOCKER_HOST`, `context desktop-linux`, `Podman, rootless`, … */
  readonly source: string;
  readonly ok: boolean;
  /** A plain sentence: `Docker Engine 28.2.2, API 1.50, linux/amd64` or `nothing listens there`. */
  readonly answer: string;
  /** What to do about it, where something can be done. */
  readonly advice?: string;
}

export interface EngineVersion {
  readonly product: 'Docker' | 'Podman' | 'unknown';
  readonly version: string;
  readonly apiVersion: string;
  /** `linux/amd64`. */
  readonly platform: string;
}

export interface EngineImage {
  /** `sha256:…` of the config. */
  readonly id: string;
  readonly tags: readonly string[];
  /** Uncompressed bytes as the engine counts them. */
  readonly bytes: number;
  /** ISO 8601. */
  readonly created: string;
}

export interface EngineImageDetail extends EngineImage {
  readonly platform: string;
  /** The `Config` part of the engine's answer, names as the engine has them. */
  readonly config: {
    readonly exposedPorts: readonly string[];
    readonly env: readonly string[];
    readonly labels: Readonly<Record<string, string>>;
    readonly user: string;
    readonly entrypoint: readonly string[];
    readonly command: readonly string[];
  };
  /** Diff IDs, lowest layer first. */
  readonly layers: readonly string[];
}

export interface BuildRequest {
  /** The tag the result gets. */
  readonly reference: string;
  /** Absolute folder sent to the engine, less what its .dockerignore names. */
  readonly context: string;
  /** Relative to the context, with `/`. */
  readonly dockerfile: string;
  /** `linux/amd64`. */
  readonly platform: string;
  readonly buildArgs: Readonly<Record<string, string>>;
}

/** The narrow face of a container engine. Every call fails with `EngineFailed`, `EngineUnavailable`, `ImageNotFound`, `BuildFailed` or `Cancelled`. */
export interface Engine {
  /** `unix:///var/run/docker.sock`. */
  readonly endpoint: string;
  readonly version: EngineVersion;
  images(signal: AbortSignal): Promise<readonly EngineImage[]>;
  inspect(reference: string, signal: AbortSignal): Promise<EngineImageDetail>;
  /** Build steps, newest first, as the engine's history has them. */
  history(
    reference: string,
    signal: AbortSignal,
  ): Promise<readonly { readonly createdBy: string; readonly bytes: number }[]>;
  /** The archive `docker save` would write. Ending the iteration or aborting closes the connection. */
  save(references: readonly string[], signal: AbortSignal): Promise<ByteStream>;
  /** Loads an image archive; gives the tags it brought. */
  load(archive: ByteStream, signal: AbortSignal): Promise<readonly string[]>;
  /** Builds and tags; every line the engine prints goes to `onLog`. Gives the image's ID. */
  build(request: BuildRequest, onLog: (line: string) => void, signal: AbortSignal): Promise<string>;
  close(): void;
}
