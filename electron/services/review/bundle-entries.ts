import { basename } from 'node:path';
import type { ReviewOutput } from '../../../shared/contract/review.ts';
import { unwrap } from '../archives/compression.ts';
import { ExpansionBudget } from '../archives/expansion-budget.ts';
import { fileStream } from '../archives/file-stream.ts';
import { entryPath, nameProblem } from '../archives/safe-name.ts';
import { readTar } from '../archives/tar-reader.ts';
import type { ByteStream } from '../archives/types.ts';
import { packageNames } from '../bundle/package-writer.ts';
import type { ReadBundleOptions } from '../bundle/read-bundle.ts';
import { bundleFiles } from '../bundle/read-folder.ts';

/** A file of a bundle while the bundle is read, by the name that `readBundle` gives it. */
export interface OpenEntry {
  readonly name: string;
  readonly body: ByteStream;
}

/**
 * The files of a bundle, a package or an extracted bundle one after another; a body must be read before the next is asked for.
 * Of two with one name only the first is given, and none whose name leads elsewhere.
 * @throws GantryError `FileUnreadable`, `ArchiveInvalid`, `Cancelled`.
 */
export async function* bundleEntries(
  path: string,
  kind: ReviewOutput['kind'],
  options: ReadBundleOptions,
): AsyncGenerator<OpenEntry> {
  const seen = new Set<string>();
  const source = kind === 'folder' ? bundleFiles(path, options) : outerEntries(path, kind, options);
  for await (const { name, body } of source) {
    if (seen.has(name)) continue;
    seen.add(name);
    yield { name, body };
  }
}

async function* outerEntries(
  path: string,
  kind: ReviewOutput['kind'],
  options: ReadBundleOptions,
): AsyncGenerator<OpenEntry> {
  const file = basename(path);
  const budget = new ExpansionBudget();
  async function* tapped() {
    for await (const chunk of fileStream(path, options.signal)) {
      budget.read(chunk.length);
      options.onBytes?.(chunk.length);
      yield chunk;
    }
  }
  const { stream } = await unwrap(tapped(), { file, budget });
  for await (const entry of plainFiles(stream, file)) {
    if (kind === 'pkg' && entry.name === packageNames.app) {
      const inner = await unwrap(entry.body, { file, entry: entry.name, budget });
      for await (const each of plainFiles(inner.stream, file)) {
        yield { ...each, name: `${packageNames.app}/${each.name}` };
      }
    } else yield entry;
  }
}

async function* plainFiles(stream: ByteStream, file: string): AsyncGenerator<OpenEntry> {
  for await (const { name, type, body } of readTar(stream, { file })) {
    if (type === 'file' && nameProblem(name) === undefined) yield { name: entryPath(name), body };
  }
}
