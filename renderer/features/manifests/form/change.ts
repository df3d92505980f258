import type { Edit } from '../../../../shared/text/edit.ts';
import type { Path } from '../../../../shared/text/path.ts';
import { languageService } from '../../../language/client.ts';
import type { Role } from '../../../language/protocol.ts';
import { documentOfRole } from '../../../store/documents.ts';
import { useStudio } from '../../../store/studio.ts';

type WithoutObject<Each> = Each extends unknown ? Omit<Each, 'object'> : never;

/** A change inside one object, which the card knows. */
export type Change = WithoutObject<Extract<Edit, { readonly path: Path }>>;

/** Changes, undo and redo follow one another: each starts from the text that the one before left. */
let last: Promise<unknown> = Promise.resolve();

function inOrder<Result>(work: () => Promise<Result>): Promise<Result> {
  const run = last.then(work);
  last = run.catch(() => undefined);
  return run;
}

/** Makes a change after all that were asked for before it; gives the reason when it is refused. */
export function changeInOrder(role: Role, edit: Edit): Promise<string | undefined> {
  return inOrder(async () => {
    try {
      return await useStudio.getState().changeManifest(role, edit);
    } catch (error) {
      return useStudio.getState().describe(error);
    }
  });
}

/** Takes the last step of the manifest's history back, or does it again. */
export function stepHistory(role: Role, direction: 'undo' | 'redo'): Promise<void> {
  return inOrder(async () => {
    const document = documentOfRole(useStudio.getState().documents, role);
    if (document) useStudio.getState()[direction](document.name);
  });
}

/** Resolves when what the form shows was derived from the text of now (or the document is gone). */
export function whenAnalysed(role: Role): Promise<void> {
  const settled = (): boolean => {
    const { documents, analysed } = useStudio.getState();
    const document = documentOfRole(documents, role);
    return document === undefined || (analysed[role] ?? -1) >= document.state.revision;
  };
  if (settled()) return Promise.resolve();
  return new Promise((resolve) => {
    const stop = useStudio.subscribe(() => {
      if (!settled()) return;
      stop();
      resolve();
    });
  });
}

/** Shows the text of a place, or of what encloses it where the text has nothing there. */
export async function revealPlace(role: Role, object: number, path: Path, focus: boolean): Promise<void> {
  const document = documentOfRole(useStudio.getState().documents, role);
  if (!document) return;
  for (let length = path.length; length >= 0; length--) {
    const span = await languageService().locate(role, document.state.text, object, path.slice(0, length));
    if (!span) continue;
    const now = useStudio.getState();
    const { selection } = now;
    const elsewhere =
      selection && (selection.role !== role || selection.object !== object || selection.path !== path);
    // Something else was chosen meanwhile: this wish is out of date.
    if (!focus && elsewhere) return;
    if (documentOfRole(now.documents, role)?.state.revision !== document.state.revision) return;
    now.revealSpan(document.name, span, focus);
    return;
  }
}
