import { readState, statePath, writeState } from '../services/studio/state-file.ts';
import { seal, unseal } from './secrets.ts';

/** Where new versions are looked for. */
export interface UpdateFeed {
  readonly url: string;
  /** Sent as a bearer token, where the feed is not open to everyone. */
  readonly token?: string;
}

/**
 * The feed that was set up for this user or by whoever packaged the app, in `updates.json` of Gantry's state folder;
 * there is none to begin with, and then nothing is ever looked for. A token found there in the clear is sealed at once;
 * where it cannot be sealed it is used, and taken out of the file all the same.
 */
export async function readFeed(): Promise<UpdateFeed | undefined> {
  const path = statePath('updates.json');
  const { url, token, sealedToken, ...rest } = await readState(path);
  if (typeof url !== 'string' || !URL.canParse(url) || new URL(url).protocol !== 'https:') return undefined;
  if (typeof token === 'string') {
    const sealed = seal(token);
    await writeState(path, { ...rest, url, ...(sealed === undefined ? {} : { sealedToken: sealed }) });
    return { url, token };
  }
  const opened = typeof sealedToken === 'string' ? unseal(sealedToken) : undefined;
  return { url, ...(opened === undefined ? {} : { token: opened }) };
}

/**
 * Asks the feed for a newer version; one that is found is fetched, checked against the digest that the feed names, and
 * put in place when the app ends. macOS checks its signature besides.
 */
export async function checkForUpdates(
  feed: UpdateFeed,
  log: (line: string, failure?: unknown) => void,
): Promise<void> {
  try {
    const { default: updater } = await import('electron-updater');
    const { autoUpdater } = updater;
    // An app that is packaged without a feed lacks the file that downloading asks for; it says where to download to.
    const config = statePath('update-config.yml');
    await writeState(config, { updaterCacheDirName: 'gantry-updater' });
    autoUpdater.updateConfigPath = config;
    autoUpdater.setFeedURL({ provider: 'generic', url: feed.url });
    if (feed.token !== undefined) autoUpdater.addAuthHeader(`Bearer ${feed.token}`);
    const found = await autoUpdater.checkForUpdatesAndNotify();
    log(found === null ? 'updates are not offered here' : `the feed has version ${found.updateInfo.version}`);
  } catch (failure) {
    log('the update feed could not be asked', failure);
  }
}
