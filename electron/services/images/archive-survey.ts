import { get, textOf } from '../../../shared/model/plain.ts';
import { type ImageMeasure, measureImage } from '../../../shared/report/image-measure.ts';
import { LayerListing } from '../../../shared/report/layer-listing.ts';
import { PathTable } from '../../../shared/report/path-table.ts';
import { archiveInvalid } from '../archives/archive-error.ts';
import type { OnBlobBytes, OnLayerEntry } from '../archives/blob-scan.ts';
import type { ImageArchiveInfo, ImageInfo, LayerInfo } from '../archives/types.ts';
import { BlockDeflater } from '../deflate/block-deflater.ts';
import { loadDeflateProgram } from '../deflate/deflate-program.ts';
import { DeflateSample, type SampleDeflater } from './deflate-sample.ts';

/** Entries of all layers together, and laid over one another in all images together: far beyond what anyone builds. */
const mostEntries = 10_000_000;

/** What a survey compresses its samples with; one does for any number of them. */
export async function sampleDeflater(): Promise<SampleDeflater> {
  return new BlockDeflater(await loadDeflateProgram());
}

/**
 * Listens while an image archive is read and then measures its images. Blobs may come in any order; which of them are layers, and
 * in what order they lie, is known only at the end, so each is kept as a compact list until then.
 */
export class ArchiveSurvey {
  readonly #file: string;
  readonly #deflater: SampleDeflater;
  readonly #paths = new PathTable();
  readonly #listings = new Map<string, LayerListing>();
  readonly #samples = new Map<string, DeflateSample>();
  #entries = 0;
  #blob = '';
  #listing: LayerListing | undefined;

  /**
   * @param file the archive's name in errors
   * @param deflater what samples of the layers are compressed with, from `sampleDeflater`
   */
  constructor(file: string, deflater: SampleDeflater) {
    this.#file = file;
    this.#deflater = deflater;
  }

  /** For `readImageArchive`. Refuses a layer that claims what cannot be, as `ArchiveInvalid`. */
  readonly onLayerEntry: OnLayerEntry = (blob, header) => {
    this.#entries += 1;
    const problem = this.#listingOf(blob).add(header);
    if (problem !== undefined) throw archiveInvalid(this.#file, problem, blob);
    this.#checkEntries(this.#entries, blob);
  };

  /** For `readImageArchive`. */
  readonly onBlobBytes: OnBlobBytes = (blob, bytes) => {
    let sample = this.#samples.get(blob);
    if (sample === undefined) {
      sample = new DeflateSample(this.#deflater);
      this.#samples.set(blob, sample);
    }
    sample.add(bytes);
  };

  /**
   * Measures the images of the archive that was read, in its order.
   * @throws GantryError `ArchiveInvalid` where they are beyond all bounds.
   */
  measure(info: ImageArchiveInfo): readonly ImageMeasure[] {
    let entries = 0;
    const measures: ImageMeasure[] = [];
    for (const image of info.images) {
      for (const { blob } of image.layers) entries += this.#listings.get(blob)?.length ?? 0;
      this.#checkEntries(entries);
      measures.push(this.#measureImage(image));
    }
    return measures;
  }

  #measureImage(image: ImageInfo): ImageMeasure {
    const layers = image.layers.map((layer) => {
      const { diffId, command, bytes, blob } = layer;
      const listing = this.#listings.get(blob);
      const compressed = this.#compressed(layer);
      return { diffId, command, bytes, compressed, ...(listing === undefined ? {} : { listing }) };
    });
    const workingFolder = textOf(get(get(image.config, 'config'), 'WorkingDir')) ?? '';
    const { id, platform = 'unknown' } = image;
    return measureImage({ id, platform, workingFolder, layers }, this.#paths);
  }

  #compressed(layer: LayerInfo): { bytes: number; estimated: boolean } {
    if (layer.compression !== 'none') return { bytes: layer.storedBytes, estimated: false };
    return { bytes: this.#samples.get(layer.blob)?.estimate() ?? 0, estimated: true };
  }

  #listingOf(blob: string): LayerListing {
    if (blob === this.#blob && this.#listing !== undefined) return this.#listing;
    const listing = this.#listings.get(blob) ?? new LayerListing(this.#paths);
    this.#listings.set(blob, listing);
    this.#blob = blob;
    this.#listing = listing;
    return listing;
  }

  #checkEntries(entries: number, blob?: string): void {
    if (entries <= mostEntries) return;
    throw archiveInvalid(
      this.#file,
      `its layers have more than ${mostEntries.toLocaleString('en')} entries together`,
      blob,
    );
  }
}
