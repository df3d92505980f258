import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { openReview } from '../../../electron/services/review/open-review.ts';
import type { ReviewOutput } from '../../../shared/contract/review.ts';
import { sampleArchive, tarOf } from '../../support/archive-bytes.ts';
import { appJsonText, appSpecText } from '../../support/sample-project.ts';
import { temporaryFolder } from '../../support/temp-folder.ts';

type Entries = Parameters<typeof tarOf>[0];

export const reference = 'my-app:1.0';
export const { signal } = new AbortController();
export const call = { signal, progress: () => undefined };

export const manifests: Entries = [
  ['appspec.yaml', appSpecText(reference)],
  ['app.json', appJsonText],
];

export const image = () => sampleArchive('docker', { tags: [reference] });

/** Writes a file into a folder of its own; gives its path. */
export async function written(bytes: Uint8Array | string, name = 'my-app-bundle.tar.gz'): Promise<string> {
  const path = join(await temporaryFolder(), name);
  await writeFile(path, bytes);
  return path;
}

/** A gzip’d bundle of the entries, manifests and image first unless others are given. */
export async function bundle(more: Entries = [], base?: Entries): Promise<string> {
  const first = base ?? [...manifests, ['my-app.tar', await image()]];
  return await written(gzipSync(tarOf([...first, ...more])));
}

export async function review(path: string): Promise<ReviewOutput> {
  return await openReview(path, call);
}

/** The codes of what is wrong with the archive itself. */
export function archiveCodes({ diagnostics }: ReviewOutput): string[] {
  return diagnostics.map(({ code }) => code).filter((code) => code.startsWith('bundle/'));
}
