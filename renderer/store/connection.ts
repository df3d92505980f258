import type { StateCreator } from 'zustand';
import { GantryError } from '../../shared/contract/error.ts';
import { messageOf } from '../../shared/contract/messages.ts';
import type { operations } from '../../shared/contract/operations.ts';
import type { Client } from '../../shared/contract/rpc.ts';
import type { HostInfo, studioOperations } from '../../shared/contract/studio-operations.ts';
import type { Studio } from './studio.ts';

/** Everything the page may ask of its host. */
export type StudioTable = typeof operations & typeof studioOperations;
export type StudioClient = Client<StudioTable>;

export interface ConnectionSlice {
  /** Absent until the host has answered once. */
  readonly host: HostInfo | undefined;
  /** `lost`: the host does not answer; everything typed stays and is saved when it is back. */
  readonly connection: 'connecting' | 'open' | 'lost';
  /** Whether the first words with the host are over: before, nobody knows which page is wanted. */
  readonly greeted: boolean;
  setConnection(connection: ConnectionSlice['connection'], client?: StudioClient): void;
  setHost(host: HostInfo): void;
  setGreeted(): void;
  /** The host to call. Calls fail with `ConnectionLost` while it is away. */
  client(): StudioClient;
  /** Words for people of anything that failed. */
  describe(error: unknown): string;
}

export const connectionSlice: StateCreator<Studio, [], [], ConnectionSlice> = (set) => {
  let current: StudioClient | undefined;
  return {
    host: undefined,
    connection: 'connecting',
    greeted: false,
    setConnection: (connection, client) => {
      if (client) current = client;
      set({ connection });
    },
    setHost: (host) => set({ host }),
    setGreeted: () => set({ greeted: true }),
    client: () => {
      if (!current)
        throw new GantryError('Internal', { reason: 'the page asked its host before it was connected' });
      return current;
    },
    describe: (error) =>
      messageOf(
        error instanceof GantryError
          ? error
          : new GantryError('Internal', { reason: error instanceof Error ? error.message : String(error) }),
        undefined,
        'studio',
      ),
  };
};
