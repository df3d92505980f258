/** The review's page as tests work it. */
import type { Page } from 'playwright-core';
import { packedByHand, reviewedFiles } from './review-bundles.ts';
import { temporaryFolder } from './temp-folder.ts';

/** Both versions of the bundle, by file name. */
export const [older, newer] = ['tide-table-1.2.3-bundle.tar.gz', 'tide-table-1.3.0-bundle.tar.gz'];

/** A home with both versions of a bundle made by hand. */
export async function homeWithBundles(): Promise<string> {
  const home = await temporaryFolder();
  await packedByHand(home, older, await reviewedFiles('first'));
  await packedByHand(home, newer, await reviewedFiles('second'));
  return home;
}

/** Chooses what exists in the page's own dialog. */
export async function choose(page: Page, dialog: string, name: string, action: string): Promise<void> {
  const choosing = page.getByRole('dialog', { name: dialog });
  await choosing.getByRole('option', { name: new RegExp(`^${name.replaceAll('.', '\\.')}`) }).click();
  await choosing.getByRole('button', { name: action, exact: true }).click();
  await choosing.waitFor({ state: 'detached' });
}

/** Names what is to be written in the page's own dialog. */
export async function nameFile(
  page: Page,
  dialog: string,
  field: string,
  name: string,
  action: string,
): Promise<void> {
  const choosing = page.getByRole('dialog', { name: dialog });
  await choosing.getByLabel(field).fill(name);
  await choosing.getByRole('button', { name: action, exact: true }).click();
  await choosing.waitFor({ state: 'detached' });
}

/** Opens a bundle of the home in the review. */
export async function review(page: Page, name: string): Promise<void> {
  await page
    .getByRole('navigation', { name: 'Pages' })
    .getByRole('button', { name: 'Review a bundle' })
    .click();
  await page.getByRole('button', { name: 'Choose a bundle' }).click();
  await choose(page, 'Review a bundle', name, 'Review');
}

/** A tab of the review. */
export const tab = (page: Page, name: string | RegExp) =>
  page.getByRole('tablist', { name: 'Parts of the review' }).getByRole('tab', { name });
