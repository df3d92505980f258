/** The review for whoever sees, hears or works it otherwise. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { openStudio } from '../support/browser.ts';
import { describeWith } from '../support/engines.ts';
import { choose, homeWithBundles, newer, older, review, tab } from '../support/review-page.ts';

/** What axe finds, whatever its weight. Monaco's own elements are its authors' to mend. */
async function barriers(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .exclude('.monaco-editor, .monaco-diff-editor')
    .analyze();
  return violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`,
  );
}

describeWith(['chromium'], 'the review', () => {
  test('is worked wholly by keyboard', async () => {
    const home = await homeWithBundles();
    const { page } = await openStudio({ home });
    await page.getByRole('button', { name: /^New from template/ }).waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.type('review a bundle');
    await page.keyboard.press('Enter');
    await page
      .getByRole('dialog', { name: 'Review a bundle' })
      .getByRole('option', { name: newer })
      .waitFor();
    await page.keyboard.type('tide-table-1.3');
    await page.keyboard.press('Enter');
    await tab(page, /^Summary/).focus();
    // The focus follows a key a moment later: who types faster than that types on the tab before.
    for (const name of ['Manifests', 'Topology', 'Images']) {
      await page.keyboard.press('ArrowRight');
      await tab(page, name).and(page.locator(':focus')).waitFor();
    }
    await page.keyboard.press('End');
    await tab(page, 'Hand over').and(page.locator(':focus')).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Your decision' }).waitFor();
    await page.getByRole('radio', { name: 'Undecided' }).focus();
    // The choice follows the focus while the key is down, as it is under a finger.
    await page.keyboard.down('ArrowLeft');
    await page.getByRole('radio', { name: 'Reject' }).and(page.locator(':focus')).waitFor();
    await page.keyboard.up('ArrowLeft');
    await expect
      .poll(() => page.getByRole('radio', { name: 'Reject' }).getAttribute('aria-checked'))
      .toBe('true');
  });

  test.each(['light', 'dark', 'contrast'] as const)('has no barrier in %s', async (theme) => {
    const home = await homeWithBundles();
    const { page } = await openStudio({
      home,
      context: { reducedMotion: 'reduce', colorScheme: theme === 'light' ? 'light' : 'dark' },
    });
    await page.getByRole('button', { name: /^New from template/ }).waitFor();
    if (theme === 'contrast') {
      await page.keyboard.press('Control+k');
      await page.getByRole('dialog').waitFor();
      await page.keyboard.type('contrast');
      await page.keyboard.press('Enter');
    }
    await page.locator(`html[data-theme="${theme}"]`).waitFor({ state: 'attached' });
    await review(page, newer);
    await tab(page, /^Compare/).click();
    await page.getByRole('button', { name: 'Choose an earlier bundle' }).click();
    await choose(page, 'Compare with an earlier one', older, 'Compare');
    await page.getByText('The version rose').waitFor();
    const found: Record<string, string[]> = {};
    const look = async (name: string): Promise<void> => {
      await page.locator('main .loading').waitFor({ state: 'detached' });
      const list = await barriers(page);
      if (list.length > 0) found[name] = list;
    };
    await look('meaning');
    for (const part of [/^Texts/, /^Images/, /^Entries/]) {
      await page.getByRole('radio', { name: part }).click();
      await look(String(part));
    }
    for (const name of ['Summary', 'Manifests', 'Topology', 'Images', 'Contents', 'Hand over']) {
      await tab(page, new RegExp(`^${name}`)).click();
      await look(name);
    }
    expect(found).toEqual({});
  });
});
