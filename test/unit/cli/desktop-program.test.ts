import { expect, test, vi } from 'vitest';
import { hasDisplay, runDesktop } from '../../../electron/cli/desktop-program.ts';

const signal = new AbortController().signal;
/** Stands in for Electron: any program does that lives and ends as it is told. */
const program = (script: string) => ({ program: process.execPath, words: ['-e', script] });

test('an app that comes up and is closed has run', async () => {
  const onOpen = vi.fn();
  expect(await runDesktop(program('setTimeout(() => {}, 200)'), { signal, onOpen, upAfterMs: 50 })).toBe(
    true,
  );
  expect(onOpen).toHaveBeenCalledOnce();
});

test('an app that is closed at once has run, too', async () => {
  const onOpen = vi.fn();
  expect(await runDesktop(program(''), { signal, onOpen })).toBe(true);
  expect(onOpen).toHaveBeenCalledOnce();
});

test.each([
  ['ends in failure at once', program('process.exit(1)')],
  ['is no program', { program: import.meta.filename, words: [] }],
])('an app that %s has not run, and nothing is said of it', async (_name, desktop) => {
  const onOpen = vi.fn();
  expect(await runDesktop(desktop, { signal, onOpen, upAfterMs: 60_000 })).toBe(false);
  expect(onOpen).not.toHaveBeenCalled();
});

test('an app that ends in failure later says the way that is left', async () => {
  const late = program('setTimeout(() => process.exit(3), 300)');
  await expect(runDesktop(late, { signal, onOpen: () => undefined, upAfterMs: 50 })).rejects.toMatchObject({
    code: 'Usage',
    data: { problem: expect.stringContaining('ended in failure; “gantry studio --browser”') },
  });
});

test('an app that is told to end ends', async () => {
  const stop = new AbortController();
  const ran = runDesktop(program('setTimeout(() => {}, 60_000)'), {
    signal: stop.signal,
    onOpen: () => stop.abort(),
    upAfterMs: 50,
  });
  expect(await ran).toBe(true);
});

test.each([
  ['linux', {}, false],
  ['linux', { DISPLAY: '', WAYLAND_DISPLAY: '' }, false],
  ['linux', { DISPLAY: ':0' }, true],
  ['linux', { WAYLAND_DISPLAY: 'wayland-0' }, true],
  ['darwin', {}, true],
  ['win32', {}, true],
] as const)('on %s with %j there is a display: %s', (platform, env, expected) => {
  expect(hasDisplay(env, platform)).toBe(expected);
});
