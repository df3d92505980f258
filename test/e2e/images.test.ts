import { createWriteStream } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { openStudio } from '../support/browser.ts';
import { describeWith } from '../support/engines.ts';
import { fatDockerfile, fatImageArchive, fatReferences } from '../support/fat-image.ts';
import { gantry } from '../support/gantry-process.ts';
import { sampleProject } from '../support/sample-project.ts';

const { app } = fatReferences;

/** A project whose one image is the fat one, in an archive beside it. */
async function fatProject(): Promise<string> {
  const folder = await sampleProject([app], {
    Dockerfile: fatDockerfile,
    'gantry.json': JSON.stringify({ images: { [app]: { archive: 'images/fat.tar' } } }),
  });
  await mkdir(join(folder, 'images'), { recursive: true });
  await pipeline(Readable.from(fatImageArchive(0.02)), createWriteStream(join(folder, 'images', 'fat.tar')));
  return folder;
}

async function openReport(page: Page): Promise<void> {
  await page.getByRole('navigation', { name: 'Pages' }).getByRole('button', { name: 'Images' }).click();
  await page.getByRole('button', { name: `Size report of ${app}` }).click();
  await page.getByRole('tree').getByRole('treeitem').first().waitFor();
}

async function barriers(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`,
  );
}

const activeTile = (page: Page) => page.locator('[role="treeitem"][aria-selected="true"]');

describeWith(['chromium'], 'the size report of an image', () => {
  test('shows what gantry inspect counts, in every view', async () => {
    const project = await fatProject();
    const { page, complaints } = await openStudio({ project });
    await openReport(page);
    const { stdout } = await gantry(['inspect', join(project, 'images', 'fat.tar')]);
    const inspected = stdout.replace(/\s+/g, ' ');

    const budget = page.getByRole('region', { name: 'Size against the limit' });
    const waste = /Waste (\S+ [kM]B)/.exec((await budget.textContent()) ?? '')?.[1] ?? 'none';
    expect(inspected).toContain(waste);
    await page.getByRole('treeitem', { name: /^Copies nobody sees/ }).waitFor();

    await page.getByRole('radio', { name: 'Layers' }).click();
    const layers = page.getByRole('table').getByRole('row');
    expect(await layers.count()).toBe(11);
    expect(await layers.nth(8).textContent()).toContain('npm --prefix frontend ci');

    await page.getByRole('radio', { name: 'Largest files' }).click();
    const files = page.getByRole('listbox', { name: 'Largest files' });
    await files.getByRole('option').first().waitFor();
    expect(await files.getByRole('option').count()).toBeLessThan(60);
    expect(await files.getByRole('option').first().getAttribute('aria-setsize')).toBe('1000');
    await files.focus();
    await page.keyboard.press('End');
    await files.locator('[aria-posinset="1000"][aria-selected="true"]').waitFor();

    await page.getByRole('radio', { name: 'Waste' }).click();
    await page.getByRole('option', { name: /^\/tmp\/models\/model-1\.bin/ }).click();
    const origin = page.getByRole('region', { name: 'Where it comes from' });
    expect(await origin.textContent()).toContain('removed by a later layer');
    expect(await origin.textContent()).toContain('Layer 8');

    await page.getByRole('searchbox').fill('pandas/core_1.py');
    await page
      .getByRole('status')
      .getByText(/^1 file, /)
      .waitFor();
    expect(complaints).toEqual([]);
  });

  test('can be walked by keyboard alone, with a table that follows', async () => {
    const { page } = await openStudio({ project: await fatProject() });
    await openReport(page);
    const tree = page.getByRole('tree');
    await tree.focus();
    await page.keyboard.press('Enter');
    expect(await activeTile(page).getAttribute('aria-label')).toMatch(/^usr, /);
    await page.keyboard.press('ArrowRight');
    expect(await activeTile(page).getAttribute('aria-label')).not.toMatch(/^usr, /);
    await page.keyboard.press('Home');
    await page.keyboard.press('Enter');
    const trail = page.getByRole('navigation', { name: 'Folder shown' });
    await trail.getByRole('button', { name: 'usr' }).waitFor();
    expect(await tree.evaluate((element) => element === document.activeElement)).toBe(true);

    await page.getByRole('radio', { name: 'Table' }).click();
    const rows = page.getByRole('table').getByRole('rowheader');
    expect(await rows.first().textContent()).toContain('lib/');
    await rows.first().getByRole('button').press('Enter');
    await trail.getByRole('button', { name: 'lib', exact: true }).waitFor();

    await page.getByRole('radio', { name: 'Treemap' }).click();
    await tree.focus();
    await page.keyboard.press('Backspace');
    await trail.getByRole('button', { name: 'lib', exact: true }).waitFor({ state: 'detached' });
    expect(await activeTile(page).getAttribute('aria-label')).toMatch(/^lib, /);
    await page.keyboard.press('Escape');
    await trail.getByRole('button', { name: 'usr' }).waitFor({ state: 'detached' });
  });

  test('offers an edit as a diff, makes it in the file, and takes it back', async () => {
    const project = await fatProject();
    const { page } = await openStudio({ project });
    await openReport(page);
    const advice = page.getByRole('region', { name: 'What to do' });
    const card = advice.getByRole('listitem').filter({ hasText: 'apt kept' });
    await card.getByRole('button', { name: 'Show the edit' }).click();
    const diff = card.getByRole('region', { name: 'Change of Dockerfile' });
    expect(await diff.textContent()).toContain('rm -rf /var/lib/apt/lists/*');
    await card.getByRole('button', { name: 'Apply' }).click();
    await card
      .getByRole('status')
      .getByText(/^Changed Dockerfile/)
      .waitFor();
    await page.keyboard.press('Control+s');
    const file = join(project, 'Dockerfile');
    await expect.poll(() => readFile(file, 'utf8')).toContain('rm -rf /var/lib/apt/lists/*');
    await card.getByRole('button', { name: 'Undo' }).click();
    await page.keyboard.press('Control+s');
    await expect.poll(() => readFile(file, 'utf8')).toBe(fatDockerfile);
  });

  test('says what is wrong with an archive, in place, and measures again when it is mended', async () => {
    const project = await fatProject();
    const archive = join(project, 'images', 'fat.tar');
    const { page } = await openStudio({ project });
    await page.getByRole('navigation', { name: 'Pages' }).getByRole('button', { name: 'Images' }).click();
    const button = page.getByRole('button', { name: `Size report of ${app}` });
    await button.waitFor();
    const whole = await readFile(archive);
    await writeFile(archive, whole.subarray(0, whole.length / 2));
    await button.click().catch(() => undefined);
    await page.getByRole('alert').getByText('The image could not be measured').waitFor();
    await writeFile(archive, whole);
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('tree').waitFor();
  });

  test.each(['light', 'dark', 'contrast'] as const)('has no barrier in %s', async (theme) => {
    const colorScheme = theme === 'contrast' ? 'dark' : theme;
    const { page } = await openStudio({
      project: await fatProject(),
      context: { colorScheme, reducedMotion: 'reduce' },
    });
    if (theme === 'contrast') {
      await page.keyboard.press('Control+k');
      await page.keyboard.type('high contrast');
      await page.keyboard.press('Enter');
    }
    await page.locator(`html[data-theme="${theme}"]`).waitFor({ state: 'attached' });
    const found: Record<string, string[]> = {};
    await page.getByRole('navigation', { name: 'Pages' }).getByRole('button', { name: 'Images' }).click();
    await page.getByRole('button', { name: `Size report of ${app}` }).waitFor();
    found.images = await barriers(page);
    await openReport(page);
    await page.getByRole('button', { name: 'Show the edit' }).first().click();
    for (const view of ['Treemap', 'Layers', 'Largest files', 'Waste', 'Table']) {
      await page.getByRole('radio', { name: view, exact: true }).click();
      found[view] = await barriers(page);
    }
    await page.getByRole('radio', { name: 'Treemap' }).click();
    await page.getByRole('radio', { name: 'By layer' }).click();
    found.layers = await barriers(page);
    expect(Object.fromEntries(Object.entries(found).filter(([, list]) => list.length > 0))).toEqual({});
  });
});
