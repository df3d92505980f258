import { basename } from 'node:path';
import { isError } from '../../../shared/contract/error.ts';
import { archiveKind } from '../images/target-kind.ts';
import { targetKind } from '../project/load-target.ts';

/** What a reviewed path names. `bundle` stands for packages too, which only reading tells. */
export type ReviewTargetKind = 'bundle' | 'folder' | 'image-archive' | 'project' | 'manifest';

/**
 * Tells what a path names. What is no archive of a known kind counts as a bundle: reading it says what is wrong.
 * @throws GantryError `FileUnreadable`, `Cancelled`.
 */
export async function reviewTargetKind(path: string, signal: AbortSignal): Promise<ReviewTargetKind> {
  switch (await targetKind(path, signal)) {
    case 'project':
      return 'project';
    case 'extracted':
      return 'folder';
    case 'appspec':
    case 'app-json':
      return 'manifest';
    default:
  }
  try {
    return (await archiveKind(path, basename(path), signal)) === 'image-archive' ? 'image-archive' : 'bundle';
  } catch (error) {
    if (!isError(error, 'ArchiveInvalid')) throw error;
    return 'bundle';
  }
}
