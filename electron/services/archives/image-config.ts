import type { ArchiveContents, StoredBlob } from './archive-contents.ts';
import { shown } from './archive-error.ts';
import { asObject, asObjects, asText, asTexts, type JsonObject } from './json-shape.ts';

/** The parts of an image's config that its archive must agree with. */
export interface ImageConfig {
  readonly document: JsonObject;
  readonly platform: string | undefined;
  /** Lowest layer first. */
  readonly diffIds: readonly string[];
  /** The build step of each layer; empty text where the history does not tell. */
  readonly commands: readonly string[];
}

const diffIdPattern = /^sha256:[0-9a-f]{64}$/;

/** Reads an image's config. Fails where it is no JSON object or its diff IDs are no list of SHA-256 digests. */
export function readImageConfig(contents: ArchiveContents, blob: StoredBlob): ImageConfig {
  const document = asObject(contents.document(blob));
  if (document === undefined)
    throw contents.invalid(`the config ${shown(blob.path)} is not a JSON object`, blob.path);
  const diffIds = asTexts(asObject(document.rootfs)?.diff_ids);
  if (diffIds === undefined || !diffIds.every((diffId) => diffIdPattern.test(diffId))) {
    throw contents.invalid(
      `rootfs.diff_ids of the config ${shown(blob.path)} is not a list of SHA-256 digests`,
      blob.path,
    );
  }
  return {
    document,
    platform: platformOf(document),
    diffIds,
    commands: commandsOf(document, diffIds.length),
  };
}

/** `linux/arm64/v8`; `undefined` where system or architecture is missing. */
function platformOf(document: JsonObject): string | undefined {
  const system = asText(document.os);
  const architecture = asText(document.architecture);
  if (!system || !architecture) return undefined;
  const variant = asText(document.variant);
  return variant ? `${system}/${architecture}/${variant}` : `${system}/${architecture}`;
}

function commandsOf(document: JsonObject, layers: number): readonly string[] {
  const steps = (asObjects(document.history) ?? []).filter((step) => step.empty_layer !== true);
  // A history of another length cannot be matched to layers, and a guess would blame the wrong step.
  if (steps.length !== layers) return Array.from({ length: layers }, () => '');
  return steps.map((step) => stepCommand(asText(step.created_by) ?? ''));
}

/** A step as its Dockerfile has it, less what builders wrap around it. */
function stepCommand(createdBy: string): string {
  const text = createdBy.replace(/\s*# buildkit$/, '').trim();
  const instruction = /^\/bin\/sh -c #\(nop\)\s+/.exec(text);
  if (instruction !== null) return text.slice(instruction[0].length);
  // BuildKit keeps the word, and puts the build's arguments before the shell: “RUN |1 A=b /bin/sh -c make”.
  const run = /^(?:RUN )?(?:\|\d+ .*?)?\/bin\/sh -c (.*)$/s.exec(text)?.[1];
  return run === undefined ? text : `RUN ${run.trim()}`;
}
