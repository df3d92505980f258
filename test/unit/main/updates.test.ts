import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { beforeEach, expect, test, vi } from 'vitest';
import { checkForUpdates, readFeed } from '../../../electron/main/updates.ts';
import { statePath } from '../../../electron/services/studio/state-file.ts';
import { temporaryFolder } from '../../support/temp-folder.ts';

const keychain = vi.hoisted(() => ({ there: true }));

// safeStorage as documented: bytes that only decryptString reads again.
vi.mock('electron', () => ({
  safeStorage: {
    isEncryptionAvailable: () => keychain.there,
    getSelectedStorageBackend: () => 'gnome_libsecret',
    encryptString: (text: string) => Buffer.from(text, 'utf8').map((byte) => byte ^ 0x5a),
    decryptString: (sealed: Buffer) => Buffer.from(sealed.map((byte) => byte ^ 0x5a)).toString('utf8'),
  },
}));

const autoUpdater = vi.hoisted(() => ({
  updateConfigPath: '',
  setFeedURL: vi.fn(),
  addAuthHeader: vi.fn(),
  checkForUpdatesAndNotify: vi.fn<() => Promise<{ updateInfo: { version: string } } | null>>(),
}));

// What the updater does with an app that is not installed is nothing; here it is only seen what it is told.
vi.mock('electron-updater', () => ({ default: { autoUpdater } }));

const feed = 'https://updates.invalid/gantry/';

beforeEach(async () => {
  vi.stubEnv('GANTRY_STATE_DIR', await temporaryFolder());
  keychain.there = true;
  vi.clearAllMocks();
});

async function setUp(state: object): Promise<void> {
  await mkdir(dirname(statePath('updates.json')), { recursive: true });
  await writeFile(statePath('updates.json'), JSON.stringify(state));
}

const kept = () => readFile(statePath('updates.json'), 'utf8');

test('there is no feed until one is set up, and none that is not https', async () => {
  expect(await readFeed()).toBeUndefined();
  for (const url of ['http://updates.invalid/', 'file:///tmp/', 'nonsense', 7]) {
    await setUp({ url });
    expect(await readFeed()).toBeUndefined();
  }
});

test('a token in the clear is sealed when it is first read, and opened from then on', async () => {
  await setUp({ url: feed, token: 'tell-nobody' });
  expect(await readFeed()).toEqual({ url: feed, token: 'tell-nobody' });
  expect(await kept()).not.toContain('tell-nobody');
  expect(await kept()).toContain('sealedToken');
  expect(await readFeed()).toEqual({ url: feed, token: 'tell-nobody' });
});

test('where there is no keychain, a token is kept nowhere', async () => {
  keychain.there = false;
  await setUp({ url: feed, token: 'tell-nobody' });
  expect(await readFeed()).toEqual({ url: feed, token: 'tell-nobody' });
  expect(JSON.parse(await kept())).toEqual({ url: feed });
});

test('the feed is asked with its token, and the answer is logged', async () => {
  autoUpdater.checkForUpdatesAndNotify.mockResolvedValueOnce({ updateInfo: { version: '9.8.7' } });
  const log = vi.fn();
  await checkForUpdates({ url: feed, token: 'tell-nobody' }, log);
  expect(autoUpdater.setFeedURL).toHaveBeenCalledWith({ provider: 'generic', url: feed });
  expect(autoUpdater.addAuthHeader).toHaveBeenCalledWith('Bearer tell-nobody');
  expect(log.mock.calls).toEqual([['the feed has version 9.8.7']]);
  // Downloading reads this file, and fails where there is none.
  expect(JSON.parse(await readFile(autoUpdater.updateConfigPath, 'utf8'))).toEqual({
    updaterCacheDirName: 'gantry-updater',
  });
});

test('a feed that cannot be asked is a line in the log and no failure', async () => {
  const failure = new Error('no such host');
  autoUpdater.checkForUpdatesAndNotify.mockRejectedValueOnce(failure);
  const log = vi.fn();
  await checkForUpdates({ url: feed }, log);
  expect(log.mock.calls).toEqual([['the update feed could not be asked', failure]]);
});
