import type { DeflatedStretch, PatchableFile } from './gzip-member.ts';

/** A part of a file that is still to be written: bytes, or a stretch deflated before. */
export type DraftPart =
  | { readonly bytes: Uint8Array }
  | { readonly stretch: DeflatedStretch; readonly onBytes: (bytes: number) => void };

/**
 * A file as it will be. Where all layers of a bundle were compressed before, the whole of it is known before the first byte is written, its
 * head and checksums included: so it can be written from first to last, and read back close behind.
 */
export class DraftFile implements PatchableFile {
  position = 0;
  readonly #parts: (DraftPart & { readonly position: number })[] = [];

  get parts(): readonly DraftPart[] {
    return this.#parts;
  }

  async append(bytes: Uint8Array): Promise<void> {
    this.#parts.push({ bytes: Uint8Array.from(bytes), position: this.position });
    this.position += bytes.length;
  }

  async patch(position: number, bytes: Uint8Array): Promise<void> {
    const part = this.#parts.findLast((each) => each.position <= position);
    if (part === undefined || !('bytes' in part)) throw new RangeError(`nothing to patch at ${position}`);
    part.bytes.set(bytes, position - part.position);
  }

  async truncate(position: number): Promise<void> {
    while (this.#parts.some((part) => part.position >= position)) this.#parts.pop();
    this.position = position;
  }

  async copy(stretch: DeflatedStretch, onBytes: (bytes: number) => void): Promise<void> {
    this.#parts.push({ stretch, onBytes, position: this.position });
    this.position += stretch.deflatedBytes;
  }
}
