import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { distFolder } from '../dist-folder.ts';

const loading = new Map<string, Promise<WebAssembly.Module>>();

/** Our compressor, compiled from `assembly` by the build. Loaded once; threads share the machine's code of it. */
export function loadDeflateProgram(): Promise<WebAssembly.Module> {
  return load('deflate.wasm');
}

/** What checks blocks, compiled from `checker`, in the same way. */
export function loadCheckProgram(): Promise<WebAssembly.Module> {
  return load('check.wasm');
}

function load(name: string): Promise<WebAssembly.Module> {
  const known = loading.get(name);
  if (known !== undefined) return known;
  const program = readFile(join(distFolder(), 'threads', name)).then((bytes) =>
    WebAssembly.compile(new Uint8Array(bytes)),
  );
  loading.set(name, program);
  return program;
}
