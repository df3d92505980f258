import { chmod, chown, stat } from 'node:fs/promises';
import { AtomicFile } from '../bundle/atomic-file.ts';

/**
 * Replaces a small text file in one step: until its last moment the old one is as it was. Mode and owner stay; a new file gets
 * `mode` (permission bits) where given. Links are followed.
 * @throws GantryError `OutputUnwritable` or `DiskFull`.
 */
export async function writeTextFile(path: string, text: string, mode?: number): Promise<void> {
  const file = await AtomicFile.create(path);
  try {
    await file.append(Buffer.from(text, 'utf8'));
    const old = await stat(file.target).catch(() => undefined);
    const wanted = old === undefined ? mode : old.mode & 0o7777;
    if (old !== undefined) await keepOwner(file.part, old);
    if (wanted !== undefined) await chmod(file.part, wanted).catch(() => undefined);
    await file.sync();
    await file.commit();
  } finally {
    await file.discard();
  }
}

/** An administrator's edit must not take a file from its owner; everyone else owns what they write. */
async function keepOwner(part: string, old: { readonly uid: number; readonly gid: number }): Promise<void> {
  const now = await stat(part).catch(() => undefined);
  if (now === undefined || (now.uid === old.uid && now.gid === old.gid)) return;
  await chown(part, old.uid, old.gid).catch(() => undefined);
}
