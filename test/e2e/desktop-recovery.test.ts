/** What the desktop app does when its page ends or does not answer. Host: the stand-in. */
import type { Page } from 'playwright-core';
import { expect, test, vi } from 'vitest';
import { openDesktop } from '../support/desktop.ts';
import { describeWith } from '../support/engines.ts';
import { isKept } from '../support/kept-text.ts';
import { sampleProject } from '../support/sample-project.ts';

const welcome = (page: Page) => page.getByRole('button', { name: /^New from template/ });

describeWith(['chromium'], 'the desktop app whose page fails (host: stand-in for Electron)', () => {
  test('loads a page anew whose process ended, with the project it had open and its unsaved text', async () => {
    const project = await sampleProject(['my-app:1.0.0']);
    const { app, page, home } = await openDesktop();
    await welcome(page).waitFor();
    await app.ask({ do: 'open-file', path: project });
    await page.locator('.monaco-editor .view-lines').first().click();
    await page.keyboard.type('# of before');
    await page.getByText('1 file not saved').waitFor();
    await expect.poll(() => isKept(home, '# of before')).toBe(true);
    const again = await app.pageAfter(page, () => app.ask({ do: 'crash' }));
    await again.getByText('Unsaved text of appspec.yaml from before was restored.').waitFor();
    await expect
      .poll(() => again.locator('.monaco-editor .view-lines').first().innerText())
      .toContain('before');
    expect(app.records('dialog')).toEqual([]);
    // The new page is joined to the system as the first one was.
    await app.ask({ do: 'choose', labels: ['Go', 'Checklist'] });
    await again
      .getByRole('heading', { name: /checklist/i })
      .first()
      .waitFor();
  });

  test('does not open again what the user had closed', async () => {
    const project = await sampleProject(['my-app:1.0.0']);
    const { app, page } = await openDesktop({ words: [project] });
    await page.locator('.monaco-editor .view-line').first().waitFor();
    await vi.waitFor(() => app.ask({ do: 'choose', labels: ['File', 'Close the project'] }));
    await welcome(page).waitFor();
    await vi.waitFor(async () =>
      expect(JSON.stringify(await app.ask({ do: 'menu' }))).toMatch(
        /"id":"project.close"[^}]*"enabled":false/,
      ),
    );
    const again = await app.pageAfter(page, () => app.ask({ do: 'crash' }));
    await welcome(again).waitFor();
  });

  test('asks when the page ends again at once: diagnostics, another try, or the end', async () => {
    const { app, page } = await openDesktop();
    await welcome(page).waitFor();
    const second = await app.pageAfter(page, () => app.ask({ do: 'crash' }));
    await welcome(second).waitFor();
    await app.answer(1);
    await app.answer(0);
    const third = await app.pageAfter(second, () => app.ask({ do: 'crash' }));
    await welcome(third).waitFor();
    expect(app.records<{ options: object }>('dialog').map(({ options }) => options)).toMatchObject([
      {
        message: 'The studio’s page has stopped working.',
        buttons: ['Load Again', 'Copy Diagnostics', 'Quit'],
      },
      { message: 'The studio’s page has stopped working.' },
    ]);
    const [copied] = app.records<{ text: string }>('clipboard');
    expect(copied?.text.match(/the page's process ended: crashed/g)).toHaveLength(2);
    await app.answer(2);
    await app.ask({ do: 'crash' });
    expect(await app.ended()).toBe(0);
  });

  test('asks when the page does not answer, and takes the question back when it does', async () => {
    const { app, page } = await openDesktop();
    await welcome(page).waitFor();
    await app.answer('nothing');
    await app.ask({ do: 'unresponsive' });
    await vi.waitFor(() => expect(app.records('dialog')).toHaveLength(1));
    await app.ask({ do: 'responsive' });
    await app.answer(1);
    await page.evaluate(() =>
      setTimeout(() => {
        for (;;);
      }),
    );
    const again = await app.pageAfter(page, () => app.ask({ do: 'unresponsive' }));
    await welcome(again).waitFor();
    expect(app.records<{ options: object }>('dialog').map(({ options }) => options)).toMatchObject([
      { message: 'The studio’s page does not answer.', buttons: ['Keep Waiting', 'Load Again'] },
      { message: 'The studio’s page does not answer.' },
    ]);
    // That end was wished for, so it is no sign of a loop.
    const last = await app.pageAfter(again, () => app.ask({ do: 'crash' }));
    await welcome(last).waitFor();
    expect(app.records('dialog')).toHaveLength(2);
  });
});
