import { GantryError } from '../../../shared/contract/error.ts';
import type { ArchiveError } from './types.ts';

/** The one error of a bad archive. `problem` is a clause that follows the file's name: “it ends in …”. */
export function archiveInvalid(file: string, problem: string, entry?: string, cause?: unknown): ArchiveError {
  return new GantryError(
    'ArchiveInvalid',
    // As `shown` has it, so that a message can tell whether the problem names it already.
    entry === undefined ? { file, problem } : { file, entry: plainName(entry), problem },
    cause === undefined ? undefined : { cause },
  );
}

/** A name from an archive as a message shows it: quoted, digests shortened, nothing that could steer a terminal. */
export function shown(name: string): string {
  return `“${plainName(name)}”`;
}

function plainName(name: string): string {
  const plain = name
    .replace(/([0-9a-f]{12})[0-9a-f]{52}/g, '$1…')
    .replace(
      /[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/gu,
      (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
    );
  return plain.length > 120 ? `${plain.slice(0, 80)}…${plain.slice(-38)}` : plain;
}

/** A digest as a message shows it: `sha256:4b825dc642cb`. */
export function shortDigest(digest: string): string {
  const colon = digest.indexOf(':');
  return digest.slice(0, colon + 1) + digest.slice(colon + 1, colon + 13);
}
