import { EventEmitter } from 'node:events';
import type { BrowserWindow } from 'electron';
import { beforeEach, expect, test, vi } from 'vitest';
import { confirmClosing } from '../../../electron/main/closing.ts';

const electron = vi.hoisted(() => ({
  app: { on: vi.fn<(event: string, listener: () => void) => void>(), off: vi.fn(), quit: vi.fn() },
  dialog: { showMessageBox: vi.fn() },
}));
vi.mock('electron', () => electron);

beforeEach(() => vi.clearAllMocks());

/** A window over running work, and what asks it to close. */
function working() {
  const window = Object.assign(new EventEmitter(), {
    webContents: new EventEmitter(),
    close: vi.fn(),
  });
  const job = { doing: 'exporting a bundle', name: 'The export', startedAt: 0 };
  confirmClosing(window as unknown as BrowserWindow, () => [job]);
  const preventDefault = vi.fn();
  return {
    window,
    preventDefault,
    close: () => window.emit('close', { preventDefault }),
    quits: () => {
      for (const [, listener] of electron.app.on.mock.calls) listener();
    },
  };
}

test('the app ends when that was wanted and the work may be stopped, and not its window alone', async () => {
  electron.dialog.showMessageBox.mockResolvedValue({ response: 1 });
  const { window, close, quits, preventDefault } = working();
  quits();
  close();
  expect(preventDefault).toHaveBeenCalledOnce();
  await vi.waitFor(() => expect(electron.app.quit).toHaveBeenCalledOnce());
  expect(window.close).not.toHaveBeenCalled();
});

test('only the window closes when only that was wanted, also after the app was told to stay', async () => {
  electron.dialog.showMessageBox
    .mockResolvedValueOnce({ response: 0 })
    .mockResolvedValueOnce({ response: 1 });
  const { window, close, quits } = working();
  quits();
  close();
  await vi.waitFor(() => expect(electron.dialog.showMessageBox).toHaveBeenCalledTimes(1));
  await Promise.resolve();
  close();
  await vi.waitFor(() => expect(window.close).toHaveBeenCalledOnce());
  expect(electron.app.quit).not.toHaveBeenCalled();
});

test('asks once, however often the window is to close meanwhile', () => {
  electron.dialog.showMessageBox.mockReturnValue(new Promise(() => undefined));
  const { close } = working();
  close();
  close();
  expect(electron.dialog.showMessageBox).toHaveBeenCalledOnce();
});
