import type { Port } from '../../../shared/contract/rpc-port.ts';
import type { ServedPort } from '../../../shared/contract/rpc-serve.ts';
import { serve } from '../../../shared/contract/rpc-serve.ts';
import type { studioEvents } from '../../../shared/contract/studio-operations.ts';
import { toGantryError } from '../unknown-failure.ts';
import { inputProblem } from './input-check.ts';
import { type StudioTableServices, studioTable } from './studio-table.ts';

export type ServedPage = ServedPort<typeof studioEvents>;

export interface ServePageOptions {
  /** One line, with the failure itself where there is one. */
  readonly log: (line: string, failure?: unknown) => void;
  /** The page is gone and nothing of it is running any more. */
  readonly onEnd?: () => void;
}

/** Serves all operations to the page at the other end of a port. */
export function servePage(port: Port, services: StudioTableServices, options: ServePageOptions): ServedPage {
  return serve<typeof studioTable, typeof studioEvents, AbortSignal>(port, studioTable, services, {
    ...options,
    validate: inputProblem,
    toError: toGantryError,
    abortable: () => {
      const controller = new AbortController();
      return { signal: controller.signal, abort: () => controller.abort() };
    },
    later: (milliseconds, action) => {
      const timer = setTimeout(action, milliseconds);
      return () => clearTimeout(timer);
    },
  });
}
