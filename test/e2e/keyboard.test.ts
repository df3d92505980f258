import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { sampleArchive } from '../support/archive-bytes.ts';
import { openStudio } from '../support/browser.ts';
import { describeWith } from '../support/engines.ts';
import { temporaryFolder } from '../support/temp-folder.ts';

/** Presses Tab until the control of this name, below the header, has the focus. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  const passed: string[] = [];
  while (passed.length < 80) {
    const focused = await page.evaluate(() => {
      const element = document.activeElement;
      // The header has a button of the same name, which only leads to the page.
      if (element?.closest('.shell-header')) return '';
      const label = element instanceof HTMLInputElement ? element.labels?.[0]?.textContent : undefined;
      return element?.getAttribute('aria-label') ?? label ?? element?.textContent ?? '';
    });
    if (name.test(focused)) return;
    passed.push(focused.slice(0, 40));
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab never came to ${name}, but to ${passed.join(' | ')}`);
}

describeWith(['chromium'], 'without a mouse', () => {
  test('leads from Welcome over a new project to a finished export', async () => {
    const home = await temporaryFolder();
    await writeFile(
      join(home, 'harbour.tar'),
      await sampleArchive('docker-oci', { tags: ['harbour:latest'] }),
    );
    const { page, complaints } = await openStudio({ home });
    const { keyboard } = page;
    await page.getByRole('button', { name: /^New from template/ }).waitFor();
    await tabTo(page, /^New from template/);
    await keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'New project' }).waitFor();
    await tabTo(page, /^Name/);
    await keyboard.press('Control+a');
    await keyboard.type('Harbour');
    await keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'Where the project goes' }).waitFor();
    await expect.poll(() => page.getByLabel('Name of the folder').inputValue()).toBe('harbour');
    await page
      .getByRole('option', { name: /^harbour\.tar/ })
      .or(page.getByText('There is no folder in here.'))
      .waitFor();
    await keyboard.press('Enter');
    await page.locator('.monaco-editor .view-line').first().waitFor();

    await keyboard.press('Control+5');
    await page.getByRole('button', { name: 'Give an archive for harbour:latest' }).waitFor();
    await tabTo(page, /^Give an archive for harbour:latest/);
    await keyboard.press('Enter');
    await page.getByRole('option', { name: /^harbour\.tar/ }).waitFor();
    await keyboard.type('harbour.');
    await expect
      .poll(() => page.getByRole('option', { name: /^harbour\.tar/ }).getAttribute('aria-selected'))
      .toBe('true');
    await keyboard.press('Enter');
    await page.getByText('From harbour.tar, given here').waitFor();
    await tabTo(page, /^Export bundle$/);
    await keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Written and verified' }).waitFor();
    expect((await stat(join(home, 'harbour', 'harbour-bundle.tar.gz'))).size).toBeGreaterThan(0);
    expect(complaints).toEqual([]);
  });
});
