import { readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join } from 'node:path';
import ts from 'typescript';

export interface ModuleGraph {
  /** Absolute paths of every file reached, the entries among them, in order of their names. */
  readonly files: readonly string[];
  /** Names of the packages that are imported and not bundled, in order of the alphabet. */
  readonly packages: readonly string[];
}

/** What electron's programs are given by electron itself. */
const providedByHost = new Set(['electron', 'original-fs']);

/**
 * Follows every import, `import()` and `require` of a plain name from built programs.
 * @throws Error for a relative import that leads nowhere.
 */
export function moduleGraph(entries: readonly string[]): ModuleGraph {
  const files = new Set<string>();
  const packages = new Set<string>();
  const waiting = [...entries];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (files.has(file)) continue;
    files.add(file);
    for (const { fileName: name } of ts.preProcessFile(readFileSync(file, 'utf8'), true, true)
      .importedFiles) {
      if (name.startsWith('.')) waiting.push(join(dirname(file), name));
      else if (!isBuiltin(name) && !providedByHost.has(name)) packages.add(packageName(name));
    }
  }
  return { files: [...files].sort(), packages: [...packages].sort() };
}

/** `@scope/name/part` is a part of `@scope/name`. */
function packageName(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}
