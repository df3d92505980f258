import { createWriteStream } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import type { InspectOutput } from '../../shared/contract/outputs.ts';
import { formatBytes } from '../../shared/report/format.ts';
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

/**
 * Every rule that any element of the whole page breaks, and what is wrong with which. The splitter lies between two landmarks and
 * so in neither.
 */
async function barriers(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).exclude('.splitter').analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary = '' }) => `${id}: ${target.join(' ')}: ${failureSummary}`),
  );
}

const activeTile = (page: Page) => page.locator('[role="treeitem"][aria-selected="true"]');

describeWith(['chromium'], 'the size report of an image', () => {
  test('shows what gantry inspect counts, in every view', async () => {
    const project = await fatProject();
    const { page, complaints } = await openStudio({ project });
    await openReport(page);
    const { stdout } = await gantry(['inspect', join(project, 'images', 'fat.tar'), '--format', 'json']);
    const inspected = (JSON.parse(stdout) as InspectOutput).images[0];
    if (inspected === undefined) throw new Error('nothing was inspected');

    const budget = await page.getByRole('region', { name: 'Size against the limit' }).textContent();
    expect(budget).toContain(`Waste ${formatBytes(inspected.wastedBytes ?? 0)}`);
    expect(budget).toContain(`${formatBytes(500e6 - inspected.bytes)} below`);
    expect(budget).toContain(`${formatBytes(inspected.compressedBytes ?? 0)} compressed`);
    await page.getByRole('treeitem', { name: /^Copies nobody sees/ }).waitFor();

    await page.getByRole('radio', { name: 'Layers' }).click();
    const layers = page.getByRole('table').getByRole('row');
    expect(await layers.count()).toBe(inspected.layers.length + 1);
    for (const [i, { bytes, wastedBytes = 0, added = 0 }] of inspected.layers.entries()) {
      const shown = await layers.nth(i + 1).textContent();
      expect(shown).toContain(formatBytes(bytes));
      if (wastedBytes > 0) expect(shown).toContain(formatBytes(wastedBytes));
      if (added > 0) expect(shown).toContain(`${added} new`);
    }
    expect(await layers.nth(8).textContent()).toContain('npm --prefix frontend ci');

    await page.getByRole('radio', { name: 'Largest files' }).click();
    const files = page.getByRole('listbox', { name: 'Largest files' });
    await files.getByRole('option').first().waitFor();
    expect(await files.getByRole('option').count()).toBeLessThan(60);
    expect(await files.getByRole('option').first().getAttribute('aria-setsize')).toBe('1000');
    for (const [i, { path, bytes, layer }] of (inspected.largest ?? []).slice(0, 10).entries()) {
      const shown = await files.getByRole('option').nth(i).textContent();
      expect(shown).toContain(path);
      expect(shown).toContain(`Layer ${layer + 1} `);
      expect(shown).toContain(formatBytes(bytes));
    }
    await files.focus();
    await page.keyboard.press('End');
    await files.locator('[aria-posinset="1000"][aria-selected="true"]').waitFor();

    await page.getByRole('radio', { name: 'Waste' }).click();
    await page.getByRole('option', { name: /^\/tmp\/models\/model-1\.bin/ }).click();
    const origin = page.getByRole('region', { name: 'Where it comes from' });
    expect(await origin.textContent()).toContain('removed by a later layer');
    expect(await origin.textContent()).toContain('Layer 8');

    await page.getByRole('searchbox', { name: 'Find files' }).fill('pandas/core_1.py');
    await page
      .getByRole('status')
      .getByText(/^1 file, /)
      .waitFor();
    expect(complaints).toEqual([]);
  });

  test('shows what it knows before the tree is read, and nothing moves when it is', async () => {
    const { page } = await openStudio({ project: await fatProject() });
    // The worker that reads the tree comes late.
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    await page.route(/facts-worker/, async (route) => {
      await released;
      await route.continue();
    });
    await page.getByRole('navigation', { name: 'Pages' }).getByRole('button', { name: 'Images' }).click();
    await page.getByRole('button', { name: `Size report of ${app}` }).click();
    const budget = page.getByRole('region', { name: 'Size against the limit' });
    await budget.getByText(/^Waste /).waitFor();
    await page.getByRole('region', { name: 'What to do' }).getByText('apt kept').waitFor();
    expect(await page.getByRole('tree').count()).toBe(0);
    await page.getByRole('radio', { name: 'Layers' }).click();
    expect(await page.getByRole('table').getByRole('row').count()).toBe(11);
    await page.getByRole('radio', { name: 'Treemap' }).click();
    const places = () =>
      page
        .locator('.size-budget, .size-toolbar, .size-main, .origin-strip, .advice')
        .evaluateAll((parts) => parts.map((part) => [part.className, part.getBoundingClientRect().top]));
    const before = await places();
    release();
    await page.getByRole('tree').getByRole('treeitem').first().waitFor();
    expect(await places()).toEqual(before);
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

  test('makes a .dockerignore where the project has none', async () => {
    const project = await fatProject();
    const { page } = await openStudio({ project });
    await openReport(page);
    const card = page
      .getByRole('region', { name: 'What to do' })
      .getByRole('listitem')
      .filter({ has: page.getByRole('button', { name: 'Show the edit' }), hasText: '.dockerignore' })
      .first();
    await card.getByRole('button', { name: 'Show the edit' }).click();
    const diff = page.getByRole('region', { name: 'Change of .dockerignore' });
    expect(await diff.textContent()).toContain('.git');
    await page.locator('.advice-edit').getByRole('button', { name: 'Apply' }).click();
    await page.getByText(/^Changed \.dockerignore/).waitFor();
    const file = join(project, '.dockerignore');
    await expect(readFile(file)).rejects.toThrow('ENOENT');
    await page.keyboard.press('Control+s');
    await expect.poll(() => readFile(file, 'utf8').catch(() => '')).toContain('.git');
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
      // The keys mean something once the page is there.
      await page.getByRole('navigation', { name: 'Pages' }).waitFor();
      await page.keyboard.press('Control+k');
      const palette = page.getByRole('dialog');
      await palette.getByRole('combobox').fill('high contrast');
      await palette.getByRole('option', { name: /high contrast/i }).waitFor();
      await page.keyboard.press('Enter');
    }
    await page.locator(`html[data-theme="${theme}"]`).waitFor({ state: 'attached' });
    const found: Record<string, string[]> = {};
    await page.getByRole('navigation', { name: 'Pages' }).getByRole('button', { name: 'Images' }).click();
    await page.getByRole('button', { name: `Size report of ${app}` }).waitFor();
    found.images = await barriers(page);
    await openReport(page);
    await page.getByRole('button', { name: 'Show the edit' }).first().click();
    for (const view of ['Layers', 'Largest files', 'Waste', 'Table']) {
      await page.getByRole('radio', { name: view, exact: true }).click();
      found[view] = await barriers(page);
    }
    await page.getByRole('radio', { name: 'Treemap' }).click();
    await page.getByRole('radio', { name: 'By layer' }).click();
    found.layers = await barriers(page);
    expect(Object.fromEntries(Object.entries(found).filter(([, list]) => list.length > 0))).toEqual({});
  });
});
