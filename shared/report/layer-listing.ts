import { Column, type Integers, integers } from './column.ts';
import type { PathTable } from './path-table.ts';

/** What an entry of a layer is; whiteouts and opaque marks are told from files by their names. */
export const entryTypes = {
  file: 0,
  folder: 1,
  symlink: 2,
  hardLink: 3,
  other: 4,
  /** Hides the path it stands for in the layers below. */
  whiteout: 5,
  /** Hides everything its folder has in the layers below. */
  opaque: 6,
} as const;

/** An entry as its header gives it. */
export interface LayerEntry {
  readonly name: string;
  /** A tar entry's type; anything that is no file, folder or link counts as other. */
  readonly type: string;
  /** Bytes once unpacked. */
  readonly realSize: number;
  /** Of hard links, from the layer's root. */
  readonly linkName: string;
}

/** A listing as plain data, which can cross between threads; its nodes are those of its path table. */
export interface LayerListingData {
  readonly nodes: Int32Array;
  readonly links: Int32Array;
  readonly types: Uint8Array;
  readonly sizes: Float64Array;
}

const whiteoutPrefix = '.wh.';
const opaqueMark = '.wh..wh..opq';
/** Bookkeeping of a file system that engines used before; nothing of it is ever unpacked. */
const metaPrefix = '.wh..wh.';

/** More than any file system in use can hold in one file, bytes: 16 TiB. */
const largestFile = 2 ** 44;
/** No layer has a petabyte; numbers stay exact up to nine. */
const largestLayer = 1e15;
/** Beyond it the listing would take more memory than the limit for a report. */
const mostPaths = 4_000_000;

/** A layer's entries in their order, in a few bytes each. */
export class LayerListing {
  readonly #paths: PathTable;
  readonly #nodes: Integers;
  readonly #links: Integers;
  readonly #types: Column<Uint8Array>;
  readonly #sizes: Column<Float64Array>;
  #bytes = 0;

  /** @param data of another listing over an equal table, to read */
  constructor(paths: PathTable, data?: LayerListingData) {
    this.#paths = paths;
    this.#nodes = integers(data?.nodes);
    this.#links = integers(data?.links);
    this.#types = new Column((length) => new Uint8Array(length), data?.types);
    this.#sizes = new Column((length) => new Float64Array(length), data?.sizes);
  }

  /** The listing as it is now. */
  data(): LayerListingData {
    return {
      nodes: this.#nodes.values(),
      links: this.#links.values(),
      types: this.#types.values(),
      sizes: this.#sizes.values(),
    };
  }

  get length(): number {
    return this.#nodes.length;
  }

  /** The path's node; of a whiteout the path it hides, of an opaque mark its folder. */
  node(index: number): number {
    return this.#nodes.at(index);
  }

  /** One of `entryTypes`. */
  type(index: number): number {
    return this.#types.at(index);
  }

  /** Bytes of a file; 0 of all else. */
  size(index: number): number {
    return this.#sizes.at(index);
  }

  /** The node a hard link leads to. */
  link(index: number): number {
    return this.#links.at(index);
  }

  /** Notes an entry. Gives what cannot be true of it, as a clause (“x claims to have …”), where the layer is to be refused. */
  add(entry: LayerEntry): string | undefined {
    const { name, realSize } = entry;
    const last = lastPart(name);
    if (last.startsWith(whiteoutPrefix)) {
      this.#addMark(name, last);
      return this.#pathsProblem();
    }
    const type = typeOf(entry.type);
    const size = type === entryTypes.file ? realSize : 0;
    this.#bytes += size;
    if (size > largestFile) return `“${last}” claims to have ${size.toLocaleString('en')} bytes`;
    if (this.#bytes > largestLayer) return 'its files claim to have more than 1 PB';
    const link = type === entryTypes.hardLink ? this.#paths.node(entry.linkName) : 0;
    this.#push(this.#paths.node(name), type, size, link);
    return this.#pathsProblem();
  }

  #addMark(name: string, last: string): void {
    const folder = name.slice(0, name.lastIndexOf(last));
    if (last === opaqueMark) {
      this.#push(this.#paths.node(folder), entryTypes.opaque, 0, 0);
      return;
    }
    const hidden = last.slice(whiteoutPrefix.length);
    // A mark for nothing, or for the folder it lies in, is no mark that an engine makes.
    if (last.startsWith(metaPrefix) || hidden === '' || hidden === '.' || hidden === '..') return;
    this.#push(this.#paths.node(folder + hidden), entryTypes.whiteout, 0, 0);
  }

  #push(node: number, type: number, size: number, link: number): void {
    this.#nodes.push(node);
    this.#types.push(type);
    this.#sizes.push(size);
    this.#links.push(link);
  }

  #pathsProblem(): string | undefined {
    if (this.#paths.size <= mostPaths) return undefined;
    return `its layers have more than ${mostPaths.toLocaleString('en')} paths`;
  }
}

function lastPart(name: string): string {
  const end = name.endsWith('/') ? name.length - 1 : name.length;
  return name.slice(name.lastIndexOf('/', end - 1) + 1, end);
}

function typeOf(type: string): number {
  switch (type) {
    case 'file':
      return entryTypes.file;
    case 'directory':
      return entryTypes.folder;
    case 'symlink':
      return entryTypes.symlink;
    case 'hardlink':
      return entryTypes.hardLink;
    default:
      return entryTypes.other;
  }
}
