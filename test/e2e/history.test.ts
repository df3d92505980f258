/** Form and text share one history: each key takes one step in it, wherever the cursor is. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { openStudio } from '../support/browser.ts';
import { openDesktop } from '../support/desktop.ts';
import { describeWith } from '../support/engines.ts';
import { sampleProject } from '../support/sample-project.ts';

const hosts: Readonly<
  Record<string, (project: string) => Promise<{ page: Page; complaints: readonly string[] }>>
> = {
  'browser studio': (project) => openStudio({ project }),
  'desktop app, stand-in for Electron': (project) => openDesktop({ words: [project] }),
};

describeWith(['chromium'], 'undo and redo', () => {
  test.each(Object.entries(hosts))('go through text and form alike (host: %s)', async (_host, open) => {
    const { page, complaints } = await open(await sampleProject(['my-app:1.0.0']));
    const field = page
      .getByRole('form', { name: 'appspec.yaml, form' })
      .getByLabel('Name', { exact: true })
      .first();
    const lines = page.locator('.monaco-editor .view-lines').first();
    await field.waitFor();
    await lines.waitFor();
    const before = await field.inputValue();
    const seen = async () => ({
      name: await field.inputValue(),
      note: (await lines.innerText()).replaceAll('\u00a0', ' ').includes('# by hand'),
    });
    const steps = {
      neither: { name: before, note: false },
      form: { name: 'renamed-here', note: false },
    };
    const press = async (key: string, then: (typeof steps)[keyof typeof steps]): Promise<void> => {
      await page.keyboard.press(key);
      await expect.poll(seen).toEqual(then);
      // A second answer to the same key would come by now.
      await page.waitForTimeout(150);
      expect(await seen()).toEqual(then);
    };

    await field.fill('renamed-here');
    await expect.poll(seen).toEqual(steps.form);
    await lines.click();
    await page.keyboard.press('Control+Home');
    await page.keyboard.insertText('# by hand ');
    await expect.poll(async () => (await seen()).note).toBe(true);
    await page.keyboard.press('Enter');
    await page.keyboard.press('Control+z');
    await press('Control+z', steps.form);
    await press('Control+z', steps.neither);
    await press('Control+y', steps.form);
    await press('Control+z', steps.neither);
    await press('Control+Shift+z', steps.form);

    await field.focus();
    await press('Control+z', steps.neither);
    await press('Control+Shift+z', steps.form);
    await press('Control+z', steps.neither);
    await press('Control+y', steps.form);
    expect(complaints).toEqual([]);
  });
});
