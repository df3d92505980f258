import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { beforeEach, expect, test, vi } from 'vitest';
import { beginTheme, followTheme } from '../../../electron/main/theme.ts';
import { statePath } from '../../../electron/services/studio/state-file.ts';
import { temporaryFolder } from '../../support/temp-folder.ts';

const { nativeTheme } = vi.hoisted(() => ({
  nativeTheme: {
    systemIsDark: false,
    themeSource: 'system',
    shouldUseHighContrastColors: false,
    get shouldUseDarkColors() {
      return this.themeSource === 'system' ? this.systemIsDark : this.themeSource === 'dark';
    },
  },
}));
vi.mock('electron', () => ({ nativeTheme }));

beforeEach(async () => {
  vi.stubEnv('GANTRY_STATE_DIR', await temporaryFolder());
  Object.assign(nativeTheme, {
    systemIsDark: false,
    themeSource: 'system',
    shouldUseHighContrastColors: false,
  });
});

const tokens = await readFile(join(import.meta.dirname, '../../../renderer/app/tokens.css'), 'utf8');
const [light, dark, contrast] = [...tokens.matchAll(/--bg: (#\w+);/g)].map(([, colour]) => colour);

test.each([
  ['light', true, 'light', light],
  ['dark', false, 'dark', dark],
  ['contrast', false, 'dark', contrast],
  ['system', true, 'system', dark],
  ['system', false, 'system', light],
  ['of another version', true, 'system', dark],
])('a window over the choice “%s” (system dark: %s) begins in its page’s own colour', async (...row) => {
  const [theme, systemIsDark, source, colour] = row;
  nativeTheme.systemIsDark = systemIsDark;
  await mkdir(dirname(statePath('settings.json')), { recursive: true });
  await writeFile(statePath('settings.json'), JSON.stringify({ theme }));
  expect(await beginTheme()).toBe(colour);
  expect(nativeTheme.themeSource).toBe(source);
});

test('without a choice the system’s high contrast counts; with one it does not', async () => {
  nativeTheme.shouldUseHighContrastColors = true;
  expect(await beginTheme()).toBe(contrast);
  await mkdir(dirname(statePath('settings.json')), { recursive: true });
  await writeFile(statePath('settings.json'), '{"theme":"light"}');
  expect(await beginTheme()).toBe(light);
});

test('the app’s own parts follow a choice, and the system again without one', () => {
  followTheme('contrast');
  expect(nativeTheme.themeSource).toBe('dark');
  followTheme(undefined);
  expect(nativeTheme.themeSource).toBe('system');
});
