import { basename, resolve } from 'node:path';
import { GantryError } from '../../../shared/contract/error.ts';
import type { ReviewOutput } from '../../../shared/contract/review.ts';
import { readAppSpec } from '../../../shared/model/appspec.ts';
import { normaliseReference } from '../../../shared/model/image-reference.ts';
import { parseYaml } from '../../../shared/text/yaml-document.ts';
import { imageFileNames } from '../bundle/entry-names.ts';
import { TransferMeter } from '../bundle/transfer-meter.ts';
import { writeTextFile } from '../files/atomic-write.ts';
import { fillNewFolder } from '../files/new-folder.ts';
import { bundleEntries } from './bundle-entries.ts';
import { writeStream } from './extract-entry.ts';
import type { ReviewCall } from './open-review.ts';

const manifestNames = { appSpec: 'appspec.yaml', appJson: 'app.json' } as const;

/**
 * Makes an editable project of a bundle that was reviewed: its manifests as they are, its image archives, and a gantry.json that says
 * which reference is in which archive, so that it can be checked and bundled again without an engine. All of it is written, or nothing.
 * @throws GantryError `Usage` where the bundle holds no manifest; `FolderNotEmpty`, `FileUnreadable`, `ArchiveInvalid`, `OutputUnwritable`, `DiskFull`, `Cancelled`.
 */
export async function openAsProject(
  review: ReviewOutput,
  folder: string,
  call: Pick<ReviewCall, 'signal' | 'progress'>,
): Promise<{ folder: string; files: string[] }> {
  if (review.manifests.length === 0) {
    throw new GantryError('Usage', { problem: `“${review.name}” holds no manifest to make a project of` });
  }
  if (review.kind === 'project' || review.kind === 'manifest') {
    throw new GantryError('Usage', { problem: `“${review.name}” is a project already; open it as it is` });
  }
  const target = resolve(folder);
  const archives = archiveNames(review);
  const files: string[] = [];
  await fillNewFolder(target, async (made) => {
    const text = async (name: string, content: string): Promise<void> => {
      await writeTextFile(await made.place(name), content);
      files.push(name);
    };
    for (const { role, text: content } of review.manifests) await text(manifestNames[role], content);
    const meter = new TransferMeter((progress) => call.progress(progress));
    meter.begin('read', basename(review.target), review.bytes);
    const options = { signal: call.signal, onBytes: (bytes: number) => meter.add(bytes) };
    for await (const { name, body } of bundleEntries(review.target, review.kind, options)) {
      const archive = archives.get(name);
      if (archive === undefined) continue;
      await writeStream(body, await made.place(archive));
      files.push(archive);
    }
    const settings = settingsOf(review, archives);
    if (settings !== undefined) await text('gantry.json', settings);
  });
  return { folder: target, files };
}

/** Where each image archive goes: a package's own names have a colon, which not every system takes. */
function archiveNames(review: ReviewOutput): Map<string, string> {
  const first = new Map<string, string>();
  for (const { origin, ref } of review.images) if (!first.has(origin)) first.set(origin, ref);
  const origins = [...first.keys()];
  const names = imageFileNames([...first.values()]);
  return new Map(origins.map((origin, i) => [origin, `images/${names[i] ?? 'image.tar'}`]));
}

function settingsOf(review: ReviewOutput, archives: ReadonlyMap<string, string>): string | undefined {
  const appSpec = review.manifests.find(({ role }) => role === 'appSpec');
  if (appSpec === undefined) return undefined;
  const images: Record<string, { archive: string }> = {};
  for (const { image } of readAppSpec(parseYaml(appSpec.text)).containers) {
    if (image === undefined) continue;
    const wanted = normaliseReference(image);
    const holder = review.images.find(({ tags }) => tags.includes(wanted));
    const archive = holder && archives.get(holder.origin);
    if (archive !== undefined) images[image] = { archive };
  }
  return Object.keys(images).length === 0 ? undefined : `${JSON.stringify({ images }, null, 2)}\n`;
}
