import { GantryError } from '../../../shared/contract/error.ts';

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'writing there is not allowed',
  EPERM: 'writing there is not allowed',
  EROFS: 'the file system is read-only',
  ENOENT: 'the folder does not exist',
  ENOTDIR: 'a file stands where a folder should be',
  EISDIR: 'it is a folder',
  ENAMETOOLONG: 'the name is too long',
  EBUSY: 'another program is using it',
  EMFILE: 'too many files are open',
  EFBIG: 'the file system does not take files that large',
  EIO: 'the disk reported an error',
};

/** The system's code of a failed call, or undefined for any other failure. */
export function systemCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** A failed write as `DiskFull` or `OutputUnwritable`; what is not a failed system call is given back as it came. */
export function toWriteError(error: unknown, path: string): unknown {
  const code = systemCode(error);
  if (error instanceof GantryError || code === undefined || code.startsWith('ERR_')) return error;
  if (code === 'ENOSPC' || code === 'EDQUOT') return new GantryError('DiskFull', { path }, { cause: error });
  const reason = reasons[code] ?? `the system answered ${code}`;
  return new GantryError('OutputUnwritable', { path, reason }, { cause: error });
}
