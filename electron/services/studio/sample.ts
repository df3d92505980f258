import { cp, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { systemCode, toWriteError } from '../bundle/write-error.ts';
import { appJsonFile, appSpecFile } from '../project/manifest-names.ts';
import { sampleArchive, writeSample } from '../sample/write-sample.ts';
import { dataFolder } from '../state-folder.ts';
import { isThere } from './place.ts';
import { inTurn } from './turn.ts';

const folderName = 'Gantry sample';
const needed = [appSpecFile, appJsonFile, sampleArchive];

/**
 * The folder of the user’s own copy of the sample, written where it is not there yet. What the user changed in it stays;
 * only what it cannot do without comes back.
 * @throws GantryError `OutputUnwritable`, `DiskFull`.
 */
export async function openSample(): Promise<string> {
  const folder = join(dataFolder(), folderName);
  return await inTurn(folder, async () => {
    const there = await Promise.all(needed.map((name) => isThere(join(folder, name))));
    if (!there.every(Boolean)) await writeMissing(folder);
    return folder;
  });
}

/** Made whole beside its place first, so that a copy that was cut short is never taken for the sample. */
async function writeMissing(folder: string): Promise<void> {
  let made: string | undefined;
  try {
    await mkdir(dirname(folder), { recursive: true });
    made = await mkdtemp(join(dirname(folder), '.sample-'));
    const written = await writeSample(join(made, 'sample'));
    try {
      await rename(written.folder, folder);
    } catch (error) {
      if (!['ENOTEMPTY', 'EEXIST', 'EPERM', 'EACCES'].includes(systemCode(error) ?? '')) throw error;
      await cp(written.folder, folder, { recursive: true, force: false });
    }
  } catch (error) {
    throw toWriteError(error, folder);
  } finally {
    if (made !== undefined) await rm(made, { recursive: true, force: true }).catch(() => undefined);
  }
}
