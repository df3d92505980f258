import { GantryError } from '../../../shared/contract/error.ts';
import { normaliseReference, parseReference } from '../../../shared/model/image-reference.ts';
import type { ByteStream } from '../archives/types.ts';
import { buildContext } from './build-context.ts';
import { readHistory, readImageDetail, readImages, readProgress } from './engine-answers.ts';
import { EngineConnection } from './engine-connection.ts';
import type {
  BuildRequest,
  Endpoint,
  Engine,
  EngineImage,
  EngineImageDetail,
  EngineVersion,
} from './types.ts';
import { wholeArchive } from './whole-archive.ts';

/** Milliseconds an engine may take over a question. */
const questionPatience = 60_000;

/** Milliseconds a save may stand still; engines prepare large images for minutes before the first byte. */
const savePatience = 600_000;

/** An engine that speaks Docker's API: Docker itself, or Podman. */
export class DockerEngine implements Engine {
  readonly endpoint: string;
  readonly version: EngineVersion;
  readonly #connection: EngineConnection;

  constructor(endpoint: Endpoint, version: EngineVersion) {
    this.#connection = new EngineConnection(endpoint);
    this.endpoint = this.#connection.endpoint;
    this.version = version;
  }

  async images(signal: AbortSignal): Promise<readonly EngineImage[]> {
    const operation = 'listing images';
    const answer = await this.#connection.json(
      { operation, method: 'GET', path: '/images/json', patience: questionPatience },
      signal,
    );
    return readImages(answer) ?? this.#nonsense(operation);
  }

  async inspect(reference: string, signal: AbortSignal): Promise<EngineImageDetail> {
    const operation = `reading ${reference}`;
    return (
      readImageDetail(await this.#ask(reference, 'json', operation, signal)) ?? this.#nonsense(operation)
    );
  }

  async history(
    reference: string,
    signal: AbortSignal,
  ): Promise<readonly { readonly createdBy: string; readonly bytes: number }[]> {
    const operation = `reading the history of ${reference}`;
    return readHistory(await this.#ask(reference, 'history', operation, signal)) ?? this.#nonsense(operation);
  }

  async save(references: readonly string[], signal: AbortSignal): Promise<ByteStream> {
    const operation = `saving ${references.join(', ')}`;
    // Asked first: engines send the beginning of an archive before they notice that an image is missing.
    for (const reference of references) await this.inspect(reference, signal);
    const body = await this.#connection.open(
      {
        operation,
        method: 'GET',
        path: '/images/get',
        query: { names: references },
        tellsItsEnd: true,
        patience: savePatience,
      },
      signal,
    );
    return wholeArchive(body, (reason) => this.#connection.failed(operation, reason));
  }

  async load(archive: ByteStream, signal: AbortSignal): Promise<readonly string[]> {
    const operation = 'loading an image archive';
    let said = '';
    let failure: string | undefined;
    await this.#connection.follow(
      { operation, method: 'POST', path: '/images/load', query: { quiet: '1' }, body: archive },
      (line) => {
        const { error, text } = readProgress(line);
        failure ??= error;
        said += text ?? '';
      },
      signal,
    );
    if (failure !== undefined) throw this.#connection.failed(operation, failure);
    const loaded = [...said.matchAll(/^Loaded image(?: ID|\(s\))?: (.+)$/gm)];
    if (loaded.length === 0)
      throw this.#connection.failed(operation, 'it took the archive but found no image in it');
    // Podman names all of them in one line.
    return loaded
      .flatMap((match) => (match[1] ?? '').split(','))
      .map((name) => name.trim())
      .filter((name) => !name.startsWith('sha256:'))
      .map(normaliseReference);
  }

  async build(request: BuildRequest, onLog: (line: string) => void, signal: AbortSignal): Promise<string> {
    const { reference } = request;
    const failed = (reason: string) => new GantryError('BuildFailed', { reference, reason });
    const log = new BuildLog(onLog);
    let failure: string | undefined;
    await this.#connection.follow(
      {
        operation: `building ${reference}`,
        method: 'POST',
        path: '/build',
        query: {
          t: reference,
          dockerfile: request.dockerfile,
          platform: request.platform,
          buildargs: JSON.stringify(request.buildArgs),
          rm: '1',
          forcerm: '1',
          ...(usesBuildKit(this.version) ? { version: '2' } : {}),
        },
        body: buildContext(request.context, request.dockerfile, failed),
        refused: failed,
      },
      (line) => {
        const { error, text } = readProgress(line);
        failure ??= error;
        log.add(text ?? '');
      },
      signal,
    );
    log.end();
    if (failure !== undefined) throw failed(log.step === '' ? failure : `${log.step}: ${failure}`);
    return (await this.inspect(reference, signal)).id;
  }

  close(): void {
    this.#connection.close();
  }

  #ask(
    reference: string,
    what: 'json' | 'history',
    operation: string,
    signal: AbortSignal,
  ): Promise<unknown> {
    // A text that is no reference has no image, and must not become another path on the engine.
    if (!parseReference(reference).ok) {
      throw new GantryError('ImageNotFound', { reference, where: this.endpoint });
    }
    return this.#connection.json(
      {
        operation,
        method: 'GET',
        path: `/images/${reference}/${what}`,
        reference,
        patience: questionPatience,
      },
      signal,
    );
  }

  #nonsense(operation: string): never {
    throw this.#connection.failed(operation, 'its answer is not what an engine answers');
  }
}

/** Docker's own client builds with BuildKit from Docker 23 on, and Dockerfiles have come to rely on it. */
function usesBuildKit({ product, version, platform }: EngineVersion): boolean {
  return product === 'Docker' && platform.startsWith('linux/') && Number.parseInt(version, 10) >= 23;
}

/** Cuts the text of a build into lines and remembers the step it is at. */
class BuildLog {
  /** The instruction the classic builder is at: `RUN npm ci`. BuildKit names it in the error itself. */
  step = '';
  readonly #onLine: (line: string) => void;
  #rest = '';

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine;
  }

  add(text: string): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#line(line);
  }

  end(): void {
    if (this.#rest !== '') this.#line(this.#rest);
    this.#rest = '';
  }

  #line(text: string): void {
    // Programs redraw a line with carriage returns; its last state is what a terminal would show.
    const line = text.replace(/\r$/, '').replace(/^.*\r/, '');
    this.step = /^step \d+\/\d+\s*: (.*)$/i.exec(line)?.[1]?.trim() ?? this.step;
    this.#onLine(line);
  }
}
