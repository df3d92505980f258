/// <reference lib="dom" />
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openStudio } from '../support/browser.ts';
import { createdProject } from '../support/created-project.ts';
import { describeWith } from '../support/engines.ts';
import { isKept } from '../support/kept-text.ts';
import { temporaryFolder } from '../support/temp-folder.ts';

/** Gives the Service of a template a second port, and the first one a comment. */
const twoPorts = (text: string): string =>
  text.replace(
    /( +)- name: http\n/,
    '$1# The first.\n$1- name: http\n$1  protocol: TCP\n$1  port: 8080\n$1- name: other\n',
  );

describeWith(['chromium'], 'the window of the studio', () => {
  test('comes back as it was left: page, bottom panel, sizes of the panes', async () => {
    const project = await createdProject('sidecar');
    const home = await temporaryFolder();
    const { page, complaints } = await openStudio({ project, home });
    await page.locator('.object-card').first().waitFor();
    const form = page.locator('.manifest-form');
    const before = (await form.boundingBox())?.width ?? 0;
    await page.getByRole('separator', { name: 'Width of the form and the text' }).focus();
    for (let press = 0; press < 3; press++) await page.keyboard.press('ArrowRight');
    const moved = (await form.boundingBox())?.width ?? 0;
    expect(moved).toBeGreaterThan(before + 20);
    await page.getByRole('button', { name: 'Close the panel' }).click();
    await page.getByRole('navigation').getByRole('button', { name: 'Images' }).click();
    // What is remembered is written a moment after it changed.
    await expect.poll(() => isKept(home, '"page": "images"')).toBe(true);
    await page.reload();
    await page.getByRole('heading', { name: 'Images', level: 1 }).waitFor();
    await page.getByRole('navigation').getByRole('button', { name: 'Manifests' }).click();
    await page.locator('.object-card').first().waitFor();
    expect(Math.abs(((await form.boundingBox())?.width ?? 0) - moved)).toBeLessThan(3);
    expect(await page.getByRole('region', { name: 'Panel' }).count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  test('creates a manifest that the project lacks', async () => {
    const project = await createdProject('single-container');
    await rm(join(project, 'app.json'));
    const { page, complaints } = await openStudio({ project });
    await page.getByRole('tab', { name: /^app\.json/ }).click();
    await page.getByRole('button', { name: 'Create app.json' }).click();
    await page.getByRole('form', { name: 'app.json, form' }).getByLabel('Version', { exact: true }).waitFor();
    expect(JSON.parse(await readFile(join(project, 'app.json'), 'utf8'))).toMatchObject({
      name: expect.any(String),
      version: expect.any(String),
    });
    expect(complaints).toEqual([]);
  });

  test('leads from a finding in a Dockerfile to its line, where it can be repaired', async () => {
    const project = await createdProject('single-container');
    const file = join(project, 'Dockerfile');
    await writeFile(
      file,
      `${await readFile(file, 'utf8')}ENV API_TOKEN=ghp_0123456789abcdefghijABCDEFGHIJ012345\n`,
    );
    const { page, complaints } = await openStudio({ project });
    await page
      .locator('.problems-row')
      .filter({ hasText: 'Dockerfile' })
      .first()
      .locator('[data-line]')
      .click();
    await page.getByTestId('text-Dockerfile').waitFor();
    await expect.poll(() => page.locator('.monaco-editor .view-lines').first().innerText()).toContain('ghp_');
    await page.keyboard.press('End');
    await page.keyboard.press('Control+Shift+K');
    await page.keyboard.press('Control+s');
    await expect.poll(() => readFile(file, 'utf8')).not.toContain('ghp_');
    await page
      .locator('.problems-row')
      .filter({ hasText: 'Dockerfile' })
      .first()
      .waitFor({ state: 'detached' });
    expect(complaints).toEqual([]);
  });

  test('moves a row of an object by the keyboard, with its comment', async () => {
    const project = await createdProject('single-container', twoPorts);
    const { page, complaints } = await openStudio({ project });
    const grip = page.getByRole('button', { name: 'Move port 1 of 2: arrow up or down' });
    await grip.focus();
    await page.keyboard.press('ArrowDown');
    await page.getByText('Port moved to place 2 of 2.').waitFor();
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.getAttribute('aria-label')))
      .toBe('Move port 2 of 2: arrow up or down');
    await page.keyboard.press('Control+s');
    await expect
      .poll(() => readFile(join(project, 'appspec.yaml'), 'utf8'))
      .toMatch(/- name: other\n[\s\S]*# The first\.\n +- name: http\n/);
    expect(complaints).toEqual([]);
  });

  test('moves a row of an object by the pointer, showing where it goes, and back', async () => {
    const project = await createdProject('single-container', twoPorts);
    const file = join(project, 'appspec.yaml');
    const before = await readFile(file, 'utf8');
    const { page, complaints } = await openStudio({ project });
    const rows = page.getByRole('group', { name: 'Ports' }).first().locator('.form-row-block');
    // The page of a busy machine takes its time to come.
    await rows.nth(1).waitFor();
    expect(await rows.count()).toBe(2);
    const drag = async (from: number, to: number): Promise<void> => {
      const grip = await page
        .getByRole('button', { name: `Move port ${from} of 2: arrow up or down` })
        .boundingBox();
      const target = await rows.nth(to - 1).boundingBox();
      if (!grip || !target) throw new Error('a row is not on the screen');
      await page.mouse.move(grip.x + grip.width / 2, grip.y + grip.height / 2);
      await page.mouse.down();
      await page.mouse.move(grip.x + grip.width / 2, target.y + target.height / 2, { steps: 4 });
    };
    await drag(1, 2);
    await expect.poll(() => rows.nth(1).getAttribute('data-drop')).toBe('behind');
    await page.mouse.up();
    await page.getByText('Port moved to place 2 of 2.').waitFor();
    expect(await rows.nth(1).getAttribute('data-drop')).toBeNull();
    await page.keyboard.press('Control+s');
    await expect
      .poll(() => readFile(file, 'utf8'))
      .toMatch(/- name: other\n[\s\S]*# The first\.\n +- name: http\n/);
    await drag(2, 1);
    await expect.poll(() => rows.first().getAttribute('data-drop')).toBe('before');
    await page.mouse.up();
    await page.getByText('Port moved to place 1 of 2.').waitFor();
    // Let go where it was taken, a row stays.
    await drag(1, 1);
    await page.mouse.up();
    await page.keyboard.press('Control+s');
    await expect.poll(() => readFile(file, 'utf8')).toBe(before);
    expect(complaints).toEqual([]);
  });

  test('says that a browser keeps to itself where a dropped file lies, and asks for it', async () => {
    const { page, complaints } = await openStudio();
    await page.getByRole('button', { name: /^New from template/ }).waitFor();
    await page.evaluate(() => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File(['x'], 'harbour-bundle.tar.gz'));
      for (const kind of ['dragenter', 'drop'])
        window.dispatchEvent(new DragEvent(kind, { dataTransfer, bubbles: true, cancelable: true }));
    });
    const dialog = page.getByRole('dialog', { name: 'Review a bundle' });
    await dialog.getByText('does not tell where “harbour-bundle.tar.gz” lies').waitFor();
    expect(complaints).toEqual([]);
  });
});
