import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { BundleOutput } from '../../shared/contract/outputs.ts';
import { formatBytes } from '../../shared/report/format.ts';
import { sampleArchive } from '../support/archive-bytes.ts';
import { lineOf, retypeLine } from '../support/browser.ts';
import { busyboxImage, describeWith, dockerEngine } from '../support/engines.ts';
import { gantry } from '../support/gantry-process.ts';
import { studioHosts } from '../support/studio-hosts.ts';
import { temporaryFolder } from '../support/temp-folder.ts';

const commentsOf = (text: string): readonly string[] =>
  text.split('\n').flatMap((line) => (line.includes('#') ? line.slice(line.indexOf('#')) : []));

const journey =
  'makes a project, breaks it, repairs it, adds to it, and exports the bytes that gantry bundle writes';

describeWith(['chromium', 'docker engine'], 'from nothing to a bundle', () => {
  describe.each(studioHosts)('host: $name', ({ name, missing, open }) => {
    test.skipIf(missing !== undefined)(
      `${journey} (host: ${name}${missing === undefined ? '' : `; skipped: ${missing}`})`,
      async () => {
        const home = await temporaryFolder();
        const docker = await dockerEngine();
        const { page, complaints, choose } = await open({ home, engine: docker.endpoint });

        // A new project from a template, in a folder of the user's choice.
        await page.getByRole('button', { name: /^New from template/ }).click();
        const creating = page.getByRole('dialog', { name: 'New project' });
        await creating.getByLabel('Name').fill('Harbour');
        await expect.poll(() => creating.getByLabel(/^Text of/).textContent()).toContain('name: harbour');
        const project = join(home, 'harbour');
        const title = 'Where the project goes';
        await choose(() => creating.getByRole('button', { name: 'Choose a folder and create' }).click(), {
          title,
          kind: 'save',
          path: project,
          pick: async () => {
            const choosing = page.getByRole('dialog', { name: title });
            await choosing.getByLabel('Name of the folder').fill('harbour');
            await choosing.getByRole('button', { name: 'Use this folder' }).click();
          },
        });
        await page.locator('.monaco-editor .view-line').first().waitFor();
        const file = join(project, 'appspec.yaml');
        const fresh = await readFile(file, 'utf8');

        // Broken by hand: the findings appear where they are.
        const finding = (code: string, place: string) =>
          page
            .locator('.problems-row')
            .filter({ hasText: code })
            .filter({ hasText: `appspec.yaml ${place}` });
        const kindLine = lineOf(fresh, 'kind: ReplicaSet');
        const tagLine = lineOf(fresh, 'cohesityTag: ui');
        await retypeLine(page, kindLine, 'kind: Deployment');
        await finding('appspec/kubernetes-only-workload', `${kindLine}:7`).waitFor();
        const [, remark = ''] = /cohesityTag: ui(.*)$/m.exec(fresh) ?? [];
        expect(remark).toContain('#');
        await retypeLine(page, tagLine, `cohesityTag: ux${remark}`);
        await finding('appspec/port-tag', `${tagLine}:20`).waitFor();

        // One repaired by the form, the other by its quick fix.
        const service = page.getByRole('region', { name: 'Service harbour', exact: true });
        await service.getByLabel('Shown as').selectOption('ui');
        await finding('appspec/port-tag', `${tagLine}:20`).waitFor({ state: 'detached' });
        const kind = finding('appspec/kubernetes-only-workload', `${kindLine}:7`);
        await kind.locator('.problems-fix button').click();
        await kind.waitFor({ state: 'detached' });

        // A second Service changes the picture.
        await page.getByRole('tab', { name: 'Topology' }).click();
        const picture = page.getByRole('region', { name: 'Topology' });
        const nodes = picture.locator('[data-node]');
        await nodes.first().waitFor();
        const before = await nodes.count();
        await page.getByRole('tab', { name: /^appspec\.yaml/ }).click();
        await page.getByRole('button', { name: 'Add object' }).click();
        await page.getByRole('menuitem', { name: /^Service/ }).click();
        await page.getByText('Service added.').waitFor();
        await page.getByRole('tab', { name: 'Topology' }).click();
        await expect.poll(() => nodes.count()).toBeGreaterThan(before);

        await page.keyboard.press('Control+s');
        await page.getByText('All changes saved').waitFor();
        const saved = await readFile(file, 'utf8');
        expect(saved).toContain('kind: ReplicaSet');
        expect(saved).toContain(`cohesityTag: ui${remark}\n`);
        expect(saved.match(/^kind: Service$/gm)).toHaveLength(2);
        expect(commentsOf(saved)).toEqual(commentsOf(fresh));

        // The image is on the engine; the archive is given by hand, so that the bytes are the same for both.
        await busyboxImage(docker, 'harbour:latest');
        const archive = join(home, 'harbour.tar');
        await writeFile(archive, await sampleArchive('docker-oci', { tags: ['harbour:latest'] }));
        await page.getByRole('navigation', { name: 'Pages' }).getByRole('button', { name: 'Export' }).click();
        await page.getByRole('main').getByRole('button', { name: 'Export bundle' }).click();
        await expect
          .poll(() => page.locator('.export-ended, .export-facts').allInnerTexts(), { timeout: 30_000 })
          .toEqual([expect.stringContaining('SHA-256')]);

        const give = page.getByRole('button', { name: 'Give an archive for harbour:latest' });
        const titleOfGiving = 'Choose an image archive';
        await choose(() => give.click(), {
          title: titleOfGiving,
          kind: 'open',
          path: archive,
          pick: async () => {
            const giving = page.getByRole('dialog', { name: titleOfGiving });
            await giving.getByRole('navigation', { name: 'Places' }).getByRole('button').first().click();
            await giving.getByRole('option', { name: /^harbour\.tar/ }).click();
            await giving.getByRole('button', { name: 'Choose', exact: true }).click();
          },
        });
        await page.getByText('From harbour.tar, given here').waitFor();
        await page.getByRole('button', { name: 'Export again' }).click();
        await page.getByText('From harbour.tar, given here').waitFor();
        const bundle = join(project, 'harbour-bundle.tar.gz');
        const cli = join(home, 'cli.tar.gz');
        const words = [
          'bundle',
          project,
          '--image',
          `harbour:latest=${archive}`,
          '-o',
          cli,
          '--format',
          'json',
        ];
        const done = await gantry(words);
        expect(done).toMatchObject({ status: 0 });
        const told = JSON.parse(done.stdout) as BundleOutput;
        await expect
          .poll(async () => (await readFile(bundle)).equals(await readFile(cli)), { timeout: 20_000 })
          .toBe(true);

        // Once more, with every layer from the cache: the very same bytes, and the page says so.
        await page.getByRole('button', { name: 'Export again' }).click();
        await expect
          .poll(() => page.locator('.export-facts').allInnerTexts(), { timeout: 20_000 })
          .toEqual([expect.stringMatching(/of which reading back[\s\S]*\b(\d+) of \1 from the cache/)]);
        expect((await readFile(bundle)).equals(await readFile(cli))).toBe(true);

        // What the page says of the file is what is true of it.
        const sha256 = createHash('sha256')
          .update(await readFile(bundle))
          .digest('hex');
        await page.locator('.export-facts').getByText(sha256).waitFor();
        const result = page.getByRole('region', { name: 'Written and verified' });
        expect(await page.locator('.export-facts').textContent()).toContain(formatBytes(told.bytes));
        const rows = async (caption: string): Promise<string[][]> => {
          const body = result.getByRole('table', { name: caption }).locator('tbody tr');
          return Promise.all((await body.all()).map((row) => row.getByRole('cell').allInnerTexts()));
        };
        const trimmed = (table: string[][]): string[][] => table.map((row) => row.map((cell) => cell.trim()));
        expect(trimmed(await rows('In the archive'))).toEqual(
          told.entries.map(({ name, bytes, sha256: sum }) => [name, formatBytes(bytes), sum.slice(0, 12)]),
        );
        expect(trimmed(await rows('Images'))).toEqual(
          told.images.map((image) => [
            image.ref,
            image.platform,
            formatBytes(image.bytes),
            formatBytes(image.compressedBytes),
          ]),
        );
        expect(complaints).toEqual([]);
      },
    );
  });
});
