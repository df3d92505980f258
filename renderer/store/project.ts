import type { StateCreator } from 'zustand';
import { GantryError, isError } from '../../shared/contract/error.ts';
import type { OpenProject } from '../../shared/contract/studio-operations.ts';
import type { Fix } from '../../shared/rules/diagnostic.ts';
import { mergeText } from '../../shared/text/merge.ts';
import { languageService } from '../language/client.ts';
import type { ProjectFacts, Role } from '../language/protocol.ts';
import { isCurrent } from './analysis.ts';
import { appFacts } from './app-facts.ts';
import { documentOfRole, isDirty } from './documents.ts';
import type { Studio } from './studio.ts';
import type { Standpoint } from './view.ts';

/** The open project, without its texts: those live in the documents. */
export type CurrentProject = Pick<OpenProject, 'project' | 'name' | 'display' | 'readOnly' | 'defaultBundle'>;

export interface ProjectSlice {
  readonly project: CurrentProject | undefined;
  /** What stopped the last opening, saving or fixing, in words for people. */
  readonly trouble: string | undefined;
  /** Opens a project and shows its manifests, or where else to begin. */
  openProject(ticket: string, at?: Standpoint): Promise<void>;
  /** After the host came back: finds the project again, also in a host started anew, and what happened meanwhile. */
  reopenProject(): Promise<void>;
  /** Writes a manifest that the project lacks, from the simplest template. Gives the reason when that fails. */
  createManifest(role: Role): Promise<string | undefined>;
  closeProject(): void;
  /** Writes every changed file. True when all are on disk. */
  saveAll(): Promise<boolean>;
  /** Looks again at files, archives and, where asked, the engine. */
  refreshFacts(engine: boolean): Promise<void>;
  applyFix(fix: Fix): void;
  /** Applies every safe fix, one after the other, each to the text that the one before left. */
  fixAllSafe(): Promise<number>;
  /** Ends a conflict: keep the own text (it is saved over the other) or take the other. */
  resolveConflict(file: string, keep: 'mine' | 'theirs'): void;
  /** Selects what lies around an offset of a manifest. */
  selectOffset(file: string, offset: number): Promise<void>;
  setTrouble(words: string): void;
  dismissTrouble(): void;
}

const roles: Readonly<Record<string, Role>> = { 'appspec.yaml': 'appSpec', 'app.json': 'appJson' };
const mostRounds = 200;
/** Where a manifest that is missing comes from: one Service, one workload. */
const manifestTemplate = 'single-container';

function withRole<File extends { readonly name: string }>(file: File): File & { readonly role?: Role } {
  const role = roles[file.name];
  return role ? { ...file, role } : file;
}

