import { repairName } from '../../../shared/model/kubernetes-name.ts';

/** Room for what templates put behind it (`-cleanup`) and Kubernetes behind that. */
const longest = 40;

/**
 * An app's name as Kubernetes and image references take it: small letters, digits and single dashes, beginning with a letter.
 * `app` where nothing of the name is left.
 */
export function appSlug(name: string): string {
  // Letters with accents keep their letter: “Café” becomes “cafe”.
  const plain = name.normalize('NFKD').replace(/\p{M}/gu, '');
  const slug = repairName(plain, longest) ?? 'app';
  return /^[a-z]/.test(slug) ? slug : `app-${slug}`;
}
