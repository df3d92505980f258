import { resolve } from 'node:path';
import type { ServicesOf } from '../../../shared/contract/operation.ts';
import type { studioOperations } from '../../../shared/contract/studio-operations.ts';
import type { Tickets } from '../tickets.ts';
import { dropDraft, keepDraft, listDrafts } from './drafts.ts';
import { askToOpen, askToSave, hostInfo, reveal, type StudioHost } from './host.ts';
import { placeOf } from './place.ts';
import { listPlaces, listRoots, targetPlace } from './places.ts';
import { forgetProject, listRecent, rememberProject } from './recent.ts';
import { readStudioSettings, writeStudioSettings } from './settings.ts';

/** What a host gives the services of its page. */
export interface StudioDeps {
  readonly tickets: Tickets;
  readonly host: StudioHost;
  /** Path of the project that the studio was started with. */
  readonly initialProject?: string;
}

/** Everything the page needs beyond the operations it shares with the command line. What is heavy loads when it is first called. */
export function createStudioServices(deps: StudioDeps): ServicesOf<typeof studioOperations, AbortSignal> {
  const { tickets, host } = deps;
  const path = (ticket: string): string => tickets.resolve(ticket);
  /** What was last given of each open project's files: what a watch that begins later has to compare with. */
  const opened = new Map<string, ReadonlyMap<string, string>>();
  return {
    'host.info': async () =>
      hostInfo(
        host,
        deps.initialProject === undefined ? undefined : tickets.grant(resolve(deps.initialProject)),
      ),
    'host.reveal': async ({ ticket }) => {
      await reveal(host, path(ticket));
      return {};
    },
    'host.menu': async ({ commands }) => {
      host.showMenu?.(commands);
      return {};
    },
    'place.roots': async () => ({ places: await listRoots(tickets) }),
    'place.list': async ({ folder }) => listPlaces(tickets, path(folder)),
    'place.target': async ({ folder, name }) => targetPlace(tickets, path(folder), name),
    'dialog.open': ({ what }) => askToOpen(host, tickets, what),
    'dialog.save': ({ what, name }) => askToSave(host, tickets, what, name),
    'recent.list': async () => ({ projects: await listRecent(tickets) }),
    'recent.forget': async ({ ticket }) => {
      await forgetProject(path(ticket));
      return {};
    },
    'template.list': async () => {
      const { listTemplates } = await import('./templates.ts');
      return { templates: await listTemplates() };
    },
    'template.preview': async ({ template, name }) => {
      const { previewTemplate } = await import('./templates.ts');
      return { files: await previewTemplate(template, name) };
    },
    'sample.open': async () => {
      const { openSample } = await import('./sample.ts');
      return { place: await placeOf(tickets, await openSample(), 'folder') };
    },
    'project.open': async ({ project }, { signal }) => {
      const { openProject } = await import('./open-project.ts');
      const folder = resolve(path(project));
      const answer = await openProject(folder, signal);
      opened.set(folder, new Map(answer.files.map(({ name, revision }) => [name, revision])));
      await rememberProject(folder);
      return { project: tickets.grant(folder), ...answer };
    },
    'project.facts': async ({ project, engine }, { signal }) => {
      const { readFacts } = await import('./facts.ts');
      return (await readFacts(path(project), { engine, signal })).facts;
    },
    'project.save': async ({ project, ...request }) => {
      const { saveFile } = await import('./save-file.ts');
      return { revision: await saveFile(path(project), request) };
    },
    'project.watch': async ({ project }, { signal, progress }) => {
      const { watchProject } = await import('./watch-project.ts');
      const folder = resolve(path(project));
      return await watchProject(folder, { revisions: opened.get(folder), signal, report: progress });
    },
    'draft.keep': async ({ project, ...draft }) => {
      await keepDraft(path(project), draft);
      return {};
    },
    'draft.list': async ({ project }) => ({ drafts: await listDrafts(path(project)) }),
    'draft.drop': async ({ project, file }) => {
      await dropDraft(path(project), file);
      return {};
    },
    'settings.read': readStudioSettings,
    'settings.write': async (members) => {
      await writeStudioSettings(members);
      return {};
    },
    'report.save': async ({ target, text }) => {
      const { writeTextFile } = await import('../files/atomic-write.ts');
      await writeTextFile(path(target), text);
      return {};
    },
  };
}
