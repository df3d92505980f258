import { parseReference } from '../../../shared/model/image-reference.ts';
import { appSlug } from '../project/app-slug.ts';

const longest = 80;

/** The repository's last part as a file name, and the tag. */
function parts(reference: string): { name: string; tag: string } {
  const parsed = parseReference(reference);
  const repository = parsed.ok ? parsed.reference.repository : reference;
  const last = repository.slice(repository.lastIndexOf('/') + 1);
  const name = last.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^[.-]+/, '');
  return { name: name.slice(0, longest) || 'image', tag: (parsed.ok && parsed.reference.tag) || 'latest' };
}

/** Gives each name once; a second one gets `-2` before its ending. */
function once(): (stem: string, ending: string) => string {
  const taken = new Set<string>();
  return (stem, ending) => {
    for (let n = 1; ; n++) {
      const name = `${stem}${n === 1 ? '' : `-${n}`}${ending}`;
      // Some file systems fold capitals, and a bundle may be unpacked on one.
      if (taken.has(name.toLowerCase())) continue;
      taken.add(name.toLowerCase());
      return name;
    }
  };
}

/** Names of a bundle's image archives, from the first reference of each: `my-app.tar`, `my-app-2.tar`. */
export function imageFileNames(firstReferences: readonly string[]): string[] {
  const name = once();
  return firstReferences.map((reference) => name(parts(reference).name, '.tar'));
}

/** Names of a package's image archives, one for each reference: `images/my-app:latest`. */
export function packageImageNames(references: readonly string[]): string[] {
  const name = once();
  return references.map((reference) => {
    const { name: stem, tag } = parts(reference);
    return name(`images/${stem}`, `:${tag}`);
  });
}

/** The file name of an app's bundle: `my-app-bundle.tar.gz`, from the app's name or else its folder's. */
export function bundleFileName(appName: unknown, folderName: string): string {
  const name = typeof appName === 'string' && appName.trim() !== '' ? appName : folderName;
  return `${appSlug(name)}-bundle.tar.gz`;
}
