import type { StateCreator } from 'zustand';
import type { Validation } from '../../shared/rules/diagnostic.ts';
import { languageService } from '../language/client.ts';
import type { AnalysisRequest, DocumentView, ProjectFacts, Role } from '../language/protocol.ts';
import { documentOfRole, isDirty } from './documents.ts';
import type { Studio } from './studio.ts';

export interface AnalysisSlice {
  /** What the rules see besides the texts; absent while no project is open. */
  readonly facts: ProjectFacts | undefined;
  readonly validation: Validation | undefined;
  readonly views: Readonly<Partial<Record<Role, DocumentView>>>;
  /** Revisions of the texts that `validation` and `views` were derived from. */
  readonly analysed: Readonly<Partial<Record<Role, number>>>;
  setFacts(facts: ProjectFacts | undefined): void;
  /** Derives everything from the texts of now and settles when that is done; results for texts that changed meanwhile are dropped. */
  analyse(): Promise<void>;
}

/**
 * Whether what was derived still belongs to the text of a file: only then do the places in findings and fixes fit. The
 * rules see a file that is no manifest as it is on disk.
 */
export function isCurrent(
  { documents, analysed }: Pick<Studio, 'documents' | 'analysed'>,
  file: string,
): boolean {
  const document = documents[file];
  if (!document) return false;
  return document.role === undefined
    ? !isDirty(document)
    : analysed[document.role] === document.state.revision;
}

const roles = ['appSpec', 'appJson'] as const;

export const analysisSlice: StateCreator<Studio, [], [], AnalysisSlice> = (set, get) => {
  let running: Promise<void> | undefined;
  let again = false;

  const analyseOnce = async (): Promise<void> => {
    const { facts, documents } = get();
    if (!facts) return;
    const files: { -readonly [R in Role]?: { name: string; text: string } } = {};
    const revisions: Partial<Record<Role, number>> = {};
    for (const role of roles) {
      const document = documentOfRole(documents, role);
      if (!document) continue;
      files[role] = { name: document.name, text: document.state.text };
      revisions[role] = document.state.revision;
    }
    const request: AnalysisRequest = { files, facts };
    const { validation, views } = await languageService().analyse(request);
    const current = get();
    const stale = roles.some(
      (role) => documentOfRole(current.documents, role)?.state.revision !== revisions[role],
    );
    if (current.facts !== facts || stale) again = true;
    else set({ validation, views, analysed: revisions });
  };

  const untilSettled = async (): Promise<void> => {
    while (again) {
      again = false;
      await analyseOnce();
    }
  };

  return {
    facts: undefined,
    validation: undefined,
    views: {},
    analysed: {},
    setFacts: (facts) => set(facts ? { facts } : { facts, validation: undefined, views: {}, analysed: {} }),
    analyse: () => {
      again = true;
      running ??= untilSettled().finally(() => {
        running = undefined;
      });
      return running;
    },
  };
};
