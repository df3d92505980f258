import type { HashThread } from '../archives/stream-hash.ts';
import type { AtomicFile } from './atomic-file.ts';
import type { DraftFile } from './draft-file.ts';
import { type ExpectedFile, readBack } from './read-back.ts';

/** A file that was written and read back. */
export interface CopiedDraft {
  readonly bytes: number;
  readonly sha256: string;
  /** Milliseconds by which reading back outlasted the writing. */
  readonly verifyMs: number;
}

export interface CopyDraftOptions {
  readonly signal: AbortSignal;
  readonly hashes: HashThread;
  /** Told when all is written, and the disk and the last of the read-back are waited for. */
  readonly onWritten: () => void;
}

/**
 * Writes a drafted file from its first byte to its last, reads it back close behind, and waits for the disk. A layer's bytes are not looked
 * at when they are copied: what was written is, against the layer's checksum.
 * @throws GantryError what `readBack` and writing throw.
 */
export async function copyDraft(
  draft: DraftFile,
  expected: ExpectedFile,
  file: AtomicFile,
  { signal, hashes, onWritten }: CopyDraftOptions,
): Promise<CopiedDraft> {
  const stop = new AbortController();
  const either = AbortSignal.any([signal, stop.signal]);
  const mark = new WrittenMark();
  let writtenAt = 0;
  let provenAt = 0;
  const write = async () => {
    const append = async (bytes: Uint8Array) => {
      either.throwIfAborted();
      await file.append(bytes);
      mark.advance(file.position);
    };
    for (const part of draft.parts) {
      if ('bytes' in part) {
        await append(part.bytes);
        continue;
      }
      for await (const piece of part.stretch.pieces()) {
        await append(piece);
        part.onBytes(piece.length);
      }
    }
    writtenAt = performance.now();
    mark.end();
    onWritten();
    await file.sync();
  };
  const read = async () => {
    const proven = await readBack(file, expected, {
      signal: either,
      hashes,
      onBytes: () => undefined,
      written: (bytes) => mark.reached(bytes),
    });
    provenAt = performance.now();
    return proven;
  };
  // Neither goes on without the other, and both have let go of the file before it is closed.
  const writing = write().catch((error: unknown) => {
    mark.end();
    stop.abort(error);
    throw error;
  });
  const reading = read().catch((error: unknown) => {
    stop.abort(error);
    throw error;
  });
  await Promise.allSettled([writing, reading]);
  stop.signal.throwIfAborted();
  const [proven] = await Promise.all([reading, writing]);
  return { ...proven, verifyMs: Math.max(0, provenAt - writtenAt) };
}

/** How far a file is written, for one who waits for it. */
class WrittenMark {
  #position = 0;
  #wanted = Number.POSITIVE_INFINITY;
  #tell: () => void = () => undefined;

  advance(position: number): void {
    this.#position = position;
    if (position >= this.#wanted) this.#tell();
  }

  /** Nothing more is written. */
  end(): void {
    this.advance(Number.POSITIVE_INFINITY);
  }

  /** Settles once so many bytes are written, or no more are; one waits at a time. */
  reached(bytes: number): Promise<void> {
    if (this.#position >= bytes) return Promise.resolve();
    return new Promise((resolve) => {
      this.#wanted = bytes;
      this.#tell = resolve;
    });
  }
}
