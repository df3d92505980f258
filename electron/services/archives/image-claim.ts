import type { ArchiveContents, StoredBlob } from './archive-contents.ts';
import type { ImageConfig } from './image-config.ts';

/** An image as the archive's documents describe it; its layers' bytes are not compared yet. */
export interface ImageClaim {
  /** `sha256:…` of the config. */
  readonly id: string;
  /** Normalised. */
  readonly tags: readonly string[];
  readonly config: ImageConfig;
  readonly configBlob: StoredBlob;
  /** As many as the config has diff IDs, in their order. */
  readonly layers: readonly StoredBlob[];
}

/** More images would be no archive of an app, and their report would not fit in memory. */
export const MOST_IMAGES = 1000;

/** Fails where a manifest and its config disagree about the number of layers. */
export function checkLayerCount(
  contents: ArchiveContents,
  subject: string,
  count: number,
  config: ImageConfig,
): void {
  if (count === config.diffIds.length) return;
  const layers = (number: number) => (number === 1 ? '1 layer' : `${number} layers`);
  throw contents.invalid(
    `${subject} has ${layers(count)} in the manifest and ${layers(config.diffIds.length)} in its config`,
  );
}
