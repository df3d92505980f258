import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { GantryError } from '../../../shared/contract/error.ts';
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

/**
 * Writes one entry of a bundle, byte for byte, in one step.
 * @throws GantryError `Usage` where the bundle has no such entry; `FileUnreadable`, `ArchiveInvalid`, `OutputUnwritable`, `DiskFull`, `Cancelled`.
 */
export async function extractEntry(
  path: string,
  entry: string,
  output: string,
  call: Pick<ReviewCall, 'signal' | 'progress'>,
): Promise<WrittenFile> {
  const kind = await reviewTargetKind(path, call.signal);
  const meter = new TransferMeter((progress) => call.progress(progress));
  meter.begin('read', basename(path), kind === 'bundle' ? (await stat(path)).size : undefined);
  const options = { signal: call.signal, onBytes: (bytes: number) => meter.add(bytes) };
  for await (const { name, body } of bundleEntries(
    path,
    kind === 'folder' ? kind : packageOr(entry),
    options,
  )) {
    if (name === entry) return await writeStream(body, output);
  }
  throw new GantryError('Usage', { problem: `“${basename(path)}” has no entry “${entry}”` });
}

/** Only names of a package's inner entries need its inner archive opened. */
function packageOr(entry: string): 'pkg' | 'bundle' {
  return entry.startsWith('app.tar.gz/') ? 'pkg' : 'bundle';
}

/**
 * Writes a stream to a file in one step.
 * @throws GantryError `OutputUnwritable`, `DiskFull`, and what the stream throws; the file is then as it was.
 */
export async function writeStream(stream: ByteStream, output: string): Promise<WrittenFile> {
  const file = await AtomicFile.create(output);
  const hash = createHash('sha256');
  try {
    for await (const chunk of stream) {
      hash.update(chunk);
      await file.append(chunk);
    }
    await file.sync();
    await file.commit();
    return { file: file.target, bytes: file.position, sha256: hash.digest('hex') };
  } finally {
    await file.discard();
  }
}
