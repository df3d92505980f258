import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { distFolder } from '../dist-folder.ts';

let loading: Promise<WebAssembly.Module> | undefined;

/** Our compressor, compiled from `assembly` by the build. Loaded once; threads share the machine's code of it. */
export function loadDeflateProgram(): Promise<WebAssembly.Module> {
  loading ??= readFile(join(distFolder(), 'threads', 'deflate.wasm')).then((bytes) =>
    WebAssembly.compile(new Uint8Array(bytes)),
  );
  return loading;
}
