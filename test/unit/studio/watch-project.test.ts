import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { watchProject } from '../../../electron/services/studio/watch-project.ts';
import type { ProjectNews } from '../../../shared/contract/studio-operations.ts';
import { sampleProject } from '../../support/sample-project.ts';
import { type TestStudio, testStudio } from '../../support/studio.ts';
import { temporaryFolder } from '../../support/temp-folder.ts';

interface Watched {
  readonly changes: ProjectNews[];
  readonly controller: AbortController;
  readonly ended: Promise<unknown>;
}

const watches: Watched[] = [];
beforeEach(async () => {
  vi.stubEnv('GANTRY_STATE_DIR', await temporaryFolder());
});
afterEach(async () => {
  for (const { controller, ended } of watches.splice(0)) {
    controller.abort();
    await ended;
  }
});

function watched(
  begin: (signal: AbortSignal, report: (change: ProjectNews) => void) => Promise<unknown>,
): Watched {
  const changes: ProjectNews[] = [];
  const controller = new AbortController();
  const ended = begin(controller.signal, (change) => changes.push(change)).catch((error: unknown) => error);
  const watch = { changes, controller, ended };
  watches.push(watch);
  return watch;
}

function watchOf({ services }: TestStudio, project: string): Watched {
  return watched((signal, progress) => services['project.watch']({ project }, { signal, progress }));
}

