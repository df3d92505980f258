import { GantryError, isError } from '../../../shared/contract/error.ts';
import { shown } from '../archives/archive-error.ts';
import type { BundleContents, BundleEntry } from './bundle-contents.ts';
import { type ReadBundleOptions, readBundle } from './read-bundle.ts';

/** What was written, and so must be read back. */
export interface ExpectedBundle {
  readonly kind: BundleContents['kind'];
  readonly entries: readonly BundleEntry[];
  /** For each image archive the references that must be among its tags. */
  readonly images: readonly { readonly entry: string; readonly tags: readonly string[] }[];
  readonly signed: boolean;
}

/**
 * Proves a bundle by reading it from disk as a stranger would: compression, tar structure, every entry's hash,
 * every image's digests, diff IDs and tags, and a package's signature. `file` is what errors call it.
 * @throws GantryError `VerificationFailed` with the first thing that is not as it was written, or `Cancelled`.
 */
export async function verifyBundle(
  path: string,
  file: string,
  expected: ExpectedBundle,
  options: ReadBundleOptions,
): Promise<{ readonly bytes: number; readonly sha256: string }> {
  const contents = await readBundle(path, options).catch((error: unknown) => {
    if (!isError(error, 'ArchiveInvalid') && !isError(error, 'FileUnreadable')) throw error;
    const problem = 'problem' in error.data ? error.data.problem : error.data.reason;
    throw new GantryError('VerificationFailed', { file, problem }, { cause: error });
  });
  const problem = firstProblem(contents, expected);
  const { sha256, bytes } = contents;
  if (problem !== undefined || sha256 === undefined) {
    throw new GantryError('VerificationFailed', { file, problem: problem ?? 'it cannot be read to its end' });
  }
  return { bytes, sha256 };
}

function firstProblem(contents: BundleContents, expected: ExpectedBundle): string | undefined {
  const said = contents.problems.find((problem) => problem.severity === 'error');
  if (said !== undefined) return said.message;
  if (contents.kind !== expected.kind) return `it reads as a ${contents.kind}, not as a ${expected.kind}`;
  if ((contents.signature.state === 'valid') !== expected.signed) return 'its signature cannot be found';
  const read = new Map(contents.entries.map((entry) => [entry.name, entry]));
  if (read.size !== expected.entries.length) {
    return `it has ${read.size} entries, but ${expected.entries.length} were written`;
  }
  for (const { name, bytes, sha256 } of expected.entries) {
    const entry = read.get(name);
    if (entry === undefined) return `${shown(name)} is missing`;
    if (entry.bytes !== bytes) return `${shown(name)} has ${entry.bytes} bytes, but ${bytes} were written`;
    if (entry.sha256 !== sha256) return `${shown(name)} does not hold the bytes that were written`;
  }
  for (const { entry, tags } of expected.images) {
    const archive = contents.images.find((each) => each.entry === entry);
    if (archive === undefined) return `${shown(entry)} does not read as an image archive`;
    const held = archive.info.images.flatMap((image) => image.tags);
    const lost = tags.find((tag) => !held.includes(tag));
    if (lost !== undefined) return `${shown(entry)} does not have the tag “${lost}”`;
  }
  return undefined;
}
