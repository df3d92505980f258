import { type Integers, integers } from './column.ts';

/** Names this short are copied when they are cut out of a path; longer ones would keep the whole path in memory. */
const longestCopied = 12;

/** A table as plain data, which can cross between threads. */
export interface PathTableData {
  readonly names: readonly string[];
  readonly parents: Int32Array;
  readonly firstChild: Int32Array;
  readonly nextSibling: Int32Array;
}

/**
 * Every path of an image's layers once, as a tree: node 0 is the root, and a node's parent always has a smaller number.
 * Made for millions of paths: a node costs some 20 bytes and its name.
 */
export class PathTable {
  readonly #names: string[];
  readonly #parents: Integers;
  readonly #firstChild: Integers;
  readonly #nextSibling: Integers;
  /** Open addressing: a node's number, or 0 for a free place (the root is never looked up). */
  #places = new Int32Array(1024);
  #lastFolder = '';
  #lastFolderNode = 0;

  /** @param data of another table, to go on with; it is this one's from then on */
  constructor(data: PathTableData = onlyRoot()) {
    this.#names = [...data.names];
    this.#parents = integers(data.parents);
    this.#firstChild = integers(data.firstChild);
    this.#nextSibling = integers(data.nextSibling);
    if (this.size > 1) this.#spread(this.size);
  }

  /** The table as it is now. */
  data(): PathTableData {
    return {
      names: this.#names,
      parents: this.#parents.values(),
      firstChild: this.#firstChild.values(),
      nextSibling: this.#nextSibling.values(),
    };
  }

  /** How many nodes there are, the root among them. */
  get size(): number {
    return this.#names.length;
  }

  /** A node's last part; empty for the root. */
  name(node: number): string {
    return this.#names[node] ?? '';
  }

  /** -1 for the root. */
  parent(node: number): number {
    return this.#parents.at(node);
  }

  /** 0 where it has none. */
  firstChild(node: number): number {
    return this.#firstChild.at(node);
  }

  /** 0 where it is the last. */
  nextSibling(node: number): number {
    return this.#nextSibling.at(node);
  }

  /** The path from the root, beginning with `/`. */
  path(node: number): string {
    const parts: string[] = [];
    for (let at = node; at > 0; at = this.parent(at)) parts.push(this.name(at));
    return `/${parts.reverse().join('/')}`;
  }

  /** The node of a path as a tar has it: `./a/b`, `a/b/` and `/a/b` are one. “..” never leads above the root. */
  node(path: string): number {
    const end = path.endsWith('/') ? path.length - 1 : path.length;
    const slash = path.lastIndexOf('/', end - 1);
    const name = path.slice(slash + 1, end);
    const folder = slash <= 0 ? '' : path.slice(0, slash);
    // Entries of one folder follow one another, so the folder is nearly always that of the entry before.
    if (folder !== this.#lastFolder) {
      this.#lastFolderNode = this.#walk(folder);
      this.#lastFolder = folder;
    }
    return this.#step(this.#lastFolderNode, name);
  }

  /** The node of `name` in a folder, made where it is not there yet. */
  child(parent: number, name: string): number {
    let place = hash(parent, name) & (this.#places.length - 1);
    for (;;) {
      const node = this.#places[place] ?? 0;
      if (node === 0) break;
      if (this.parent(node) === parent && this.#names[node] === name) return node;
      place = (place + 1) & (this.#places.length - 1);
    }
    const node = this.size;
    this.#names.push(ownCopy(name));
    this.#parents.push(parent);
    this.#firstChild.push(0);
    this.#nextSibling.push(this.firstChild(parent));
    this.#firstChild.set(parent, node);
    this.#places[place] = node;
    if (this.size * 2 > this.#places.length) this.#spread(this.size);
    return node;
  }

  #walk(folder: string): number {
    let node = 0;
    for (const part of folder.split('/')) node = this.#step(node, part);
    return node;
  }

  #step(parent: number, part: string): number {
    if (part === '' || part === '.') return parent;
    if (part === '..') return Math.max(0, this.parent(parent));
    return this.child(parent, part);
  }

  /** Makes places for so many nodes and as many again. */
  #spread(nodes: number): void {
    let length = this.#places.length;
    while (length < nodes * 2) length *= 2;
    const places = new Int32Array(length);
    for (let node = 1; node < this.size; node += 1) {
      let place = hash(this.parent(node), this.name(node)) & (places.length - 1);
      while (places[place] !== 0) place = (place + 1) & (places.length - 1);
      places[place] = node;
    }
    this.#places = places;
  }
}

function onlyRoot(): PathTableData {
  return {
    names: [''],
    parents: Int32Array.of(-1),
    firstChild: Int32Array.of(0),
    nextSibling: Int32Array.of(0),
  };
}

/** FNV-1a over the name's UTF-16 units, begun with the parent and mixed at the end. */
function hash(parent: number, name: string): number {
  let value = 0x811c9dc5 ^ Math.imul(parent, 0x9e3779b1);
  for (let index = 0; index < name.length; index += 1) {
    value = Math.imul(value ^ name.charCodeAt(index), 0x01000193);
  }
  value ^= value >>> 15;
  value = Math.imul(value, 0x85ebca6b);
  return (value ^ (value >>> 13)) >>> 0;
}

/** The text in memory of its own, free of the path it was cut out of. */
function ownCopy(name: string): string {
  if (name.length <= longestCopied || name.length > 1024) return name;
  const units: number[] = [];
  for (let index = 0; index < name.length; index += 1) units.push(name.charCodeAt(index));
  return String.fromCharCode(...units);
}
