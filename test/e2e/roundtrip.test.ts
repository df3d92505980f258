import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openStudio } from '../support/browser.ts';
import { describeWith } from '../support/engines.ts';
import { sampleProject } from '../support/sample-project.ts';

const fixtures = new URL('../fixtures/conformance/', import.meta.url);

describeWith(['chromium'], 'form, text and form again', () => {
  test.each([
    'anchors-and-aliases.yaml',
    'byte-order-mark.yaml',
    'env-two-distinct.yaml',
    'memory-gibi.yaml',
  ])('sets a field of %s by the form and takes it back to the very same bytes', async (name) => {
    const text = await readFile(new URL(name, fixtures));
    const project = await sampleProject([], { 'appspec.yaml': text });
    const file = join(project, 'appspec.yaml');
    const { page, complaints } = await openStudio({ project });
    const field = page
      .getByRole('form', { name: 'appspec.yaml, form' })
      .getByLabel('Name', { exact: true })
      .first();
    await field.waitFor();
    const before = await field.inputValue();
    await field.fill('renamed-here');
    await page.getByText('1 file not saved').waitFor();
    await page.keyboard.press('Control+s');
    await page.getByText('All changes saved').waitFor();
    const changed = await readFile(file, 'utf8');
    expect(changed.replace('renamed-here', before)).toBe(text.toString());

    // What is written outside comes back into the form.
    await writeFile(file, changed.replace('renamed-here', 'renamed-there'));
    await expect.poll(() => field.inputValue()).toBe('renamed-there');
    for (let steps = 0; (await field.inputValue()) !== before && steps < 20; steps++)
      await page.keyboard.press('Control+z');
    await expect.poll(() => field.inputValue()).toBe(before);
    await page.keyboard.press('Control+s');
    await expect.poll(async () => (await readFile(file)).equals(text)).toBe(true);
    expect(complaints).toEqual([]);
  });
});
