import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { isError } from '../../../shared/contract/error.ts';
import { archiveInvalid, shown } from '../archives/archive-error.ts';
import { foreignArchive } from '../archives/archive-head.ts';
import { collected } from '../archives/byte-reader.ts';
import { unwrap } from '../archives/compression.ts';
import { ExpansionBudget } from '../archives/expansion-budget.ts';
import { fileStream } from '../archives/file-stream.ts';
import { type ImageArchiveOptions, readImageArchive } from '../archives/image-archive-reader.ts';
import { entryPath, NameTable, nameProblem } from '../archives/safe-name.ts';
import { readTar } from '../archives/tar-reader.ts';
import type { ByteStream, TarEntry, TarType, Wrapping } from '../archives/types.ts';
import { largestManifest } from '../project/read-text-file.ts';
import { notTextReason } from '../project/text-encoding.ts';
import {
  type BundleContents,
  type BundleEntry,
  type BundleManifest,
  BundleProblems,
  isAppleFile,
  strangerProblem,
} from './bundle-contents.ts';
import { checkTags } from './duplicate-tags.ts';
import { PackageSeal } from './package-seal.ts';
import { packageNames } from './package-writer.ts';

export interface ReadBundleOptions {
  readonly signal: AbortSignal;
  /** Told of each chunk of the file how many bytes it has. */
  readonly onBytes?: (bytes: number) => void;
  /** Given what is known once both manifests are read, or when an image begins after one of them; at most once. */
  readonly onManifests?: (soFar: ReadSoFar) => void;
  /** Asked for each image archive, by the name of its entry, who listens while it is read. */
  readonly onImage?: (
    entry: string,
  ) => Pick<ImageArchiveOptions, 'onLayerEntry' | 'onLayerBody' | 'onBlobBytes'>;
}

/** What is known of a bundle while it is read. */
export type ReadSoFar = Omit<BundleContents, 'bytes' | 'sha256'>;

/** An entry as a bundle's reader needs it, from a tar or from a folder. */
export type BundleSource = Pick<TarEntry, 'name' | 'type' | 'size' | 'body'>;

const mostEntries = 100_000;

const typeWords: Partial<Record<TarType, string>> = {
  symlink: 'a symbolic link',
  hardlink: 'a hard link',
  fifo: 'a named pipe',
  'character-device': 'a device',
  'block-device': 'a device',
  other: 'of a type no bundle needs',
};

/**
 * Reads a bundle, gzip'd or plain, or a package of the older sideload format in one pass: the manifests' texts,
 * every image archive with all its digests, and all that is wrong with the archive itself, as far as reading can go on.
 * Memory stays flat whatever the size.
 * @throws GantryError `FileUnreadable`, `Cancelled`, or `ArchiveInvalid` where not even a first entry can be read.
 */
export async function readBundle(path: string, options: ReadBundleOptions): Promise<BundleContents> {
  const file = basename(path);
  const hash = createHash('sha256');
  const budget = new ExpansionBudget();
  let bytes = 0;
  let other: string | undefined;
  async function* tapped(): ByteStream & AsyncGenerator<Uint8Array> {
    for await (const chunk of fileStream(path, options.signal)) {
      if (bytes === 0) other = foreignArchive(chunk);
      hash.update(chunk);
      bytes += chunk.length;
      budget.read(chunk.length);
      options.onBytes?.(chunk.length);
      yield chunk;
    }
  }
  const { wrapping, stream } = await unwrap(tapped(), { file, budget });
  const reader = new BundleReader(file, wrapping, budget, options);
  const whole = await reader.readAll(stream).catch((error: unknown) => {
    if (other === undefined || !isError(error, 'ArchiveInvalid')) throw error;
    throw archiveInvalid(file, `it is ${other}, and a bundle is a gzip’d tar`, undefined, error);
  });
  return { ...reader.contents(), bytes, ...(whole ? { sha256: hash.digest('hex') } : {}) };
}

