import { realpath, stat } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';

/** A file of the page, found by its address. */
export interface PageFile {
  /** Real path, within the page's folder. */
  readonly path: string;
  readonly bytes: number;
  readonly type: string;
  /** Whether its name changes with its content, so that it may be kept for good. */
  readonly immutable: boolean;
}

/** What the page is made of; a file of any other kind is not given out. */
const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml; charset=utf-8',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.ttf': 'font/ttf',
  '.wasm': 'application/wasm',
};

/**
 * The file of the page's folder at an address, or `undefined` where there is none.
 * @param pathname as the browser sent it, still encoded, without its query
 */
export async function findPageFile(folder: string, pathname: string): Promise<PageFile | undefined> {
  const name = pathname === '/' ? 'index.html' : plainName(pathname);
  const type = name === undefined ? undefined : types[extname(name)];
  if (name === undefined || type === undefined) return undefined;
  try {
    const root = await realpath(folder);
    const path = await realpath(join(root, name));
    if (!path.startsWith(root + sep)) return undefined;
    const facts = await stat(path);
    if (!facts.isFile()) return undefined;
    return { path, bytes: facts.size, type, immutable: /^assets\/.+-[\w-]{8,}\.\w+$/.test(name) };
  } catch {
    return undefined;
  }
}

/** Names below the folder, none of them hidden; nothing that a file system could read as a way out of it. */
function plainName(pathname: string): string | undefined {
  let name: string;
  try {
    name = decodeURIComponent(pathname);
  } catch {
    return undefined;
  }
  if (!name.startsWith('/') || /[\\:\p{Cc}]/u.test(name)) return undefined;
  const parts = name.slice(1).split('/');
  return parts.some((part) => part === '' || part.startsWith('.')) ? undefined : parts.join('/');
}
