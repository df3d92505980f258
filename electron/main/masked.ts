import { homedir } from 'node:os';
import { sep } from 'node:path';
import { findCredentials, mask } from '../../shared/rules/credentials.ts';

/** `name: value` and `name=value`, where the name says that the value is nobody else’s business. */
const named =
  /((?:api[_-]?key|secret|token|password|passwd|passphrase|authorization|cookie|private[_-]?key|access[_-]?key)["']?\s*[:=]\s*["']?(?:bearer\s+|basic\s+)?)([^\s"',;&]{4,})/gi;

const privateKey = /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g;

/** A text that may be shown to others: credentials are cut short, and the user's home is `~`. */
export function masked(text: string, home: string = homedir()): string {
  let shown = text.replace(privateKey, '(a private key)');
  for (const { value } of findCredentials(shown)) shown = shown.replaceAll(value, mask(value));
  shown = shown.replace(named, (_all, name: string, value: string) => name + mask(value));
  return home === '' || home === sep ? shown : shown.replaceAll(home, '~');
}
