import { loadTextEditor } from '../features/manifests/editor/load-editor.ts';
import { languageService } from '../language/client.ts';
import { isDirty } from '../store/documents.ts';
import { useStudio } from '../store/studio.ts';
import { connectToHost, onDesktop } from './connect.ts';
import { joinDesktop } from './desktop.ts';

const draftAfterMs = 400;

/** How the address of the page ends where the host was started with a project. */
const projectFollows = '#project';

/** Starts everything that runs beside the page: connection, analysis of every change, drafts of unsaved text. */
export function start(): void {
  if (window.location.hash === projectFollows) fetchManifestsPage();
  // What cannot be had now is asked for again by the page, which says so.
  else import('../features/welcome/welcome-page.tsx').catch(() => undefined);
  connectToHost({
    onState: (state, client) => {
      const before = useStudio.getState().connection;
      useStudio.getState().setConnection(state, client);
      if (onDesktop && client) joinDesktop(client);
      if (state === 'open' && before !== 'open') void greet();
    },
  });
  useStudio.subscribe((now, before) => {
    if (now.documents !== before.documents) {
      void now.analyse();
      keepDrafts(now.documents, before.documents);
    }
  });
  window.addEventListener('beforeunload', (event) => {
    const { documents, jobs } = useStudio.getState();
    if (Object.values(documents).some(isDirty) || jobs.some((job) => job.status === 'running')) {
      event.preventDefault();
    }
  });
}

/** The first words with a host: who it is, what the user set, and the project it was started with. */
async function greet(): Promise<void> {
  const studio = useStudio.getState();
  const again = studio.host !== undefined;
  try {
    const [host] = await Promise.all([studio.client().call('host.info', {}), studio.loadSettings()]);
    studio.setHost(host);
    const { project } = useStudio.getState();
    if (again && project) await studio.reopenProject();
    else if (host.project) {
      fetchManifestsPage();
      await studio.openProject(host.project, useStudio.getState().leftAt);
    }
  } catch (error) {
    studio.announce(studio.describe(error));
  } finally {
    studio.setGreeted();
  }
}

/** Fetches what the project's first page is made of while the project itself is read. */
function fetchManifestsPage(): void {
  languageService();
  const parts = [import('./manifests.tsx'), loadTextEditor()];
  // What cannot be had now is asked for again by the page, which says so.
  for (const part of parts) part.catch(() => undefined);
}

type Documents = ReturnType<typeof useStudio.getState>['documents'];

const timers = new Map<string, ReturnType<typeof setTimeout>>();

/** Unsaved text survives a crash: it is kept with the host a moment after each pause in typing. */
function keepDrafts(now: Documents, before: Documents): void {
  for (const [name, document] of Object.entries(now)) {
    if (document.state === before[name]?.state || document.state.revision === 0) continue;
    clearTimeout(timers.get(name));
    timers.set(
      name,
      setTimeout(() => {
        const { project, documents, connection, client } = useStudio.getState();
        const current = documents[name];
        if (!project || !current || connection !== 'open') return;
        const call = isDirty(current)
          ? client().call('draft.keep', {
              project: project.project,
              file: name,
              text: current.state.text,
              baseRevision: current.disk.revision,
            })
          : client().call('draft.drop', { project: project.project, file: name });
        call.catch((error: unknown) => {
          const studio = useStudio.getState();
          if (studio.connection === 'open') studio.announce(studio.describe(error));
        });
      }, draftAfterMs),
    );
  }
}
