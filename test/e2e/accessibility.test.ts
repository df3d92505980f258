import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { openStudio } from '../support/browser.ts';
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
    await page.keyboard.press('Control+k');
    await page.getByRole('dialog').waitFor();
    found.palette = await barriers(page);
    expect(Object.fromEntries(Object.entries(found).filter(([, list]) => list.length > 0))).toEqual({});
  });

  test.each(['light', 'dark'] as const)('begin with a Welcome without one in %s', async (colorScheme) => {
    const { page } = await openStudio({ context: { colorScheme, reducedMotion: 'reduce' } });
    await page.getByRole('button', { name: /^New from template/ }).waitFor();
    expect(await barriers(page)).toEqual([]);
  });
});
