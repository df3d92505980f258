/** A layer taken from the cache is not what it should be. It is dropped, and the export begins again without it. */
export class CacheDamaged extends Error {
  readonly diffId: string;
  readonly level: number;

  constructor(diffId: string, level: number) {
    super(`the cached layer ${diffId} is damaged`);
    this.diffId = diffId;
    this.level = level;
  }
}
