import { tarEnd, tarHeader, tarPadding } from './tar-writer.ts';
import type { TarType } from './types.ts';

/** A file of a layer. */
export interface LayerFile {
  /** Relative, with `/`. */
  readonly path: string;
  /** Permission bits. */
  readonly mode: number;
  /** Text is written as UTF-8. */
  readonly content?: Uint8Array | string;
  /** `file` where absent. */
  readonly type?: Exclude<TarType, 'other'>;
  readonly linkName?: string;
}

/** A layer's tar of small files, in the order given, owned by root, dated 1970: the same files give the same bytes. */
export function layerTar(files: readonly LayerFile[]): Uint8Array {
  const parts: Uint8Array[] = [];
  for (const { path, mode, content = '', type = 'file', linkName = '' } of files) {
    const body = typeof content === 'string' ? Buffer.from(content, 'utf8') : content;
    parts.push(
      tarHeader({ name: path, size: body.length, mode, type, linkName }),
      body,
      tarPadding(body.length),
    );
  }
  return Buffer.concat([...parts, tarEnd()]);
}
