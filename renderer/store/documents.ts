import type { StateCreator } from 'zustand';
import type { Edit } from '../../shared/text/edit.ts';
import type { TextEdit } from '../../shared/text/span.ts';
import { languageService } from '../language/client.ts';
import type { Role } from '../language/protocol.ts';
import { type EditOrigin, edited, newTextState, redone, type TextState, undone } from './history.ts';
import type { Studio } from './studio.ts';

/** An open file of the project. */
export interface OpenDocument {
  readonly name: string;
  /** Absent for files without a form (Dockerfile, .dockerignore, …). */
  readonly role?: Role;
  readonly state: TextState;
  /** The text as it is on disk, and its revision there. */
  readonly disk: { readonly text: string; readonly revision: string };
  /** Another program's text, when it changed the file while this one had changes of its own. */
  readonly conflict?: { readonly text: string; readonly revision: string };
}

/** A file as it was read. */
interface FileToOpen {
  readonly name: string;
  readonly role?: Role;
  readonly text: string;
  readonly revision: string;
}

export interface DocumentsSlice {
  readonly documents: Readonly<Record<string, OpenDocument>>;
  /** Splices a text; offsets are those of the text of now. */
  applyEdits(name: string, edits: readonly TextEdit[], origin: EditOrigin): void;
  /**
   * Makes a change of meaning in a manifest by the smallest splice. Gives the reason when it is refused;
   * a text that changed meanwhile is tried once more.
   */
  changeManifest(role: Role, edit: Edit): Promise<string | undefined>;
  undo(name: string): void;
  redo(name: string): void;
  /** What is on disk now, after a save or because another program wrote it. */
  settleDisk(name: string, disk: { text: string; revision: string }): void;
  setConflict(name: string, conflict: { text: string; revision: string } | undefined): void;
  openDocuments(files: readonly FileToOpen[]): void;
  /** Opens one more file of the project; one that is open already is opened anew. */
  addDocument(file: FileToOpen): void;
}

/** Whether a document has changes that are not on disk. */
export function isDirty(document: OpenDocument): boolean {
  return document.state.text !== document.disk.text;
}

/** The one document of a role, if the project has it. */
export function documentOfRole(documents: DocumentsSlice['documents'], role: Role): OpenDocument | undefined {
  return Object.values(documents).find((document) => document.role === role);
}

function openedFrom({ name, role, text, revision }: FileToOpen): OpenDocument {
  return { name, ...(role ? { role } : {}), state: newTextState(text), disk: { text, revision } };
}

export const documentsSlice: StateCreator<Studio, [], [], DocumentsSlice> = (set, get) => {
  const change = (name: string, next: (document: OpenDocument) => OpenDocument): void =>
    set(({ documents }) => {
      const document = documents[name];
      return document ? { documents: { ...documents, [name]: next(document) } } : {};
    });
  return {
    documents: {},
    openDocuments: (files) =>
      set({ documents: Object.fromEntries(files.map((file) => [file.name, openedFrom(file)])) }),
    addDocument: (file) =>
      set(({ documents }) => ({ documents: { ...documents, [file.name]: openedFrom(file) } })),
    applyEdits: (name, edits, origin) =>
      change(name, (document) => ({ ...document, state: edited(document.state, edits, origin, Date.now()) })),
    changeManifest: async (role, edit) => {
      for (let attempt = 0; attempt < 2; attempt++) {
        const document = documentOfRole(get().documents, role);
        if (!document) return 'The project has no such manifest.';
        const result = await languageService().edit(role, document.state.text, edit);
        if (!result.ok) return result.reason;
        if (documentOfRole(get().documents, role)?.state.revision !== document.state.revision) continue;
        get().applyEdits(document.name, result.edits, 'form');
        return undefined;
      }
      return 'The text changed at the same moment. Try again.';
    },
    undo: (name) => change(name, (document) => ({ ...document, state: undone(document.state) })),
    redo: (name) => change(name, (document) => ({ ...document, state: redone(document.state) })),
    settleDisk: (name, disk) => change(name, (document) => ({ ...document, disk })),
    setConflict: (name, conflict) =>
      change(name, ({ conflict: _, ...document }) => (conflict ? { ...document, conflict } : document)),
  };
};
