import { Column, integers } from './column.ts';
import { entryTypes, type LayerListing } from './layer-listing.ts';
import type { PathTable } from './path-table.ts';

/** Files one layer brought, changed and took away, compared with the layers below; links and devices count, folders do not. */
export interface LayerCounts {
  added: number;
  changed: number;
  removed: number;
  /** Bytes of the files it brings; a file of several names once. */
  fileBytes: number;
  /** Of these, the bytes that no longer show in the image. */
  wastedBytes: number;
}

const absent = -1;
const folder = -2;

/**
 * Lays the layers of an image over one another, lowest first, as an engine unpacks them. A file is one content however many names it
 * has: it stays until its last name goes.
 */
export class LayerMerge {
  readonly paths: PathTable;
  readonly layers: LayerCounts[] = [];
  /** `absent`, `folder`, or the content that the name stands for. */
  readonly #state: Int32Array;
  /** The layer a name or folder came with; -1 for a folder no layer names. */
  readonly #layerOf: Int32Array;
  /** The last layer that touched a name, from 1, and whether the name was a file's when that layer began. */
  readonly #touchedIn: Int32Array;
  readonly #wasFile: Uint8Array;
  readonly #contentBytes = new Column((length) => new Float64Array(length));
  readonly #contentTypes = new Column((length) => new Uint8Array(length));
  readonly #contentLayers = integers();
  readonly #contentOwners = integers();
  readonly #contentNames = integers();
  readonly #contentHiddenBy = integers();

  /** @param paths complete: no path may be added afterwards */
  constructor(paths: PathTable) {
    this.paths = paths;
    this.#state = new Int32Array(paths.size).fill(absent);
    this.#layerOf = new Int32Array(paths.size).fill(-1);
    this.#touchedIn = new Int32Array(paths.size);
    this.#wasFile = new Uint8Array(paths.size);
    this.#state[0] = folder;
  }

  /** Lays one layer over those below; `undefined` is one without entries. */
  add(listing: LayerListing | undefined): void {
    const touched: number[] = [];
    this.layers.push({ added: 0, changed: 0, removed: 0, fileBytes: 0, wastedBytes: 0 });
    if (listing === undefined) return;
    // Marks hide what lower layers have, never what the layer itself brings, wherever in it they stand.
    for (let index = 0; index < listing.length; index += 1) {
      const type = listing.type(index);
      if (type === entryTypes.whiteout) this.#remove(listing.node(index), touched);
      else if (type === entryTypes.opaque) this.#empty(listing.node(index), touched);
    }
    for (let index = 0; index < listing.length; index += 1) {
      if (listing.type(index) < entryTypes.whiteout) this.#place(listing, index, touched);
    }
    const counts = this.#current();
    for (const node of touched) {
      const isFile = this.#stateOf(node) >= 0;
      const wasFile = this.#wasFile[node] === 1;
      if (isFile && wasFile) counts.changed += 1;
      else if (isFile) counts.added += 1;
      else if (wasFile) counts.removed += 1;
    }
  }

  /** Whether the image shows something under this path. */
  has(node: number): boolean {
    return this.#stateOf(node) !== absent;
  }

  isFolder(node: number): boolean {
    return this.#stateOf(node) === folder;
  }

  /** The layer that brought the name or folder; -1 for a folder no layer names. */
  layerOf(node: number): number {
    return this.#layerOf[node] ?? -1;
  }

  /** The content a name stands for; negative where it is none. */
  contentOf(node: number): number {
    return this.#stateOf(node);
  }

  /** How many contents there ever were. */
  get contents(): number {
    return this.#contentBytes.length;
  }

  /** The bytes of one content by its number. */
  bytesOf(content: number): number {
    return this.#contentBytes.at(content);
  }

  /** One content by its number. `hiddenBy` is the layer that took its last name; -1 while the image shows it. */
  content(index: number): { bytes: number; type: number; layer: number; owner: number; hiddenBy: number } {
    return {
      bytes: this.#contentBytes.at(index),
      type: this.#contentTypes.at(index),
      layer: this.#contentLayers.at(index),
      owner: this.#contentOwners.at(index),
      hiddenBy: this.#contentHiddenBy.at(index),
    };
  }

