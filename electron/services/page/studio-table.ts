import type { ServicesOf } from '../../../shared/contract/operation.ts';
import { operations } from '../../../shared/contract/operations.ts';
import { studioOperations } from '../../../shared/contract/studio-operations.ts';

/** Everything a page may ask of its host. */
export const studioTable = { ...operations, ...studioOperations };

/** The whole trusted side of a host that serves pages. */
export type StudioTableServices = ServicesOf<typeof studioTable, AbortSignal>;