export const projectSlice: StateCreator<Studio, [], [], ProjectSlice> = (set, get) => {
  let watching: AbortController | undefined;

  const factsOf = (name: string, facts: OpenProject['facts']): ProjectFacts => ({
    kind: 'project',
    name,
    ...facts,
  });

  /** Takes in a file that another program, or another window, wrote. */
  const meetDisk = (file: { name: string; text: string; revision: string }): void => {
    const document = get().documents[file.name];
    if (!document) {
      get().addDocument(withRole(file));
      get().announce(`${file.name} is new in the project’s folder.`);
      return;
    }
    if (document.disk.revision === file.revision) return;
    if (!isDirty(document)) {
      get().settleDisk(file.name, file);
      get().applyEdits(file.name, [{ start: 0, end: document.state.text.length, text: file.text }], 'disk');
      get().announce(`${file.name} was changed by another program and read again.`);
      return;
    }
    const merged = mergeText(document.disk.text, document.state.text, file.text);
    if (merged.clean) {
      get().settleDisk(file.name, file);
      get().applyEdits(file.name, merged.edits, 'disk');
      get().announce(`Changes of another program to ${file.name} were merged with yours.`);
    } else {
      get().setConflict(file.name, { text: file.text, revision: file.revision });
      get().announce(`${file.name} was changed by another program at the same place as by you.`);
    }
  };

  const watch = (ticket: string): void => {
    watching?.abort();
    const controller = new AbortController();
    watching = controller;
    void get()
      .client()
      .call(
        'project.watch',
        { project: ticket },
        {
          signal: controller.signal,
          onProgress: (news) => {
            if (news.change === 'text') meetDisk(news.file);
            else if (news.change === 'facts') void get().refreshFacts(false);
          },
        },
      )
      .catch((error: unknown) => {
        if (!controller.signal.aborted && get().connection === 'open')
          set({ trouble: get().describe(error) });
      });
  };

  /** A host that was started anew knows no tickets of the one before, but it remembers the project by its folder. */
  const openAgain = async ({ project, display }: CurrentProject): Promise<OpenProject> => {
    const client = get().client();
    try {
      return await client.call('project.open', { project });
    } catch (error) {
      if (!isError(error, 'Usage')) throw error;
      const { projects } = await client.call('recent.list', {});
      const same = projects.find((place) => place.display === display);
      if (!same) throw error;
      return await client.call('project.open', { project: same.ticket });
    }
  };

  /** Asks about the open project, and once more with its new ticket where the host was started anew meanwhile. */
  const withTicket = async <Answer>(ask: (ticket: string) => Promise<Answer>): Promise<Answer> => {
    const ticket = get().project?.project ?? '';
    try {
      return await ask(ticket);
    } catch (error) {
      if (!isError(error, 'Usage')) throw error;
      await get().reopenProject();
      const renewed = get().project?.project;
      if (renewed === undefined || renewed === ticket) throw error;
      return await ask(renewed);
    }
  };

  const saveOne = async (name: string): Promise<boolean> => {
    const { project, documents } = get();
    const document = documents[name];
    if (!project || !document || !isDirty(document)) return true;
    if (document.conflict) return false;
    const { text } = document.state;
    try {
      const baseRevision = document.disk.revision;
      const { revision } = await withTicket((ticket) =>
        get().client().call('project.save', { project: ticket, file: name, text, baseRevision }),
      );
      get().settleDisk(name, { text, revision });
      await withTicket((ticket) => get().client().call('draft.drop', { project: ticket, file: name }));
      return true;
    } catch (error) {
      if (isError(error, 'Conflict')) {
        const { text: theirs, revision } = error.data as { text: string; revision: string };
        meetDisk({ name, text: theirs, revision });
        return get().documents[name]?.conflict === undefined ? saveOne(name) : false;
      }
      set({ trouble: get().describe(error) });
      return false;
    }
  };

  return {
    project: undefined,
    trouble: undefined,
    openProject: async (ticket, at = { page: 'manifests', tab: 'appSpec' }) => {
      try {
        const client = get().client();
        const [opened, { drafts }] = await Promise.all([
          client.call('project.open', { project: ticket }),
          client.call('draft.list', { project: ticket }),
        ]);
        const { files, facts, ...project } = opened;
        get().openDocuments(files.map(withRole));
        get().closeFile();
        set({ project, trouble: undefined, selection: undefined, ...at });
        get().setFacts(factsOf(project.name, facts));
        for (const draft of drafts) {
          const document = get().documents[draft.file];
          if (!document || document.disk.text === draft.text) continue;
          get().applyEdits(
            draft.file,
            [{ start: 0, end: document.state.text.length, text: draft.text }],
            'disk',
          );
          if (draft.baseRevision !== document.disk.revision) get().setConflict(draft.file, document.disk);
          get().announce(`Unsaved text of ${draft.file} from before was restored.`);
        }
        watch(opened.project);
        await get().analyse();
      } catch (error) {
        set({ trouble: get().describe(error) });
      }
    },
    reopenProject: async () => {
      const { project } = get();
      if (!project) return;
      try {
        const { files, facts, project: ticket } = await openAgain(project);
        if (ticket !== project.project) set({ project: { ...project, project: ticket } });
        for (const file of files) meetDisk(file);
        get().setFacts(factsOf(project.name, facts));
        watch(ticket);
        await get().analyse();
      } catch (error) {
        set({ trouble: get().describe(error) });
      }
    },
    createManifest: async (role) => {
      try {
        const app = appFacts(get().views.appJson).name || (get().project?.name ?? 'app');
        const { files } = await get()
          .client()
          .call('template.preview', { template: manifestTemplate, name: app });
        const file = files.find(({ name }) => roles[name] === role);
        if (!file) throw new GantryError('Internal', { reason: `the template has no ${role}` });
        const { name, text } = file;
        const { revision } = await withTicket((ticket) =>
          get().client().call('project.save', { project: ticket, file: name, text, baseRevision: '' }),
        );
        if (!get().documents[name]) get().addDocument({ name, role, text, revision });
        get().announce(`${name} was created.`);
        await get().refreshFacts(false);
        return undefined;
      } catch (error) {
        return get().describe(error);
      }
    },
    closeProject: () => {
      watching?.abort();
      get().openDocuments([]);
      get().closeFile();
      get().setFacts(undefined);
      set({ project: undefined, page: 'welcome' });
    },
    saveAll: async () => {
      let all = true;
      for (const name of Object.keys(get().documents)) all = (await saveOne(name)) && all;
      return all;
    },
    refreshFacts: async (engine) => {
      const { project } = get();
      if (!project) return;
      try {
        const facts = await withTicket((ticket) =>
          get().client().call('project.facts', { project: ticket, engine }),
        );
        if (get().project?.display !== project.display) return;
        get().setFacts(factsOf(project.name, facts));
        await get().analyse();
      } catch (error) {
        set({ trouble: get().describe(error) });
      }
    },
    applyFix: (fix) => {
      if (isCurrent(get(), fix.file)) get().applyEdits(fix.file, fix.edits, 'fix');
      else get().announce('The text changed just now; the fix was not applied. Try again.');
    },
    fixAllSafe: async () => {
      let fixed = 0;
      for (; fixed < mostRounds; fixed++) {
        await get().analyse();
        const { validation, documents } = get();
        const fix = validation?.diagnostics
          .flatMap((diagnostic) => diagnostic.fixes ?? [])
          .find((candidate) => candidate.safe && documents[candidate.file]);
        if (!fix || !isCurrent(get(), fix.file)) break;
        get().applyFix(fix);
      }
      get().announce(fixed === 1 ? '1 safe fix applied.' : `${fixed} safe fixes applied.`);
      return fixed;
    },
    resolveConflict: (file, keep) => {
      const document = get().documents[file];
      const conflict = document?.conflict;
      if (!document || !conflict) return;
      get().settleDisk(file, conflict);
      get().setConflict(file, undefined);
      if (keep === 'theirs') {
        get().applyEdits(file, [{ start: 0, end: document.state.text.length, text: conflict.text }], 'disk');
      } else {
        void get().saveAll();
      }
    },
    selectOffset: async (file, offset) => {
      const role = get().documents[file]?.role;
      const document = role && documentOfRole(get().documents, role);
      if (!role || !document) return;
      const place = await languageService().pathAt(role, document.state.text, offset);
      get().select(place && { role, ...place });
    },
    setTrouble: (trouble) => set({ trouble }),
    dismissTrouble: () => set({ trouble: undefined }),
  };
};
