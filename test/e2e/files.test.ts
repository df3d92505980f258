import { execFileSync } from 'node:child_process';
import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, onTestFinished, test } from 'vitest';
import {
  endServer,
  freePort,
  goToLine,
  lineOf,
  openPage,
  openStudio,
  retypeLine,
  startStudio,
} from '../support/browser.ts';
import { describeWith } from '../support/engines.ts';
import { isKept } from '../support/kept-text.ts';
import { sampleProject } from '../support/sample-project.ts';
import { temporaryFolder } from '../support/temp-folder.ts';

const reference = 'my-app:1.0';
const portLine = (text: string): number => lineOf(text, '- port: 8080');

async function openSpec(folder: string): Promise<string> {
  return await readFile(join(folder, 'appspec.yaml'), 'utf8');
}

const textShown = async (page: Page): Promise<string> =>
  (await page.locator('.monaco-editor .view-lines').first().innerText()).replaceAll('\u00a0', ' ');

async function textReady(page: Page): Promise<void> {
  await page.locator('.monaco-editor .view-line').first().waitFor();
}

describeWith(['chromium'], 'the files of an open project', () => {
  test('restores unsaved text after the page crashed', async () => {
    const project = await sampleProject([reference]);
    const home = await temporaryFolder();
    const { page, browser, server } = await openStudio({ project, home });
    await textReady(page);
    const text = await openSpec(project);
    await retypeLine(page, portLine(text), '- port: 9123');
    await page.getByText('1 file not saved').waitFor();
    await expect.poll(() => isKept(home, '9123')).toBe(true);
    await browser.close();
    await endServer(server);

    const again = await openStudio({ project, home });
    await again.page.getByText('Unsaved text of appspec.yaml from before was restored.').waitFor();
    await expect.poll(() => textShown(again.page)).toContain('- port: 9123');
    expect(await openSpec(project)).toBe(text);
    await again.page.keyboard.press('Control+s');
    await expect.poll(() => openSpec(project)).toContain('- port: 9123');
    expect(again.complaints).toEqual([]);
  });

  test('merges what another program wrote elsewhere and offers a comparison where both changed one place', async () => {
    const project = await sampleProject([reference]);
    const file = join(project, 'appspec.yaml');
    const { page, complaints } = await openStudio({ project });
    await textReady(page);
    const text = await openSpec(project);
    await retypeLine(page, portLine(text), '- port: 9123');
    await page.getByText('1 file not saved').waitFor();
    await appendFile(file, '# written by another program\n');
    await page.getByText('Changes of another program to appspec.yaml were merged with yours.').waitFor();
    await page.keyboard.press('Control+s');
    await page.getByText('All changes saved').waitFor();
    const merged = await openSpec(project);
    expect(merged).toBe(`${text.replace('- port: 8080', '- port: 9123')}# written by another program\n`);

    await retypeLine(page, portLine(text), '- port: 9200');
    await page.getByText('1 file not saved').waitFor();
    await writeFile(file, merged.replace('- port: 9123', '- port: 9300'));
    await page.getByRole('button', { name: 'Compare and choose' }).click();
    const comparing = page.getByRole('dialog', { name: 'appspec.yaml changed in two places' });
    await expect.poll(() => comparing.innerText()).toContain('9300');
    await expect.poll(() => comparing.innerText()).toContain('9200');
    expect(await openSpec(project)).toContain('9300');
    await comparing.getByRole('button', { name: 'Keep and save yours' }).click();
    await expect.poll(() => openSpec(project)).toBe(merged.replace('- port: 9123', '- port: 9200'));
    expect(complaints).toEqual([]);
  });

  test('keeps two windows on one project from overwriting each other', async () => {
    const project = await sampleProject([reference]);
    const { page, context, complaints } = await openStudio({ project });
    await textReady(page);
    const text = await openSpec(project);
    const second = await openPage(context, page.url(), complaints as string[]);
    await textReady(second);
    await retypeLine(page, portLine(text), '- port: 9001');
    await retypeLine(second, portLine(text), '- port: 9002');
    await page.keyboard.press('Control+s');
    await expect.poll(() => openSpec(project)).toContain('9001');
    await second.keyboard.press('Control+s');
    await second.getByRole('button', { name: 'Compare and choose' }).waitFor();
    expect(await openSpec(project)).toContain('9001');
    expect(await textShown(second)).toContain('9002');
    expect(complaints).toEqual([]);
  });

  test('says that its server is gone, loses no text, and saves it to a server started anew', async () => {
    const project = await sampleProject([reference]);
    const home = await temporaryFolder();
    const port = await freePort();
    const { page, context, server, complaints } = await openStudio({ project, home, port });
    await textReady(page);
    const text = await openSpec(project);
    await endServer(server);
    await page.getByText('Gantry’s own server does not answer').waitFor();
    await page.getByText('Reconnecting …').waitFor();
    await retypeLine(page, portLine(text), '- port: 9123');

    // A server started anew lets in nobody without its own address.
    const { url } = await startStudio({ home, port });
    const welcome = await openPage(context, url, []);
    await page.bringToFront();
    await page.getByText('Studio in the browser').waitFor();
    await welcome.close();
    expect(await textShown(page)).toContain('- port: 9123');
    await expect
      .poll(
        async () => {
          await page.keyboard.press('Control+s');
          return await openSpec(project);
        },
        { timeout: 20_000 },
      )
      .toBe(text.replace('- port: 8080', '- port: 9123'));
    expect(await page.locator('.notices .banner').allInnerTexts()).toEqual([]);
    // Requests that nobody answers are what this is about; one that was not allowed would be another matter.
    expect(complaints.filter((line) => /Content Security Policy|violates/i.test(line))).toEqual([]);
  });

  test('keeps the text and turns the form off while app.json does not parse', async () => {
    const project = await sampleProject([reference], {
      'app.json': '{ "name": "My App",\n  "version" "1.0.0" }\n',
    });
    const { page, complaints } = await openStudio({ project });
    await page.getByRole('tab', { name: /^app\.json/ }).click();
    await page.getByRole('heading', { name: 'The form is off' }).waitFor();
    await textReady(page);
    await retypeLine(page, 2, '"version": "1.0.0" }');
    await expect.poll(() => textShown(page)).toContain('"version": "1.0.0" }');
    await page.getByRole('heading', { name: 'The form is off' }).waitFor({ state: 'detached' });
    const version = page.getByRole('form', { name: 'app.json, form' }).getByLabel('Version', { exact: true });
    await expect.poll(() => version.inputValue()).toBe('1.0.0');
    expect(complaints).toEqual([]);
  });

  test('lets one type in an AppSpec of 5 MB', async () => {
    const project = await sampleProject([reference]);
    const text = await openSpec(project);
    const padding = `${'# a line that only makes the file long, as generated files are\n'.repeat(80_000)}`;
    const long = text + padding.slice(0, 5_000_000 - text.length);
    await writeFile(join(project, 'appspec.yaml'), long);
    const { page, complaints } = await openStudio({ project });
    await textReady(page);
    await goToLine(page, portLine(text));
    await page.keyboard.press('Shift+End');
    const start = Date.now();
    await page.keyboard.type('- port: 9123');
    await expect.poll(() => textShown(page), { interval: 20 }).toContain('- port: 9123');
    expect(Date.now() - start).toBeLessThan(6000);
    await page.keyboard.press('Control+s');
    await expect
      .poll(async () => (await openSpec(project)) === long.replace('- port: 8080', '- port: 9123'), {
        timeout: 30_000,
      })
      .toBe(true);
    expect(complaints).toEqual([]);
  });
});

describeWith(['chromium', 'read-only mount'], 'a project that cannot be written', () => {
  test('is said plainly to be read-only', async () => {
    const project = await sampleProject([reference]);
    execFileSync('mount', ['--bind', project, project]);
    onTestFinished(() => void execFileSync('umount', ['-l', project]));
    execFileSync('mount', ['-o', 'remount,bind,ro', project]);
    const { page, complaints } = await openStudio({ project });
    await page.getByText('lies on a file system that is read-only').waitFor();
    await page.getByText('Read-only', { exact: true }).waitFor();
    await expect.poll(() => page.getByRole('button', { name: 'Add object' }).isDisabled()).toBe(true);
    expect(complaints).toEqual([]);
  });
});
