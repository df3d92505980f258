import { existsSync } from 'node:fs';
import type { VerbContext } from '../verb.ts';

/** What a user typed as a file or folder where one is there or was meant, else as the reference of an image on the engine. */
export function targetOrImage(
  context: VerbContext,
  target: string,
): { readonly target: string } | { readonly image: string } {
  return looksLikePath(target) || existsSync(context.absolute(target))
    ? { target: context.grant(target) }
    : { image: target };
}

/** Whether a target that does not exist was meant as a file: it begins like a path or ends like an archive. */
function looksLikePath(target: string): boolean {
  const begins = /^(?:\.{1,2}$|\.{0,2}[/\\]|~|[A-Za-z]:[/\\])/.test(target);
  return begins || /\.(?:tar|gz|tgz|pkg|zst|ya?ml|json)$/i.test(target);
}
