import { shown } from '../archives/archive-error.ts';
import type { BundleContents, BundleProblems } from './bundle-contents.ts';

interface Holder {
  readonly entry: string;
  readonly id: string;
}

/** Says where two images have one tag: the platform keeps whichever it loads last, so the archive's order would decide. */
export function checkTags(images: BundleContents['images'], problems: BundleProblems): void {
  const holders = new Map<string, Holder>();
  for (const { entry, info } of images) {
    for (const { id, tags } of info.images) {
      for (const tag of tags) {
        const first = holders.get(tag);
        if (first === undefined) holders.set(tag, { entry, id });
        else sayTwice(tag, first, { entry, id }, problems);
      }
    }
  }
}

function sayTwice(tag: string, first: Holder, second: Holder, problems: BundleProblems): void {
  const where =
    first.entry === second.entry
      ? `${shown(first.entry)} has`
      : `${shown(first.entry)} and ${shown(second.entry)} both have`;
  const same = first.id === second.id;
  const message = `${where} the tag ${shown(tag)}, for ${same ? 'the same image' : 'two different images'}. Whichever is loaded last stays; keep one of them.`;
  problems.add('tag-twice', same ? 'warning' : 'error', message, second.entry);
}
