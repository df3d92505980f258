import { execFile } from 'node:child_process';

/**
 * Which files git knows to be executable, by name relative to the folder, with `/`. For file systems without run bits.
 * `undefined` where there is no git, or the folder is in no checkout.
 */
export async function gitRunBits(folder: string): Promise<ReadonlyMap<string, boolean> | undefined> {
  const listing = await new Promise<string | undefined>((resolve) => {
    execFile(
      'git',
      ['ls-files', '--stage', '-z'],
      { cwd: folder, maxBuffer: 16 << 20, timeout: 5000, windowsHide: true },
      (error, stdout) => resolve(error === null ? stdout : undefined),
    );
  });
  if (listing === undefined) return undefined;
  const bits = new Map<string, boolean>();
  for (const line of listing.split('\0')) {
    const match = /^(\d{6}) [0-9a-f]+ \d\t(.+)$/s.exec(line);
    if (match?.[2] !== undefined) bits.set(match[2], match[1] === '100755');
  }
  return bits;
}
