import type { StateCreator } from 'zustand';
import type { Place } from '../../shared/contract/studio-operations.ts';
import type { Studio } from './studio.ts';

/** What is looked for. With a name given it is a place to write to, else something that exists. */
export type PlaceKind =
  | 'project'
  | 'bundle'
  /** The folder a bundle was extracted to. */
  | 'extracted'
  /** What a review is compared with: a file, or a folder. */
  | 'earlier'
  | 'earlier-folder'
  | 'archive'
  | 'pem'
  | 'report'
  | 'entry';

/** What the dialog for places says. */
export interface PickingWords {
  readonly title: string;
  readonly description: string;
  readonly action: string;
}

/** The choice of a place that is under way in the page's own dialog. */
interface Picking {
  readonly what: PlaceKind;
  /** The name to write under; absent where something existing is chosen. */
  readonly name?: string;
  /** Why the dialog opened, where nobody asked for it by a button. */
  readonly note?: string;
  /** What the dialog says where it is not the usual. */
  readonly words?: PickingWords;
  readonly roots: readonly Place[];
  /** The folders on the way to the one shown, as far as they are known. */
  readonly trail: readonly Place[];
  readonly listing?: {
    readonly parent?: Place;
    readonly places: readonly Place[];
    readonly truncated: boolean;
  };
  readonly problem?: string;
  /** The file that is there already, when writing would replace it. */
  readonly exists?: Place;
}

export interface PlacesSlice {
  readonly picking: Picking | undefined;
  /**
   * Lets the user choose a place, in the system's dialog where the host has one. With `name`: a place to write to.
   * `undefined` when they thought better of it.
   */
  pickPlace(
    what: PlaceKind,
    options?: { readonly name?: string; readonly note?: string; readonly words?: PickingWords },
  ): Promise<Place | undefined>;
  /** Shows a folder in the dialog. */
  browsePlace(folder: Place): Promise<void>;
  setPlaceName(name: string): void;
  /** Takes the name in the folder shown; asks once before a file is replaced. */
  takePlaceName(): Promise<void>;
  /** Ends the choice. */
  takePlace(place: Place | undefined): void;
  /** Writes a text of the page to a place the user chooses. Gives the place, or nothing when none was chosen or it failed. */
  saveReport(name: string, text: string): Promise<Place | undefined>;
  /** Shows a file or folder in the system's file manager. */
  revealPlace(ticket: string): Promise<void>;
}

export const placesSlice: StateCreator<Studio, [], [], PlacesSlice> = (set, get) => {
  let settle: ((place: Place | undefined) => void) | undefined;
  let last: Place | undefined;

  const change = (next: Partial<Picking>): void =>
    set(({ picking }) => (picking ? { picking: { ...picking, ...next } } : {}));

  const askSystem = async (what: PlaceKind, name: string | undefined): Promise<Place | undefined> => {
    const client = get().client();
    const toWrite = what === 'bundle' || what === 'project' || what === 'report' || what === 'entry';
    if (name !== undefined && toWrite) {
      return (await client.call('dialog.save', { what, name })).place;
    }
    if (what === 'report' || what === 'entry') return undefined;
    return (await client.call('dialog.open', { what })).place;
  };

  const browse = async (folder: Place, trail: readonly Place[]): Promise<void> => {
    try {
      const listed = await get().client().call('place.list', { folder: folder.ticket });
      last = listed.folder;
      const { parent, places, truncated } = listed;
      set(({ picking }) => {
        if (!picking) return {};
        const { problem: _, exists: __, ...rest } = picking;
        const listing = { ...(parent ? { parent } : {}), places, truncated };
        return { picking: { ...rest, trail: [...trail, listed.folder], listing } };
      });
    } catch (error) {
      change({ problem: get().describe(error) });
    }
  };

  return {
    picking: undefined,
    pickPlace: async (what, { name, note, words } = {}) => {
      get().takePlace(undefined);
      try {
        if (get().host?.dialogs === true) return await askSystem(what, name);
        const { places: roots } = await get().client().call('place.roots', {});
        const chosen = new Promise<Place | undefined>((resolve) => {
          settle = resolve;
        });
        set({
          picking: {
            what,
            roots,
            trail: [],
            ...(name === undefined ? {} : { name }),
            ...(note === undefined ? {} : { note }),
            ...(words ? { words } : {}),
          },
        });
        const first = last ?? roots[0];
        if (first) await browse(first, []);
        return await chosen;
      } catch (error) {
        set({ trouble: get().describe(error) });
        return undefined;
      }
    },
    browsePlace: async (folder) => {
      const { picking } = get();
      if (!picking) return;
      const known = picking.trail.findIndex(({ ticket }) => ticket === folder.ticket);
      const inside = picking.listing?.places.some(({ ticket }) => ticket === folder.ticket) === true;
      await browse(folder, known >= 0 ? picking.trail.slice(0, known) : inside ? picking.trail : []);
    },
    setPlaceName: (name) =>
      set(({ picking }) => {
        if (!picking) return {};
        const { problem: _, exists: __, ...rest } = picking;
        return { picking: { ...rest, name } };
      }),
    takePlaceName: async () => {
      const { picking } = get();
      const folder = picking?.trail.at(-1);
      const name = picking?.name?.trim();
      if (!picking || !folder || !name) return;
      try {
        const { place, exists } = await get().client().call('place.target', { folder: folder.ticket, name });
        // A folder for a new project may be there, if it is empty; the host says so when it is not.
        if (!exists || picking.what === 'project' || picking.exists) get().takePlace(place);
        else if (place.kind === 'folder') change({ problem: `“${name}” is a folder. Choose another name.` });
        else change({ exists: place });
      } catch (error) {
        change({ problem: get().describe(error) });
      }
    },
    takePlace: (place) => {
      settle?.(place);
      settle = undefined;
      set({ picking: undefined });
    },
    saveReport: async (name, text) => {
      const place = await get().pickPlace('report', { name });
      if (!place) return undefined;
      try {
        await get().client().call('report.save', { target: place.ticket, text });
        get().announce(`${place.name} was saved.`);
        return place;
      } catch (error) {
        set({ trouble: get().describe(error) });
        return undefined;
      }
    },
    revealPlace: async (ticket) => {
      try {
        await get().client().call('host.reveal', { ticket });
      } catch (error) {
        set({ trouble: get().describe(error) });
      }
    },
  };
};
