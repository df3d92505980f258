import { createHash, type Hash, hash } from 'node:crypto';
import type { ComparedTree } from '../../../shared/report/comparison/files.ts';
import { LayerListing, type LayerListingData } from '../../../shared/report/layer-listing.ts';
import { LayerMerge } from '../../../shared/report/layer-merge.ts';
import { PathTable, type PathTableData } from '../../../shared/report/path-table.ts';
import { archiveInvalid } from '../archives/archive-error.ts';
import type { OnLayerBody, OnLayerEntry } from '../archives/blob-scan.ts';
import type { TarHeader } from '../archives/types.ts';

/** Far beyond what anyone builds; more would only take the machine’s memory. */
const mostEntries = 5_000_000;

/** A layer’s entries, and the fingerprint of each that is no folder, by its path’s node. */
interface SurveyedLayer {
  readonly listing: LayerListing;
  readonly fingerprints: Map<number, string>;
}

/** What a survey found, as plain data, which can cross between threads. */
export interface FileSurveyData {
  readonly paths: PathTableData;
  /** By their blobs. */
  readonly layers: ReadonlyMap<
    string,
    { readonly listing: LayerListingData; readonly fingerprints: ReadonlyMap<number, string> }
  >;
}

/** Listens while an image archive is read, and afterwards knows every entry of its layers, with fingerprints of all files. */
export class FileSurvey {
  readonly #file: string;
  readonly #paths = new PathTable();
  readonly #layers = new Map<string, SurveyedLayer>();
  #entries = 0;
  #pending: (() => void) | undefined;

  /** @param file the archive’s name in errors */
  constructor(file: string) {
    this.#file = file;
  }

  /** For `readImageArchive`. Refuses a layer that claims what cannot be, as `ArchiveInvalid`. */
  readonly onLayerEntry: OnLayerEntry = (blob, header) => {
    this.#finish();
    this.#entries += 1;
    const { listing, fingerprints } = this.#layerOf(blob);
    const problem =
      this.#entries > mostEntries
        ? `its layers have more than ${mostEntries.toLocaleString('en')} entries together`
        : listing.add(header);
    if (problem !== undefined) throw archiveInvalid(this.#file, problem, blob);
    if (header.type === 'file' || header.type === 'directory') return;
    fingerprints.set(this.#paths.node(header.name), `${marks(header)} ${header.linkName}`);
  };

  /** For `readImageArchive`. */
  readonly onLayerBody: OnLayerBody = (blob, header) => {
    const { fingerprints } = this.#layerOf(blob);
    const node = this.#paths.node(header.name);
    const body = new BodyHash(header.size);
    // The body ends where the next entry begins, or the archive does.
    this.#pending = () => fingerprints.set(node, marks(header) + body.digest());
    return (bytes) => body.add(bytes);
  };

  /** What was found, once the archive was read. */
  data(): FileSurveyData {
    this.#finish();
    const layers = [...this.#layers].map(
      ([blob, { listing, fingerprints }]) => [blob, { listing: listing.data(), fingerprints }] as const,
    );
    return { paths: this.#paths.data(), layers: new Map(layers) };
  }

  #finish(): void {
    this.#pending?.();
    this.#pending = undefined;
  }

  #layerOf(blob: string): SurveyedLayer {
    const known = this.#layers.get(blob);
    if (known !== undefined) return known;
    const made = { listing: new LayerListing(this.#paths), fingerprints: new Map<number, string>() };
    this.#layers.set(blob, made);
    return made;
  }
}

/** The tree of an image whose layers, lowest first, are these blobs of a surveyed archive. */
export function surveyedTree({ paths, layers }: FileSurveyData, blobs: readonly string[]): ComparedTree {
  const table = new PathTable(paths);
  const merge = new LayerMerge(table);
  const found = blobs.map((blob) => layers.get(blob));
  for (const layer of found) merge.add(layer && new LayerListing(table, layer.listing));
  return {
    merge,
    fingerprint: (content) => {
      const { layer, owner, bytes } = merge.content(content);
      return found[layer]?.fingerprints.get(owner) ?? `${bytes}`;
    },
  };
}

/** SHA-256 of a file's bytes. Most files come in one piece, whose hash takes a third of the time where it is had in one call. */
class BodyHash {
  readonly #bytes: number;
  #hash: Hash | undefined;
  #digest: string | undefined;

  /** @param bytes how many there will be */
  constructor(bytes: number) {
    this.#bytes = bytes;
  }

  add(bytes: Uint8Array): void {
    if (bytes.length === this.#bytes) {
      this.#digest = hash('sha256', bytes, 'base64');
    } else {
      this.#hash ??= createHash('sha256');
      this.#hash.update(bytes);
    }
  }

  digest(): string {
    return this.#digest ?? this.#hash?.digest('base64') ?? hash('sha256', nothing, 'base64');
  }
}

const nothing = new Uint8Array(0);

/** What else than its bytes makes a file another; times do not. */
function marks({ type, mode, uid, gid }: TarHeader): string {
  return `${type} ${mode.toString(8)} ${uid}:${gid} `;
}