/** A project open in a window that watches it, once the watch has begun. */
async function opened(files: Readonly<Record<string, string>> = {}) {
  const folder = await sampleProject(['my-app:1'], files);
  const studio = testStudio();
  const answer = await studio.call('project.open', { project: studio.tickets.grant(folder) });
  const watch = watchOf(studio, answer.project);
  await pause(300);
  return { folder, studio, answer, ...watch };
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

const soon = { timeout: 8000, interval: 20 };
const texts = (changes: readonly ProjectNews[]) =>
  changes.flatMap((each) => (each.change === 'text' ? [[each.file.name, each.file.text]] : []));

describe('watching a project', () => {
  test('tells the text that another program wrote, once, and that facts may differ', async () => {
    const { folder, changes } = await opened();
    await writeFile(join(folder, 'app.json'), '{"theirs": 1}');
    await vi.waitFor(() => expect(changes).toContainEqual({ change: 'facts' }), soon);
    await pause(2000);
    expect(texts(changes)).toEqual([['app.json', '{"theirs": 1}']]);
    expect(changes.filter(({ change }) => change === 'facts')).toHaveLength(1);
  });

  test('tells nothing when nothing was written', async () => {
    const { folder, changes } = await opened({ Dockerfile: 'FROM a\n' });
    await readFile(join(folder, 'app.json'));
    await pause(2000);
    expect(changes).toEqual([]);
  });

  test('tells another window of a save, with the revision that the save gave', async () => {
    const { folder, answer, studio, changes } = await opened();
    const other = testStudio();
    const project = other.tickets.grant(folder);
    await other.call('project.open', { project });
    const otherWatch = watchOf(other, project);
    const { revision } = await studio.call('project.save', {
      project: answer.project,
      file: 'app.json',
      text: '{"saved": 1}',
      baseRevision: answer.files[1]?.revision ?? '',
    });
    const change = { change: 'text', file: { name: 'app.json', text: '{"saved": 1}', revision } };
    await vi.waitFor(() => expect(otherWatch.changes).toContainEqual(change), soon);
    await vi.waitFor(() => expect(changes).toContainEqual(change), soon);
  });

  test('tells what changed between opening and watching', async () => {
    const folder = await sampleProject(['my-app:1']);
    const studio = testStudio();
    const { project } = await studio.call('project.open', { project: studio.tickets.grant(folder) });
    await writeFile(join(folder, 'app.json'), '{"early": 1}');
    const { changes } = watchOf(studio, project);
    await vi.waitFor(() => expect(texts(changes)).toEqual([['app.json', '{"early": 1}']]), soon);
  });

  test('takes the disk as it is where the project was not opened before', async () => {
    const folder = await sampleProject(['my-app:1']);
    const studio = testStudio();
    const { changes } = watchOf(studio, studio.tickets.grant(folder));
    await pause(500);
    expect(changes).toEqual([]);
    await writeFile(join(folder, 'app.json'), '{"late": 1}');
    await vi.waitFor(() => expect(texts(changes)).toEqual([['app.json', '{"late": 1}']]), soon);
  });

  test('tells of a file that came, and of one that went', async () => {
    const { folder, changes } = await opened({ Dockerfile: 'FROM a\n' });
    await writeFile(join(folder, 'wrapper.sh'), '#!/bin/sh\n');
    await rm(join(folder, 'Dockerfile'));
    await vi.waitFor(() => {
      expect(texts(changes)).toEqual([['wrapper.sh', '#!/bin/sh\n']]);
      expect(changes).toContainEqual({ change: 'removed', name: 'Dockerfile' });
    }, soon);
    await writeFile(join(folder, 'Dockerfile'), 'FROM a\n');
    await vi.waitFor(() => expect(texts(changes)).toContainEqual(['Dockerfile', 'FROM a\n']), soon);
  });

  test('does not take a save by way of another name for a removal', async () => {
    const { folder, changes } = await opened();
    for (const text of ['{"a": 1}', '{"b": 1}']) {
      await writeFile(join(folder, 'app.json.new'), text);
      await rename(join(folder, 'app.json'), join(folder, 'app.json~'));
      await rename(join(folder, 'app.json.new'), join(folder, 'app.json'));
      await vi.waitFor(() => expect(texts(changes).at(-1)).toEqual(['app.json', text]), soon);
    }
    expect(changes.some(({ change }) => change === 'removed')).toBe(false);
  });

  test('tells of other files as facts, in folders that came later too, but not of what tools fetch', async () => {
    const { folder, changes } = await opened();
    for (const name of ['node_modules', '.git']) {
      await mkdir(join(folder, name));
      await writeFile(join(folder, name, 'x'), '');
    }
    await writeFile(join(folder, '.my-app-bundle.tar.gz.0a1b2c-7-00ff00ff.part'), 'on its way');
    await pause(900);
    expect(changes).toEqual([]);
    await mkdir(join(folder, 'src', 'deep'), { recursive: true });
    await vi.waitFor(() => expect(changes).toEqual([{ change: 'facts' }]), soon);
    await pause(200);
    changes.length = 0;
    await writeFile(join(folder, 'src', 'deep', 'main.py'), 'print()\n');
    await vi.waitFor(() => expect(changes).toEqual([{ change: 'facts' }]), soon);
  });

  test('leaves a file alone while it is no text, and tells it when it is text again', async () => {
    const { folder, changes } = await opened();
    await writeFile(join(folder, 'app.json'), new Uint8Array([0, 1, 2]));
    await pause(700);
    expect(texts(changes)).toEqual([]);
    await writeFile(join(folder, 'app.json'), '{"back": 1}');
    await vi.waitFor(() => expect(texts(changes)).toEqual([['app.json', '{"back": 1}']]), soon);
  });

  test('ends when it is cancelled, and tells nothing after', async () => {
    const { folder, changes, controller, ended } = await opened();
    await writeFile(join(folder, 'app.json'), '{"x": 1}');
    controller.abort();
    expect(await ended).toMatchObject({ code: 'Cancelled' });
    const before = changes.length;
    await writeFile(join(folder, 'app.json'), '{"y": 1}');
    await pause(1800);
    expect(changes).toHaveLength(before);
  });

  test('leaves no watch and no timer behind', async () => {
    const resources = () =>
      process.getActiveResourcesInfo().filter((each) => /FSEvent|Timeout|StatWatcher/.test(each)).length;
    const folder = await sampleProject(['my-app:1'], { 'src/main.py': '' });
    const before = resources();
    for (let i = 0; i < 5; i++) {
      const controller = new AbortController();
      const call = { revisions: undefined, signal: controller.signal, report: () => undefined };
      const ended = watchProject(folder, call).catch((error: unknown) => error);
      await pause(60);
      expect(resources()).toBeGreaterThan(before);
      controller.abort();
      await ended;
    }
    // A closed watch is listed until the event loop has gone round; waiting takes a timer of its own.
    await pause(100);
    expect(resources()).toBeLessThanOrEqual(before);
  });

  test('is refused where the folder is not there, or was never granted', async () => {
    const studio = testStudio();
    const gone = studio.tickets.grant(join(await temporaryFolder(), 'gone'));
    expect(await watchOf(studio, gone).ended).toMatchObject({ code: 'FileUnreadable' });
    expect(await watchOf(studio, '/etc').ended).toMatchObject({ code: 'Usage' });
  });

  test('outlives its folder', async () => {
    const { folder, changes } = await opened();
    await rename(folder, `${folder}-away`);
    await vi.waitFor(
      () => expect(changes.filter(({ change }) => change === 'removed')).toHaveLength(2),
      soon,
    );
    await rename(`${folder}-away`, folder);
    await vi.waitFor(() => expect(texts(changes)).toHaveLength(2), soon);
  });
});

describe('where the system has no watches left', () => {
  test('looks by itself, at the texts and at everything else', async () => {
    const folder = await sampleProject(['my-app:1'], { 'src/main.py': 'one\n' });
    const refuse = () => {
      throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
    };
    const { changes } = watched((signal, report) =>
      watchProject(folder, { revisions: undefined, signal, report, watch: refuse as never }),
    );
    await pause(300);
    await writeFile(join(folder, 'app.json'), '{"theirs": 1}');
    await vi.waitFor(() => expect(texts(changes)).toEqual([['app.json', '{"theirs": 1}']]), soon);
    await vi.waitFor(() => expect(changes).toContainEqual({ change: 'facts' }), soon);
    await pause(1700);
    changes.length = 0;
    await writeFile(join(folder, 'src', 'main.py'), 'another\n');
    await vi.waitFor(() => expect(changes).toEqual([{ change: 'facts' }]), soon);
  });
});
