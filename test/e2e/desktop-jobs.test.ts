/** What the desktop app does about work that lasts: the question, the bar, the notification. Host: the stand-in. */
import { access, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { type DesktopWindow, openDesktop } from '../support/desktop.ts';
import { busyboxImage, describeWith, dockerEngine } from '../support/engines.ts';
import { gatedEngine } from '../support/gated-engine.ts';
import { sampleProject } from '../support/sample-project.ts';

const image = 'my-app:1.0.0';
const jobIsLongMs = 10_000;

/** A desktop whose export waits for its image. */
async function exporting() {
  const docker = await dockerEngine();
  await busyboxImage(docker, image);
  const gate = await gatedEngine(docker.socket);
  const project = await sampleProject([image]);
  const desktop = await openDesktop({ words: [project], engine: gate.endpoint });
  const { page } = desktop;
  await page.getByRole('navigation', { name: 'Pages' }).getByRole('button', { name: 'Export' }).click();
  const ended = page.locator('.export-ended');
  await page
    .getByRole('main')
    .getByRole('button', { name: /^Export (?:bundle|again)$/ })
    .click();
  const failed = ended.waitFor({ timeout: 60_000 }).then(async () => await ended.innerText());
  // Its page goes with the test.
  failed.catch(() => undefined);
  const words = await Promise.race([gate.asked, failed]);
  if (words !== undefined) throw new Error(`the export never came to its image: ${words}`);
  return { ...desktop, gate, project };
}

/** How far the bar in the dock or the task bar is; -1 is none. */
const bars = ({ app }: Pick<DesktopWindow, 'app'>) =>
  app.records<{ progress: number }>('progress').map(({ progress }) => progress);

describeWith(
  ['chromium', 'docker engine'],
  'the desktop app while a job runs (host: stand-in for Electron)',
  () => {
    test('shows that it works, stays when told to, and tells of the end in the background', async () => {
      const desktop = await exporting();
      const { app, gate, page, project } = desktop;
      const began = performance.now();
      expect(bars(desktop).at(-1)).toBeGreaterThanOrEqual(0);
      await app.answer(0);
      await app.ask({ do: 'quit' });
      await vi.waitFor(() => expect(app.records('dialog')).toHaveLength(1));
      expect(app.records<{ options: object }>('dialog')[0]?.options).toMatchObject({
        message: 'Gantry is still exporting a bundle.',
        buttons: ['Keep Working', 'Stop and Close'],
        defaultId: 0,
        cancelId: 0,
      });
      await app.ask({ do: 'blur' });
      await setTimeout(jobIsLongMs - (performance.now() - began));
      expect(app.records('notification')).toEqual([]);
      gate.open();
      await vi.waitFor(
        async () =>
          expect({
            told: app.records('notification'),
            // Empty unless the export failed; then this says why.
            failure: await page.locator('.export-ended').allInnerTexts(),
          }).toEqual({ told: [{ title: 'Gantry', body: 'The export is done.' }], failure: [] }),
        { timeout: 20_000 },
      );
      expect(bars(desktop).at(-1)).toBe(-1);
      await access(join(project, 'my-app-bundle.tar.gz'));
    });

    test('stops the job when told to, and leaves nothing half written', async () => {
      const { app, project } = await exporting();
      await app.answer(1);
      await app.ask({ do: 'quit' });
      expect(await app.ended()).toBe(0);
      expect(app.records('dialog')).toHaveLength(1);
      expect(app.records('notification')).toEqual([]);
      expect((await readdir(project)).sort()).toEqual(['app.json', 'appspec.yaml']);
    });
  },
);
