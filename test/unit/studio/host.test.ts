import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { canReveal, revealCommand } from '../../../electron/services/studio/reveal.ts';
import { sampleProject } from '../../support/sample-project.ts';
import { testStudio } from '../../support/studio.ts';
import { temporaryFolder } from '../../support/temp-folder.ts';

describe('what the page is told of its host', () => {
  test('names the kind, the version and what it can do', async () => {
    const { call } = testStudio();
    expect(await call('host.info', {})).toMatchObject({ host: 'web', version: '1.2.3', dialogs: false });
  });

  test('gives a ticket for the project it was started with', async () => {
    const folder = await sampleProject(['my-app:1']);
    const { call, tickets } = testStudio({ initialProject: folder });
    const { project } = await call('host.info', {});
    expect(tickets.resolve(project ?? '')).toBe(folder);
  });
});

describe('the dialogs of the system', () => {
  test('give a place, or none when the user thinks better of it', async () => {
    const folder = await sampleProject(['my-app:1']);
    const open = vi.fn(async (what: string) => (what === 'project' ? folder : undefined));
    const save = vi.fn(async (_what: string, name: string) => join(folder, name));
    const { call } = testStudio({ host: { kind: 'desktop', version: '1', dialogs: { open, save } } });
    const opened = await call('dialog.open', { what: 'project' });
    expect(opened.place).toMatchObject({ name: 'my-app', kind: 'folder', isProject: true });
    expect(await call('dialog.open', { what: 'bundle' })).toEqual({});
    const saved = await call('dialog.save', { what: 'bundle', name: 'x-bundle.tar.gz' });
    expect(saved.place).toMatchObject({ name: 'x-bundle.tar.gz', kind: 'file', isBundle: true });
    await expect(call('dialog.save', { what: 'bundle', name: '../x' })).rejects.toMatchObject({
      code: 'Usage',
    });
    expect(save).toHaveBeenCalledTimes(1);
  });

  test('are refused in words where the host has none', async () => {
    const { call } = testStudio();
    await expect(call('dialog.open', { what: 'project' })).rejects.toMatchObject({ code: 'Usage' });
    await expect(call('dialog.save', { what: 'report', name: 'a' })).rejects.toMatchObject({ code: 'Usage' });
  });
});

describe('showing a file in the file manager', () => {
  test('passes on the path of a granted ticket, and no other', async () => {
    const reveal = vi.fn(async () => undefined);
    const { call, tickets } = testStudio({ host: { kind: 'desktop', version: '1', reveal } });
    const folder = await temporaryFolder();
    await call('host.reveal', { ticket: tickets.grant(folder) });
    expect(reveal.mock.calls).toEqual([[folder]]);
    await expect(call('host.reveal', { ticket: folder })).rejects.toMatchObject({ code: 'Usage' });
    expect(reveal).toHaveBeenCalledTimes(1);
  });

  test('says so where nothing is there any more', async () => {
    const { call, tickets } = testStudio();
    const gone = join(await temporaryFolder(), 'gone');
    await expect(call('host.reveal', { ticket: tickets.grant(gone) })).rejects.toMatchObject({
      code: 'FileUnreadable',
      data: { path: gone, reason: 'it does not exist' },
    });
  });

  test.each([
    ['linux', '/a/b $(id).gz', false, 'xdg-open', ['/a']],
    ['linux', '/a/b', true, 'xdg-open', ['/a/b']],
    ['darwin', '/a/b.gz', false, 'open', ['-R', '/a/b.gz']],
    ['darwin', '/a/b', true, 'open', ['/a/b']],
    ['win32', 'C:\\a & b\\c.gz', false, 'explorer.exe', ['/select,"C:\\a & b\\c.gz"']],
    ['win32', 'C:\\a b', true, 'explorer.exe', ['"C:\\a b"']],
  ] as const)('on %s selects %s without opening it', (platform, path, folder, program, args) => {
    expect(revealCommand(path, folder, platform)).toMatchObject({ program, args });
  });

  test('is not offered on a Linux without a desktop', () => {
    expect(canReveal('linux', {})).toBe(false);
    expect(canReveal('linux', { WAYLAND_DISPLAY: 'wayland-0' })).toBe(true);
    expect(canReveal('win32', {})).toBe(true);
  });

  test.skipIf(process.platform === 'win32' || process.platform === 'darwin')(
    'says so where the file manager is missing',
    async () => {
      const { call, tickets } = testStudio();
      const folder = await temporaryFolder();
      vi.stubEnv('PATH', folder);
      await expect(call('host.reveal', { ticket: tickets.grant(folder) })).rejects.toMatchObject({
        code: 'Usage',
      });
      vi.unstubAllEnvs();
    },
  );
});
