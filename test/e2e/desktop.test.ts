/** What the desktop app has beyond the page: menu, dialogs, the system's ways in and its signs. Host: the stand-in. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { sampleArchive } from '../support/archive-bytes.ts';
import { openDesktop } from '../support/desktop.ts';
import { startStandIn } from '../support/electron/launch.ts';
import { describeWith, tool } from '../support/engines.ts';
import { sampleProject } from '../support/sample-project.ts';
import { temporaryFolder } from '../support/temp-folder.ts';

interface Item {
  readonly label?: string;
  readonly enabled?: boolean;
  readonly accelerator?: string;
  readonly submenu?: readonly Item[];
}

const image = 'my-app:1.0.0';

describeWith(['chromium'], 'the desktop app (host: stand-in for Electron)', () => {
  test('opens the project it was started with, with the page’s commands in its menu and the project among the recent', async () => {
    const project = await sampleProject([image]);
    const { app, page, complaints } = await openDesktop({ words: [project] });
    await page.locator('.monaco-editor .view-line').first().waitFor();
    const file = async () => {
      const menu = await app.ask<readonly Item[] | null>({ do: 'menu' });
      return menu?.find(({ label }) => label === '&File')?.submenu ?? [];
    };
    await vi.waitFor(async () =>
      expect(await file()).toContainEqual(
        expect.objectContaining({
          label: 'Save all files',
          enabled: true,
          accelerator: 'CommandOrControl+S',
          registerAccelerator: false,
        }),
      ),
    );
    const recent = (await file()).find(({ label }) => label === 'Open Recent');
    expect(recent?.submenu).toEqual([expect.objectContaining({ label: 'my-app', sublabel: project })]);
    expect(app.records('recent')).toContainEqual({ path: project });

    await app.ask({ do: 'choose', labels: ['Go', 'Checklist'] });
    await page
      .getByRole('heading', { name: /checklist/i })
      .first()
      .waitFor();

    await app.ask({ do: 'choose', labels: ['Help', 'Copy Diagnostics'] });
    await vi.waitFor(() => expect(app.records('clipboard')).toHaveLength(1));
    const [copied] = app.records<{ text: string }>('clipboard');
    expect(copied?.text).toMatch(/^Gantry .+\nElectron .+\n.+\nNo crash reports\n\n.+ has started\n/);
    expect(complaints).toEqual([]);
  });

  test('hands what it is given again to the window that is there: a project by a second start, a bundle by the system', async () => {
    const { app, page, home } = await openDesktop();
    await page.getByRole('button', { name: /^New from template/ }).waitFor();
    const project = await sampleProject([image], {
      'image.tar': await sampleArchive('docker', { tags: [image] }),
    });
    const second = await startStandIn({ home, words: [project], chromium: tool('chromium') });
    expect(await second.app.ended()).toBe(0);
    expect(second.app.records('window')).toEqual([]);
    await page.locator('.monaco-editor .view-line').first().waitFor();
    expect(app.records('focus')).not.toEqual([]);

    await app.ask({ do: 'open-file', path: join(project, 'image.tar') });
    await page
      .getByRole('heading', { name: /image\.tar/ })
      .first()
      .waitFor();
  });

  test('opens a folder that is dropped on the window', async () => {
    const project = await sampleProject([image]);
    const { page, app, complaints } = await openDesktop();
    await page.getByRole('button', { name: /^New from template/ }).waitFor();
    const cdp = await page.context().newCDPSession(page);
    const data = { items: [], files: [project], dragOperationsMask: 1 };
    for (const type of ['dragEnter', 'dragOver'] as const)
      await cdp.send('Input.dispatchDragEvent', { type, x: 400, y: 300, data });
    await page.getByText('Let go to open a project’s folder').waitFor();
    await cdp.send('Input.dispatchDragEvent', { type: 'drop', x: 400, y: 300, data });
    await page.locator('.monaco-editor .view-line').first().waitFor();
    expect(app.records('recent')).toContainEqual({ path: project });
    expect(app.records('dialog')).toEqual([]);
    expect(complaints).toEqual([]);
  });

  test('begins in the theme that was chosen, and follows another choice', async () => {
    const home = await temporaryFolder();
    const settings = join(home, '.state', 'studio', 'settings.json');
    await mkdir(dirname(settings), { recursive: true });
    await writeFile(settings, '{"theme":"dark"}');
    const { app, page } = await openDesktop({ home });
    const [window] = app.records<{ options: object }>('window');
    expect(window?.options).toMatchObject({ backgroundColor: '#11161c' });
    const chosen = page.locator('html[data-theme="dark"]');
    await chosen.waitFor();
    await vi.waitFor(() => app.ask({ do: 'choose', labels: ['View', 'Theme: light'] }));
    await vi.waitFor(() => expect(app.records('theme')).toEqual([{ source: 'dark' }, { source: 'light' }]));
  });

  test('says what it is, and keeps reports of crashes on this machine', async () => {
    const { app, page } = await openDesktop();
    await page.getByRole('button', { name: /^New from template/ }).waitFor();
    const { version } = JSON.parse(await readFile(join(import.meta.dirname, '../../package.json'), 'utf8'));
    expect(app.records('about')).toMatchObject([{ applicationName: 'Gantry', applicationVersion: version }]);
    expect(app.records('crashReporter')).toEqual([{ uploadToServer: false }]);
    const menu = await app.ask<readonly Item[]>({ do: 'menu' });
    const help = menu.find(({ label }) => label === '&Help')?.submenu;
    expect(help).toContainEqual(expect.objectContaining({ role: 'about', label: 'About Gantry' }));
  });

  test('shows its log file, which is there, and looks for no updates by itself', async () => {
    const { app, page } = await openDesktop();
    await page.getByRole('button', { name: /^New from template/ }).waitFor();
    await vi.waitFor(() => app.ask({ do: 'choose', labels: ['Help', 'Show Log Files'] }));
    const [shown] = app.records<{ path: string }>('showItemInFolder');
    expect(await readFile(shown?.path ?? '', 'utf8')).toMatch(/Gantry \S+ has started\n/);
    expect(JSON.stringify(await app.ask({ do: 'menu' }))).not.toContain('Check for Updates');
  });

  test('asks by the system’s own dialog, and remembers where its window was left', async () => {
    const project = await sampleProject([image]);
    const { app, page, home } = await openDesktop();
    await app.answer({ canceled: true, filePaths: [] });
    await app.answer({ canceled: false, filePaths: [project] });
    const open = page.getByRole('button', { name: /^Open (a )?project/ }).first();
    await open.click();
    await vi.waitFor(() => expect(app.records('dialog')).toHaveLength(1));
    await open.click();
    await page.locator('.monaco-editor .view-line').first().waitFor();
    expect(app.records('dialog')).toEqual([
      { kind: 'open', options: { title: 'Open a project', properties: ['openDirectory'] } },
      { kind: 'open', options: { title: 'Open a project', properties: ['openDirectory'] } },
    ]);
    const bounds = { x: 40, y: 50, width: 1200, height: 800 };
    await app.ask({ do: 'move', bounds });
    await app.ask({ do: 'close-window' });
    expect(await app.ended()).toBe(0);
    expect(JSON.parse(await readFile(join(home, '.state', 'studio', 'window.json'), 'utf8'))).toMatchObject({
      last: '1',
      screens: { 1: { bounds, maximised: false } },
    });
  });

  test('asks for what is reviewed and what it is compared with in words of their own', async () => {
    const folder = await sampleProject([image]);
    const { app, page } = await openDesktop();
    await app.answer({ canceled: false, filePaths: [folder] });
    for (const _ of ['file', 'folder']) await app.answer({ canceled: true, filePaths: [] });
    await page
      .getByRole('navigation', { name: 'Pages' })
      .getByRole('button', { name: 'Review a bundle' })
      .click();
    await page.getByRole('button', { name: 'Choose an extracted folder' }).click();
    await page.getByRole('tab', { name: /^Compare/ }).click();
    await page.getByRole('button', { name: 'Choose an earlier bundle' }).click();
    await vi.waitFor(() => expect(app.records('dialog')).toHaveLength(2));
    await page.getByRole('button', { name: 'Choose a project or folder' }).click();
    await vi.waitFor(() => expect(app.records('dialog')).toHaveLength(3));
    expect(app.records('dialog')).toMatchObject([
      { options: { title: 'Review an extracted bundle', properties: ['openDirectory'] } },
      { options: { title: 'Compare with an earlier one', properties: ['openFile'] } },
      { options: { title: 'Compare with a folder', properties: ['openDirectory'] } },
    ]);
  });

  test('asks before it closes over unsaved text, and stays when told to', async () => {
    const project = await sampleProject([image]);
    const { app, page } = await openDesktop({ words: [project] });
    await page.locator('.monaco-editor .view-lines').first().click();
    await page.keyboard.type('# ');
    await page
      .getByText(/unsaved|not saved/i)
      .first()
      .waitFor();
    await app.answer(0);
    await app.ask({ do: 'close-window' });
    await vi.waitFor(() => expect(app.records('dialog')).toHaveLength(1), { timeout: 10_000 });
    expect(app.records<{ options: object }>('dialog')[0]?.options).toMatchObject({
      message: 'Some text is not saved.',
      buttons: ['Stay', 'Close'],
    });
    await page.keyboard.type('more');
    await app.answer(1);
    await app.ask({ do: 'close-window' });
    expect(await app.ended()).toBe(0);
  });
});