  #place(listing: LayerListing, index: number, touched: number[]): void {
    const node = listing.node(index);
    const type = listing.type(index);
    const layer = this.layers.length - 1;
    if (node === 0) {
      this.#layerOf[0] = Math.max(this.layerOf(0), 0);
      return;
    }
    if (type === entryTypes.hardLink && listing.link(index) === node) return;
    this.#makeFolders(this.paths.parent(node), touched);
    if (type === entryTypes.folder) {
      if (this.isFolder(node)) {
        if (this.layerOf(node) < 0) this.#layerOf[node] = layer;
        return;
      }
      this.#clear(node, touched);
      this.#state[node] = folder;
      this.#layerOf[node] = layer;
      return;
    }
    let content = type === entryTypes.hardLink ? this.#stateOf(listing.link(index)) : absent;
    if (content < 0) {
      content = this.#newContent(
        node,
        type === entryTypes.hardLink ? entryTypes.other : type,
        listing.size(index),
      );
    }
    // The new name counts before the old one goes, or a content could go with it.
    this.#contentNames.set(content, this.#contentNames.at(content) + 1);
    this.#clear(node, touched);
    this.#state[node] = content;
    this.#layerOf[node] = layer;
  }

  #newContent(node: number, type: number, bytes: number): number {
    this.#contentBytes.push(bytes);
    this.#contentTypes.push(type);
    this.#contentLayers.push(this.layers.length - 1);
    this.#contentOwners.push(node);
    this.#contentNames.push(0);
    this.#contentHiddenBy.push(-1);
    this.#current().fileBytes += bytes;
    return this.contents - 1;
  }

  /**
   * Makes folders of all that a path lies in, as unpacking does. A lower layer's link in its way becomes a folder, as Docker's overlay2
   * has it. Of a link in the same layer that holds no longer: GNU tar and Docker follow it. No engine writes layers with paths
   * through links, so only made-up archives show the difference, in where a file lies and never in its bytes.
   */
  #makeFolders(node: number, touched: number[]): void {
    for (let at = node; !this.isFolder(at); at = this.paths.parent(at)) {
      this.#clear(at, touched);
      this.#state[at] = folder;
    }
  }

  /** Takes away what a path shows, to make room for something else. */
  #clear(node: number, touched: number[]): void {
    if (this.isFolder(node)) this.#remove(node, touched);
    this.#touch(node, touched);
    this.#dropName(node);
  }

  #remove(node: number, touched: number[]): void {
    const open = [node];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      if (!this.has(at)) continue;
      if (this.isFolder(at)) {
        for (let child = this.paths.firstChild(at); child !== 0; child = this.paths.nextSibling(child)) {
          if (this.has(child)) open.push(child);
        }
      }
      this.#touch(at, touched);
      this.#dropName(at);
    }
  }

  #empty(node: number, touched: number[]): void {
    if (!this.isFolder(node)) return;
    for (let child = this.paths.firstChild(node); child !== 0; child = this.paths.nextSibling(child)) {
      if (this.has(child)) this.#remove(child, touched);
    }
  }

  #dropName(node: number): void {
    const content = this.#stateOf(node);
    this.#state[node] = absent;
    this.#layerOf[node] = -1;
    if (content < 0) return;
    const names = this.#contentNames.at(content) - 1;
    this.#contentNames.set(content, names);
    if (names > 0) return;
    this.#contentHiddenBy.set(content, this.layers.length - 1);
    const from = this.layers[this.#contentLayers.at(content)];
    if (from !== undefined) from.wastedBytes += this.#contentBytes.at(content);
  }

  #touch(node: number, touched: number[]): void {
    const layer = this.layers.length;
    if (this.#touchedIn[node] === layer) return;
    this.#touchedIn[node] = layer;
    this.#wasFile[node] = this.#stateOf(node) >= 0 ? 1 : 0;
    touched.push(node);
  }

  #stateOf(node: number): number {
    return this.#state[node] ?? absent;
  }

  #current(): LayerCounts {
    const counts = this.layers.at(-1);
    if (counts === undefined) throw new RangeError('no layer was begun');
    return counts;
  }
}
