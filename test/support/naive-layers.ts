/** Layers laid over one another in the plainest way there is, with a map of paths, to check the real thing against. */

export interface NaiveEntry {
  readonly name: string;
  readonly type: 'file' | 'directory' | 'symlink' | 'hardlink';
  readonly realSize: number;
  readonly linkName: string;
}

interface Content {
  readonly bytes: number;
  readonly layer: number;
}

export interface NaiveResult {
  readonly layers: readonly {
    added: number;
    changed: number;
    removed: number;
    fileBytes: number;
    wastedBytes: number;
  }[];
  /** Every path but folders, and what it takes; names of one file share one object. */
  readonly files: ReadonlyMap<string, Content>;
  /** Every folder with the first layer that names it; -1 where only what lies in it is named. */
  readonly folders: ReadonlyMap<string, number>;
}

/** Paths are plain: no `./`, no last `/`. */
export function layNaively(layers: readonly (readonly NaiveEntry[])[]): NaiveResult {
  let files = new Map<string, Content>();
  let folders = new Map<string, number>();
  const made: Content[] = [];
  const counts = layers.map((entries, layer) => {
    const before = files;
    files = new Map(before);
    folders = new Map(folders);
    const drop = (path: string): void => {
      for (const each of [...files.keys()]) if (isWithin(each, path)) files.delete(each);
      for (const each of [...folders.keys()]) if (isWithin(each, path)) folders.delete(each);
    };
    for (const { name } of entries) {
      const at = name.lastIndexOf('/') + 1;
      const folder = name.slice(0, at);
      const last = name.slice(at);
      if (last === '.wh..wh..opq') {
        for (const each of [...files.keys(), ...folders.keys()])
          if (each.startsWith(folder) && each !== '') drop(each);
      } else if (last.startsWith('.wh.')) {
        drop(folder + last.slice(4));
      }
    }
    const written = new Set<string>();
    for (const { name, type, realSize, linkName } of entries) {
      if (name.slice(name.lastIndexOf('/') + 1).startsWith('.wh.')) continue;
      if (type === 'hardlink' && linkName === name) continue;
      const parts = name.split('/');
      for (let depth = 1; depth < parts.length; depth += 1) {
        const above = parts.slice(0, depth).join('/');
        files.delete(above);
        if (!folders.has(above)) folders.set(above, -1);
      }
      const target = type === 'hardlink' ? files.get(linkName) : undefined;
      if (type === 'directory') {
        files.delete(name);
        if ((folders.get(name) ?? -1) < 0) folders.set(name, layer);
        continue;
      }
      drop(name);
      const content = target ?? { bytes: type === 'file' ? realSize : 0, layer };
      if (target === undefined) made.push(content);
      files.set(name, content);
      written.add(name);
    }
    const after = files;
    return {
      added: [...after.keys()].filter((path) => !before.has(path)).length,
      changed: [...written].filter((path) => before.has(path) && after.has(path)).length,
      removed: [...before.keys()].filter((path) => !after.has(path)).length,
    };
  });
  const shown = new Set(files.values());
  const sum = (contents: readonly Content[]): number =>
    contents.reduce((total, { bytes }) => total + bytes, 0);
  return {
    files,
    folders,
    layers: counts.map((count, layer) => ({
      ...count,
      fileBytes: sum(made.filter((content) => content.layer === layer)),
      wastedBytes: sum(made.filter((content) => content.layer === layer && !shown.has(content))),
    })),
  };
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}
