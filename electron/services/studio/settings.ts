import { GantryError } from '../../../shared/contract/error.ts';
import { readState, statePath, writeState } from './state-file.ts';
import { inTurn } from './turn.ts';

const largest = 1 << 20;

/** What the page has kept; empty where nothing was, or where the file is damaged. */
export async function readStudioSettings(): Promise<Record<string, unknown>> {
  return { ...(await readState(settingsFile())) };
}

/**
 * Keeps the members given, beside those kept before: a page of another version may have some that this one does not know.
 * @throws GantryError `OutputUnwritable`, `DiskFull`.
 */
export async function writeStudioSettings(members: Readonly<Record<string, unknown>>): Promise<void> {
  const path = settingsFile();
  await inTurn(path, async () => {
    const all = { ...(await readState(path)), ...members };
    if (JSON.stringify(all).length > largest) {
      throw new GantryError('OutputUnwritable', { path, reason: 'the settings would be larger than 1 MB' });
    }
    await writeState(path, all);
  });
}

function settingsFile(): string {
  return statePath('settings.json');
}
