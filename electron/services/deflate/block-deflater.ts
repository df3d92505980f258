/** Bytes of a block at most; how much the program has room for. */
export const blockBytes = 1 << 20;

/** What the program shows of itself. */
interface DeflateProgram {
  readonly memory: WebAssembly.Memory;
  readonly inputAt: WebAssembly.Global;
  readonly outputAt: WebAssembly.Global;
  deflate(bytes: number, level: number): number;
}

/** One running copy of our compressor, with about 3 MB of memory that never grows. */
export class BlockDeflater {
  readonly #program: DeflateProgram;
  readonly #memory: Uint8Array;

  constructor(program: WebAssembly.Module) {
    // The build compiled both from the same sources.
    this.#program = new WebAssembly.Instance(program).exports as unknown as DeflateProgram;
    this.#memory = new Uint8Array(this.#program.memory.buffer);
  }

  /**
   * A block as raw deflate that refers to nothing before it, holds no final block and ends at a whole byte. The same bytes
   * on every machine. They lie in the program's memory, and are good until the next call.
   * @param level gzip's scale, 1 to 9
   */
  deflate(block: Uint8Array, level: number): Uint8Array {
    if (block.length > blockBytes) throw new RangeError(`a block of ${block.length} bytes is too long`);
    this.#memory.set(block, Number(this.#program.inputAt.value));
    const bytes = this.#program.deflate(block.length, level);
    const at = Number(this.#program.outputAt.value);
    return this.#memory.subarray(at, at + bytes);
  }
}