/**
 * The same of the files of an extracted bundle. `entries` gives their names from the folder.
 * @throws GantryError `FileUnreadable`, `Cancelled`.
 */
export async function readBundleEntries(
  folder: string,
  entries: AsyncIterable<BundleSource>,
  options: ReadBundleOptions,
): Promise<BundleContents> {
  const budget = new ExpansionBudget();
  const reader = new BundleReader(basename(folder), 'none', budget, options, 'folder');
  await reader.readFolder(entries);
  const contents = reader.contents();
  return { ...contents, bytes: contents.entries.reduce((sum, entry) => sum + entry.bytes, 0) };
}

/** The state of one pass. */
class BundleReader {
  readonly #file: string;
  readonly #wrapping: Wrapping;
  readonly #options: ReadBundleOptions;
  readonly #budget: ExpansionBudget;
  readonly #problems: BundleProblems;
  readonly #entries: BundleEntry[] = [];
  readonly #images: BundleContents['images'][number][] = [];
  readonly #seal = new PackageSeal();
  #kind: BundleContents['kind'];
  #appSpec: BundleManifest | undefined;
  #appJson: BundleManifest | undefined;
  #told = false;

  constructor(
    file: string,
    wrapping: Wrapping,
    budget: ExpansionBudget,
    options: ReadBundleOptions,
    kind: BundleContents['kind'] = 'bundle',
  ) {
    this.#file = file;
    this.#wrapping = wrapping;
    this.#budget = budget;
    this.#options = options;
    this.#kind = kind;
    this.#problems = new BundleProblems(file);
  }

