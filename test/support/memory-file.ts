import type { DeflatedStretch, PatchableFile } from '../../electron/services/bundle/gzip-member.ts';

/** A patchable file held in memory, for tests of what writes one. */
export class MemoryFile implements PatchableFile {
  readonly #parts: Uint8Array[] = [];
  position = 0;

  async append(bytes: Uint8Array): Promise<void> {
    this.#parts.push(bytes.slice());
    this.position += bytes.length;
  }

  async patch(position: number, bytes: Uint8Array): Promise<void> {
    const whole = this.bytes();
    whole.set(bytes, position);
    this.#parts.splice(0, this.#parts.length, whole);
  }

  async truncate(position: number): Promise<void> {
    const whole = this.bytes().subarray(0, position);
    this.#parts.splice(0, this.#parts.length, whole);
    this.position = position;
  }

  async copy(stretch: DeflatedStretch): Promise<void> {
    for await (const piece of stretch.chunks()) await this.append(piece);
  }

  bytes(): Buffer<ArrayBuffer> {
    return Buffer.concat(this.#parts);
  }
}
