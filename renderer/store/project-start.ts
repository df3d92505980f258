import type { StateCreator } from 'zustand';
import { isError } from '../../shared/contract/error.ts';
import type { DoctorOutput } from '../../shared/contract/outputs.ts';
import type { Place } from '../../shared/contract/studio-operations.ts';
import type { Studio } from './studio.ts';

/** A shipped template as it is offered. */
interface Template {
  readonly name: string;
  readonly title: string;
  readonly summary: string;
}

/** What can be started from: recent projects, templates, the sample; and the engine beside it. */
export interface ProjectStartSlice {
  /** Absent until they were asked for. */
  readonly recent: readonly Place[] | undefined;
  readonly templates: readonly Template[] | undefined;
  readonly doctor: DoctorOutput | undefined;
  readonly doctorBusy: boolean;
  /** Whether the dialog for a new project is open. */
  readonly creating: boolean;
  setCreating(open: boolean): void;
  loadRecent(): Promise<void>;
  forgetRecent(place: Place): Promise<void>;
  loadTemplates(): Promise<void>;
  /** Asks every place where an engine may be. */
  consultDoctor(): Promise<void>;
  /** Lets the user choose a project's folder and opens it. */
  openPicked(): Promise<void>;
  openSample(): Promise<void>;
  /** Writes a project from a template and opens it. Gives the reason when it is refused. */
  createProject(input: {
    readonly folder: Place;
    readonly template: string;
    readonly name: string;
  }): Promise<string | undefined>;
}

export const projectStartSlice: StateCreator<Studio, [], [], ProjectStartSlice> = (set, get) => {
  const tell = (error: unknown): void => set({ trouble: get().describe(error) });
  return {
    recent: undefined,
    templates: undefined,
    doctor: undefined,
    doctorBusy: false,
    creating: false,
    setCreating: (creating) => set(creating ? { creating, page: 'welcome' } : { creating }),
    loadRecent: async () => {
      try {
        set({ recent: (await get().client().call('recent.list', {})).projects });
      } catch (error) {
        tell(error);
      }
    },
    forgetRecent: async ({ ticket, name }) => {
      try {
        await get().client().call('recent.forget', { ticket });
        set(({ recent }) => ({ recent: recent?.filter((place) => place.ticket !== ticket) }));
        get().announce(`${name} is no longer listed. Its folder was not touched.`);
      } catch (error) {
        tell(error);
      }
    },
    loadTemplates: async () => {
      try {
        set({ templates: (await get().client().call('template.list', {})).templates });
      } catch (error) {
        tell(error);
      }
    },
    consultDoctor: async () => {
      if (get().doctorBusy) return;
      set({ doctorBusy: true });
      try {
        set({ doctor: await get().client().call('engine.doctor', {}) });
      } catch (error) {
        // The connection's own notice says what there is to say.
        if (!isError(error, 'ConnectionLost')) tell(error);
      } finally {
        set({ doctorBusy: false });
      }
    },
    openPicked: async () => {
      const place = await get().pickPlace('project');
      if (place) await get().openProject(place.ticket);
    },
    openSample: async () => {
      try {
        const { place } = await get().client().call('sample.open', {});
        await get().openProject(place.ticket);
      } catch (error) {
        tell(error);
      }
    },
    createProject: async ({ folder, template, name }) => {
      try {
        await get().client().call('project.create', { folder: folder.ticket, template, name });
        set({ creating: false });
        await get().openProject(folder.ticket);
        return undefined;
      } catch (error) {
        return get().describe(error);
      }
    },
  };
};
