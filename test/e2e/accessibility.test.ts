import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { layerTar } from '../../electron/services/archives/layer-tar.ts';
import { sampleArchive } from '../support/archive-bytes.ts';
import { lineOf, openStudio, retypeLine } from '../support/browser.ts';
import { createdProject } from '../support/created-project.ts';
import { describeWith } from '../support/engines.ts';

/** What axe finds that keeps somebody from using the page. Monaco's own elements are its authors' to mend. */
async function barriers(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).exclude('.monaco-editor').analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
}

const pages = ['Overview', 'Manifests', 'Images', 'Checklist', 'Export', 'Review a bundle', 'Settings'];

describeWith(['chromium'], 'the pages of the studio', () => {
  test.each(['light', 'dark'] as const)('have no serious barrier in %s', async (colorScheme) => {
    const project = await createdProject('stateful', (text) =>
      text.replace('kind: StatefulSet', 'kind: Deployment'),
    );
    const { page } = await openStudio({ project, context: { colorScheme, reducedMotion: 'reduce' } });
    await page.getByText('is Kubernetes, but not allowed').first().waitFor();
    const found: Record<string, string[]> = {};
    for (const name of pages) {
      await page.getByRole('navigation').getByRole('button', { name }).click();
      await page.locator(`.rail [aria-current="page"]`, { hasText: name }).waitFor();
      await page.locator('main .loading').waitFor({ state: 'detached' });
      found[name] = await barriers(page);
    }
    await page.getByRole('navigation').getByRole('button', { name: 'Manifests' }).click();
    for (const tab of [/^app\.json/, /^Topology/]) {
      await page.getByRole('tab', { name: tab }).click();
      await page.locator('main .loading').waitFor({ state: 'detached' });
      found[String(tab)] = await barriers(page);
    }
    await page.getByRole('tab', { name: /^appspec\.yaml/ }).click();
    for (const layout of ['Form', 'Text', 'Both']) {
      await page.getByRole('radio', { name: layout, exact: true }).click();
      await page
        .locator(layout === 'Text' ? '.monaco-editor' : '.manifest-form')
        .first()
        .waitFor();
      found[`layout ${layout}`] = await barriers(page);
    }
    for (const tab of ['Jobs', 'Logs']) {
      await page.getByRole('region', { name: 'Panel' }).getByRole('tab', { name: tab }).click();
      found[tab] = await barriers(page);
    }
    await page.getByRole('navigation').getByRole('button', { name: 'Review a bundle' }).click();
    await page
      .getByRole('main')
      .getByRole('button', { name: /Choose a bundle/ })
      .click();
    await page.getByRole('dialog', { name: 'Review a bundle' }).waitFor();
    found.places = await barriers(page);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+k');
    await page.getByRole('dialog').waitFor();
    found.palette = await barriers(page);
    expect(Object.fromEntries(Object.entries(found).filter(([, list]) => list.length > 0))).toEqual({});
  });

  test.each(['light', 'dark'] as const)(
    'have none where two texts are compared in %s',
    async (colorScheme) => {
      const project = await createdProject('single-container');
      const file = join(project, 'appspec.yaml');
      const text = await readFile(file, 'utf8');
      const { page } = await openStudio({ project, context: { colorScheme, reducedMotion: 'reduce' } });
      await page.locator('.monaco-editor .view-line').first().waitFor();
      const port = lineOf(text, 'port: 8080');
      await retypeLine(page, port, 'port: 9001');
      await writeFile(file, text.replace('port: 8080', 'port: 9002'));
      await page.getByRole('button', { name: 'Compare and choose' }).click();
      await page.getByTestId('diff').waitFor();
      expect(await barriers(page)).toEqual([]);
    },
  );

  test.each(['light', 'dark'] as const)(
    'have none while a bundle is exported, and when it is written, in %s',
    async (colorScheme) => {
      const project = await createdProject('single-container');
      const text = await readFile(join(project, 'appspec.yaml'), 'utf8');
      const reference = /image: (\S+)/.exec(text)?.[1] ?? '';
      const noise = layerTar([{ path: 'noise', mode: 0o644, content: randomBytes(48 << 20) }]);
      await writeFile(
        join(project, 'saved.tar'),
        await sampleArchive('docker', { tags: [reference], layers: [noise] }),
      );
      await writeFile(
        join(project, 'gantry.json'),
        JSON.stringify({ images: { [reference]: { archive: 'saved.tar' } } }),
      );
      const { page, server } = await openStudio({
        project,
        context: { colorScheme, reducedMotion: 'reduce' },
      });
      await page.getByRole('navigation').getByRole('button', { name: 'Export' }).click();
      await page.getByRole('main').getByRole('button', { name: 'Export bundle' }).click();
      await page.getByRole('progressbar').first().waitFor();
      // Held, so that it is looked at while it runs, however fast the machine is.
      server.kill('SIGSTOP');
      const running = await barriers(page);
      expect(await page.getByRole('heading', { name: 'Exporting' }).count()).toBe(1);
      server.kill('SIGCONT');
      await page.getByRole('heading', { name: 'Written and verified' }).waitFor();
      expect({ running, written: await barriers(page) }).toEqual({ running: [], written: [] });
    },
  );

  test.each(['light', 'dark'] as const)('begin with a Welcome without one in %s', async (colorScheme) => {
    const { page } = await openStudio({ context: { colorScheme, reducedMotion: 'reduce' } });
    await page.getByRole('button', { name: /^New from template/ }).waitFor();
    expect(await barriers(page)).toEqual([]);
    await page.getByRole('button', { name: /^New from template/ }).click();
    await page
      .getByRole('dialog', { name: 'New project' })
      .getByLabel(/^Text of/)
      .waitFor();
    expect(await barriers(page)).toEqual([]);
  });
});