  /** False where damage ended the pass before the archive's end. */
  async readAll(stream: ByteStream): Promise<boolean> {
    const whole = await this.#readTar(stream, '');
    checkTags(this.#images, this.#problems);
    this.#checkFileName();
    if (this.#kind === 'pkg') this.#checkSeal();
    else if (this.#wrapping !== 'gzip') {
      const how = this.#wrapping === 'none' ? 'not compressed' : `compressed with ${this.#wrapping}`;
      this.#problems.add('not-gzip', 'warning', `The archive is ${how}; the platform expects a gzip’d tar.`);
    }
    return whole;
  }

  /** Reads the files of an extracted bundle. */
  async readFolder(entries: AsyncIterable<BundleSource>): Promise<void> {
    const names = new NameTable();
    for await (const entry of entries) await this.#readEntry(entry, '', names);
    checkTags(this.#images, this.#problems);
    if (this.#kind === 'pkg') this.#checkSeal();
  }

  /** The platform goes by what a file is called before it looks inside. */
  #checkFileName(): void {
    const [ending, what] =
      this.#kind === 'pkg'
        ? [/\.pkg$/i, 'a package of the older sideload format, whose name ends with .pkg']
        : [/\.(?:tar\.gz|tgz|tar)$/i, 'a bundle, whose name ends with .tar.gz'];
    if (ending.test(this.#file)) return;
    this.#problems.add(
      'file-name',
      'warning',
      `${shown(this.#file)} is ${what}. Rename it before it is uploaded.`,
    );
  }

  #checkSeal(): void {
    const app = this.#entries.find((entry) => entry.name === packageNames.app);
    this.#seal.check(this.#appJson, app?.sha256, this.#problems);
  }

  contents(): ReadSoFar {
    const { identity } = this.#seal;
    return {
      kind: this.#kind,
      wrapping: this.#wrapping,
      entries: [...this.#entries],
      images: [...this.#images],
      signature: this.#seal.signature,
      problems: [...this.#problems.list],
      ...(this.#appSpec === undefined ? {} : { appSpec: this.#appSpec }),
      ...(this.#appJson === undefined ? {} : { appJson: this.#appJson }),
      ...(identity === undefined ? {} : { identity }),
    };
  }

  /** Reads one tar, the outer one or a package's inner one, whose entries go by `prefix`. */
  async #readTar(stream: ByteStream, prefix: string, source?: EntryBytes): Promise<boolean> {
    const names = new NameTable();
    const inner = prefix === '' ? {} : { within: packageNames.app };
    let seen = 0;
    try {
      for await (const entry of readTar(stream, {
        file: this.#file,
        limits: { entries: mostEntries },
        ...inner,
      })) {
        seen += 1;
        await this.#readEntry(entry, prefix, names);
      }
      return true;
    } catch (error) {
      if (!isError(error, 'ArchiveInvalid') || (seen === 0 && prefix === '')) throw error;
      // The outer archive was cut short, and says so itself.
      if (source?.cut === true) return false;
      const what = prefix === '' ? 'The archive' : shown(packageNames.app);
      if (this.#budget.exceeded) {
        this.#problems.add('bomb', 'error', `${what} was not read to its end: ${this.#budget.problem}.`);
        return false;
      }
      this.#problems.add('damaged', 'error', `${what} is damaged: ${error.data.problem}.`);
      return false;
    }
  }

  async #readEntry(entry: BundleSource, prefix: string, names: NameTable): Promise<void> {
    const path = entryPath(entry.name);
    if (path === '') return;
    const place = prefix + path;
    const unsafe = nameProblem(entry.name);
    const twice = unsafe === undefined && names.add(path) !== undefined;
    if (unsafe !== undefined) {
      const message = `The name ${shown(entry.name)} is not safe: ${unsafe}.`;
      this.#problems.add('unsafe-name', 'error', message, place);
    } else if (twice && entry.type !== 'directory') {
      const message = `The archive has ${shown(place)} twice. Gantry goes by the first, whoever unpacks it gets the last; make the archive again with one.`;
      this.#problems.add('duplicate-name', 'error', message, place);
    }
    if (entry.type === 'directory') return;
    if (entry.type !== 'file') {
      const what = typeWords[entry.type] ?? 'not a file';
      const message = `${shown(place)} is ${what}, and a bundle holds plain files only.`;
      this.#problems.add('not-a-file', 'error', message, place);
      return;
    }
    const source = new EntryBytes(entry.body);
    // A second appearance, or a name that leads elsewhere, must not stand in for the real one.
    if (unsafe === undefined && !twice) await this.#take(path, place, prefix !== '', entry.size, source);
    await source.toEnd();
    this.#entries.push({ name: place, ...source.facts() });
  }

  async #take(path: string, place: string, inner: boolean, size: number, source: EntryBytes): Promise<void> {
    const body = source.stream();
    if (!inner && this.#isPackagePart(path)) {
      this.#kind = 'pkg';
      if (path !== packageNames.app) return await this.#seal.take(path, size, body);
      const { stream } = await unwrap(body, { file: this.#file, entry: path, budget: this.#budget });
      await this.#readTar(stream, `${packageNames.app}/`, source);
    } else if (
      path === (inner ? 'app.yaml' : 'appspec.yaml') ||
      (path === 'app.yaml' && this.#kind === 'folder')
    ) {
      this.#appSpec = await this.#manifest(place, size, body);
      this.#tellManifests(this.#appJson !== undefined);
    } else if (path === 'app.json') {
      this.#appJson = await this.#manifest(place, size, body);
      this.#tellManifests(this.#appSpec !== undefined);
    } else if (this.#isImage(path, inner)) {
      this.#tellManifests(this.#appSpec !== undefined || this.#appJson !== undefined);
      await this.#image(place, source);
    } else if (!(inner && path === 'app_icon.svg')) {
      const problem = strangerProblem(path);
      if (problem !== undefined) this.#problems.add(problem.code, problem.severity, problem.message, place);
    }
  }

  #isImage(path: string, inner: boolean): boolean {
    if (isAppleFile(path)) return false;
    const inFolder = inner || (this.#kind === 'folder' && path.startsWith('images/'));
    return inFolder ? path.startsWith('images/') : /^[^/]+\.(?:tar|tar\.gz|tgz|tar\.zst)$/.test(path);
  }

  #tellManifests(enough: boolean): void {
    if (!enough || this.#told) return;
    this.#told = true;
    this.#options.onManifests?.({
      ...this.contents(),
      signature: { state: 'not-read', detail: 'Still being read.' },
    });
  }

  /** The reference tools write a package's entries in any order, but never compress the outer archive. */
  #isPackagePart(path: string): boolean {
    if (path === packageNames.identity || this.#kind === 'pkg') return true;
    return path === packageNames.app && this.#wrapping === 'none';
  }

  async #manifest(place: string, size: number, body: ByteStream): Promise<BundleManifest | undefined> {
    if (size > largestManifest) {
      const message = `${shown(place)} has ${size.toLocaleString('en')} bytes, far more than a manifest needs.`;
      this.#problems.add('manifest-too-large', 'error', message, place);
      return undefined;
    }
    const bytes = await collected(body);
    const encoding = notTextReason(bytes);
    if (encoding === undefined) return { name: place, text: bytes.toString('utf8') };
    const message = `${shown(place)} is ${encoding}. Save it as UTF-8 text.`;
    this.#problems.add('not-text', 'error', message, place);
    return undefined;
  }

  async #image(place: string, source: EntryBytes): Promise<void> {
    const { signal, onImage } = this.#options;
    try {
      const listeners = onImage?.(place);
      const info = await readImageArchive(source.stream(), {
        file: place,
        signal,
        budget: this.#budget,
        ...listeners,
      });
      this.#images.push({ entry: place, info });
      if (info.wrapping !== 'none') {
        const message = `${shown(place)} is compressed with ${info.wrapping} inside the bundle; “docker save” writes a plain tar.`;
        this.#problems.add('image-compressed', 'warning', message, place);
      }
      if (info.layout === 'oci') {
        const message = `${shown(place)} is an OCI archive without manifest.json, which older engines do not load. Bundle it with “gantry bundle”, which adds it.`;
        this.#problems.add('image-layout', 'warning', message, place);
      }
    } catch (error) {
      if (!isError(error, 'ArchiveInvalid')) throw error;
      if (source.cut) {
        // The fault is the bundle's: nothing is known against the image archive.
        const message = `Only the beginning of the image archive ${shown(place)} could be read, so nothing is known of its images.`;
        return this.#problems.add('image-cut', 'error', message, place);
      }
      const where = error.data.entry === undefined ? '' : ` (${shown(error.data.entry)})`;
      const message = `The image archive ${shown(place)} is invalid: ${error.data.problem}${where}.`;
      this.#problems.add('image-invalid', 'error', message, place);
    }
  }
}

/** The bytes of an entry on their way to whoever reads it. */
class EntryBytes {
  readonly #hash = createHash('sha256');
  readonly #body: ByteStream;
  #bytes = 0;
  #failure: { readonly error: unknown } | undefined;

  constructor(body: ByteStream) {
    this.#body = body;
  }

  /** Whether the archive itself ended, or was damaged, in the middle of the entry. */
  get cut(): boolean {
    return this.#failure !== undefined;
  }

  async *stream(): ByteStream & AsyncGenerator<Uint8Array> {
    try {
      for await (const chunk of this.#body) {
        this.#hash.update(chunk);
        this.#bytes += chunk.length;
        yield chunk;
      }
    } catch (error) {
      this.#failure ??= { error };
      throw error;
    }
  }

  /** Reads what nobody read, and fails where the archive did, whoever met that before. */
  async toEnd(): Promise<void> {
    if (!this.cut) for await (const _rest of this.stream());
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  /** After the end. */
  facts(): Pick<BundleEntry, 'bytes' | 'sha256'> {
    return { bytes: this.#bytes, sha256: this.#hash.digest('hex') };
  }
}
