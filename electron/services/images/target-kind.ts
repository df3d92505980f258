import { archiveInvalid } from '../archives/archive-error.ts';
import { unwrap } from '../archives/compression.ts';
import { fileStream } from '../archives/file-stream.ts';
import { entryPath } from '../archives/safe-name.ts';
import { readTar } from '../archives/tar-reader.ts';
import type { Wrapping } from '../archives/types.ts';

export type ArchiveKind = 'bundle' | 'pkg' | 'image-archive';

/**
 * Tells what an archive is by the first entry that decides it, which is nearly always the first of all.
 * @throws GantryError `FileUnreadable`, `Cancelled`, or `ArchiveInvalid` where it is none of them.
 */
export async function archiveKind(path: string, file: string, signal: AbortSignal): Promise<ArchiveKind> {
  const { wrapping, stream } = await unwrap(fileStream(path, signal), { file });
  for await (const entry of readTar(stream, { file })) {
    const kind = kindOf(entryPath(entry.name), wrapping);
    if (kind !== undefined) return kind;
  }
  throw archiveInvalid(file, 'it is neither a bundle, nor a package, nor an image archive');
}

function kindOf(path: string, wrapping: Wrapping): ArchiveKind | undefined {
  if (/^(?:manifest\.json|index\.json|oci-layout|repositories|blobs(?:\/.*)?)$/.test(path))
    return 'image-archive';
  // The classic layout names its layers' folders, and Podman its files, after their digests.
  if (/^[0-9a-f]{64}(?:$|\/|\.json$|\.tar$)/.test(path)) return 'image-archive';
  if (path === 'app.id.json' || (path === 'app.tar.gz' && wrapping === 'none')) return 'pkg';
  if (path.startsWith('._')) return undefined;
  if (/(?:^|\/)(?:appspec\.yaml|app\.json)$/.test(path)) return 'bundle';
  return /^[^/]+\.(?:tar|tar\.gz|tgz|tar\.zst)$/.test(path) ? 'bundle' : undefined;
}
