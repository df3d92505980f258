import { createHash } from 'node:crypto';
import { lstat, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { GantryError } from '../../../shared/contract/error.ts';
import { entryPath } from '../archives/safe-name.ts';
import type { ByteStream } from '../archives/types.ts';
import { AtomicFile } from '../bundle/atomic-file.ts';
import { TransferMeter } from '../bundle/transfer-meter.ts';
import { bundleEntries } from './bundle-entries.ts';
import type { ReviewCall } from './open-review.ts';
import { reviewTargetKind } from './review-target.ts';

/** A file that was written. */
export interface WrittenFile {
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** More names than a person looks through. */
const mostListed = 12;

/**
 * Writes one entry of a bundle, byte for byte, in one step. `keepExisting` refuses to replace a file that is there already.
 * @throws GantryError `Usage` where the bundle has no such entry; `FileUnreadable`, `ArchiveInvalid`, `OutputUnwritable`, `DiskFull`, `Cancelled`.
 */
export async function extractEntry(
  path: string,
  entry: string,
  output: string,
  call: Pick<ReviewCall, 'signal' | 'progress'>,
  { keepExisting = false }: { readonly keepExisting?: boolean } = {},
): Promise<WrittenFile> {
  const mayWrite = keepExisting ? () => refuseExisting(output) : async () => undefined;
  await mayWrite();
  const kind = await reviewTargetKind(path, call.signal);
  const meter = new TransferMeter((progress) => call.progress(progress));
  meter.begin('read', basename(path), kind === 'bundle' ? (await stat(path)).size : undefined);
  const options = { signal: call.signal, onBytes: (bytes: number) => meter.add(bytes) };
  const wanted = entryPath(entry);
  const names: string[] = [];
  for await (const { name, body } of bundleEntries(
    path,
    kind === 'folder' ? kind : packageOr(wanted),
    options,
  )) {
    if (name === wanted) return await writeStream(body, output, mayWrite);
    if (names.length <= mostListed) names.push(name);
  }
  throw new GantryError('Usage', {
    problem: `“${basename(path)}” has no entry “${entry}”; ${entriesWords(names)}`,
  });
}

function entriesWords(names: readonly string[]): string {
  if (names.length === 0) return 'it has none';
  const shown = names.slice(0, mostListed).map((name) => `“${name}”`);
  return `it has ${shown.join(', ')}${names.length > mostListed ? ' and more' : ''}`;
}

async function refuseExisting(output: string): Promise<void> {
  const found = await lstat(output).catch(() => undefined);
  if (found === undefined) return;
  throw new GantryError('OutputUnwritable', {
    path: output,
    reason: 'a file of that name is there already; name another with -o, or use --force',
  });
}

/** Only names of a package's inner entries need its inner archive opened. */
function packageOr(entry: string): 'pkg' | 'bundle' {
  return entry.startsWith('app.tar.gz/') ? 'pkg' : 'bundle';
}

/**
 * Writes a stream to a file in one step. `beforeCommit` is asked when all is written and nothing is in its place yet.
 * @throws GantryError `OutputUnwritable`, `DiskFull`, and what the stream and `beforeCommit` throw; the file is then as it was.
 */
export async function writeStream(
  stream: ByteStream,
  output: string,
  beforeCommit?: () => Promise<void>,
): Promise<WrittenFile> {
  const file = await AtomicFile.create(output);
  const hash = createHash('sha256');
  try {
    for await (const chunk of stream) {
      hash.update(chunk);
      await file.append(chunk);
    }
    await file.sync();
    await beforeCommit?.();
    await file.commit();
    return { file: file.target, bytes: file.position, sha256: hash.digest('hex') };
  } finally {
    await file.discard();
  }
}
