import { type Remote, wrap } from 'comlink';
import type { LanguageService } from './protocol.ts';

let remote: Remote<LanguageService> | undefined;

/** The language service in its worker, started at the first use; the page itself never parses a manifest. */
export function languageService(): Remote<LanguageService> {
  remote ??= wrap<LanguageService>(
    new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'language' }),
  );
  return remote;
}
