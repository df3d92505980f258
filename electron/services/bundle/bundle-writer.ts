import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { tarEnd, tarHeader, tarPadding } from '../archives/tar-writer.ts';
import type { StoredLayer } from '../cache/layer-spool.ts';
import type { ArchiveHash } from './archive-hash.ts';
import type { Compressor } from './block-compressor.ts';
import { bodyCrc, encodeBundleIndex, type IndexedEntry } from './bundle-index.ts';
import { GzipMemberWriter, type MemberRun, type PatchableFile } from './gzip-member.ts';
import { imageDocuments, layerHeader, layerOrder } from './image-tar.ts';
import type { NeededLayers } from './needed-layers.ts';
import { openHeader } from './open-header.ts';
import type { LayerTaker } from './passing-layer.ts';
import type { ExpectedRun } from './read-back.ts';
import type { TakenImage } from './take-layers.ts';

/** An entry as it was written. */
export interface WrittenEntry {
  readonly name: string;
  readonly bytes: number;
  /** Of the body, in hexadecimal digits. */
  readonly sha256: string;
  /** Bytes the entry takes in the archive, its header and padding included. */
  readonly storedBytes: number;
}

/** An image archive to be written. */
export interface ImageEntry {
  readonly name: string;
  /** The layers in their order. */
  readonly order: readonly string[];
  readonly layers: NeededLayers;
  /** The images, once they are known for certain. */
  readonly images: Promise<readonly TakenImage[]>;
  /** The archive's hash where the very same was proven before, or what computes it. */
  readonly hash: string | ArchiveHash;
  /** Told of the deflated bytes of layers as they are copied. */
  readonly onCopied: (bytes: number) => void;
}

/** Writes a gzip'd tar of plain files, owner 0, mode 0644, time 0: the same bodies give the same bytes. */
export class BundleWriter {
  readonly entries: WrittenEntry[] = [];
  /** Every stretch of the member with what it must hold, for reading it back. */
  readonly runs: ExpectedRun[] = [];
  readonly #file: PatchableFile;
  readonly #member: GzipMemberWriter;
  readonly #index: IndexedEntry[] = [];
  readonly #indexBytes: number;

  /** `indexBytes` is the room for the index in the member's header, 0 for a member without one. */
  constructor(file: PatchableFile, compressor: Compressor, indexBytes = 0) {
    this.#file = file;
    this.#indexBytes = indexBytes;
    this.#member = new GzipMemberWriter(file, compressor, indexBytes);
  }

  /** Adds a small file. */
  async addBytes(name: string, bytes: Uint8Array): Promise<void> {
    const before = this.#file.position;
    const { run } = await this.#write(
      tarHeader({ name, size: bytes.length }),
      bytes,
      tarPadding(bytes.length),
    );
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    this.#index.push({ bytes: bytes.length, sha256, head: run });
    this.#note(name, bytes.length, sha256, before);
  }

  /**
   * Adds an image archive, layer after layer as they come. Fails with `VerificationFailed`, `CacheDamaged`, and with what the layers and images fail with.
   */
  async addImages(entry: ImageEntry): Promise<WrittenEntry> {
    const { name, order, layers, hash } = entry;
    let padding: Uint8Array = tarPadding(0);
    const begin = (diffId: string, length: number) => this.#write(padding, layerHeader(diffId, length));
    const taker = this.#taker(begin);
    const inOrder = layers.inOrder(order, taker);
    const before = this.#file.position;
    const room = await this.#member.reserve(openHeader(name, 0).length);
    const at = this.runs.length;
    const lengths: number[] = [];
    for await (const { layer, taken } of inOrder) {
      if (!taken) await begin(layer.diffId, layer.bytes);
      const run = taken ? taker.end(layer) : await this.#member.copy(layer, entry.onCopied);
      this.runs.push({ run, layer });
      if (typeof hash !== 'string') hash.placed(layer, run.position);
      lengths.push(layer.bytes);
      padding = tarPadding(layer.bytes);
    }
    const images = await entry.images;
    if (layerOrder(images).join() !== order.join()) throw new RangeError('the images have other layers');
    const bodies = imageDocuments(images);
    const { run: documents } = await this.#write(padding, bodies);
    const bytes = this.runs.slice(at).reduce((sum, { run }) => sum + run.length, 0);
    const header = openHeader(name, bytes);
    const head = await this.#member.fill(room, header);
    this.runs.splice(at, 0, { run: head, plain: header });
    const sha256 = typeof hash === 'string' ? hash : await hash.finish(bodies);
    this.#index.push({ bytes, sha256, head, image: { documents, layers: lengths } });
    return this.#note(name, bytes, sha256, before);
  }

  /** Ends the tar and the gzip member, and puts the index into its header. Gives the bytes before and behind the runs. */
  async finish(): Promise<{ readonly header: Uint8Array; readonly trailer: Uint8Array }> {
    await this.#write(tarEnd());
    const trailer = await this.#member.finish();
    const end = { crc: crc32(trailer), length: trailer.length };
    const header = await this.#member.describe(
      this.#indexBytes === 0
        ? new Uint8Array(0)
        : encodeBundleIndex({
            fileBytes: this.#file.position,
            bodyCrc: bodyCrc(this.runs, end),
            entries: this.#index,
          }),
    );
    return { header, trailer };
  }

  /** What takes a layer while it comes; `begin` writes what stands before it. */
  #taker(
    begin: (diffId: string, bytes: number) => Promise<unknown>,
  ): LayerTaker & { end(layer: StoredLayer): MemberRun } {
    const here = () => ({ runs: this.runs.length, member: this.#member.mark() });
    let before = here();
    let position = 0;
    return {
      begin: async (diffId, bytes) => {
        before = here();
        await begin(diffId, bytes);
        position = this.#file.position;
      },
      append: (deflated) => this.#file.append(deflated),
      undo: async () => {
        await this.#member.undo(before.member);
        this.runs.length = before.runs;
      },
      end: (layer) => this.#member.add(layer, position),
    };
  }

  async #write(...parts: Uint8Array[]): Promise<{ readonly run: MemberRun; readonly plain: Uint8Array }> {
    const plain = Buffer.concat(parts);
    const run = await this.#member.write([plain]);
    this.runs.push({ run, plain });
    return { run, plain };
  }

  #note(name: string, bytes: number, sha256: string, before: number): WrittenEntry {
    const entry = { name, bytes, sha256, storedBytes: this.#file.position - before };
    this.entries.push(entry);
    return entry;
  }
}
