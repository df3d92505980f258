import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { TransferProgress } from '../../../shared/contract/operations.ts';
import type { ReviewOutput } from '../../../shared/contract/review.ts';
import { withLoading } from '../../../shared/rules/loading.ts';
import { validate } from '../../../shared/rules/validate.ts';
import { ExpansionBudget } from '../archives/expansion-budget.ts';
import { fileStream, fileUnreadable } from '../archives/file-stream.ts';
import { readImageArchive } from '../archives/image-archive-reader.ts';
import type { ImageInfo } from '../archives/types.ts';
import type { BundleContents } from '../bundle/bundle-contents.ts';
import { type ReadBundleOptions, type ReadSoFar, readBundle } from '../bundle/read-bundle.ts';
import { readBundleFolder } from '../bundle/read-folder.ts';
import { TransferMeter } from '../bundle/transfer-meter.ts';
import type { ImageSourceContext } from '../images/image-sources.ts';
import { bundleTarget } from '../project/bundle-target.ts';
import { type LoadedTarget, loadProject } from '../project/load-project.ts';
import { loadTarget } from '../project/load-target.ts';
import { describeImage } from './describe-image.ts';
import { readProjectImages } from './project-images.ts';
import { type ReviewIdentity, reviewOutput } from './review-output.ts';
import { type ReviewTargetKind, reviewTargetKind } from './review-target.ts';

export interface ReviewCall {
  readonly signal: AbortSignal;
  /** Told at most twenty times a second. */
  progress(progress: TransferProgress): void;
  /** Given the first facts, once, where they are known before everything else is read. */
  onFirstFacts?(review: ReviewOutput): void;
  /** Asked for each image archive, by the name of its entry, who listens while it is read. */
  onImage?: ReadBundleOptions['onImage'];
  /** Given each image once it was read. */
  onImageRead?(image: ImageInfo, origin: string): void;
  /** Told where not all images that a project names could be had. */
  onImagesMissing?(): void;
  /** Where a project's images may be, too. Nothing else is asked of an engine. */
  readonly engine?: NonNullable<ImageSourceContext['engine']>;
}

/**
 * Everything a reviewer is told of a bundle, a package, an image archive, an extracted bundle or a project, in one reading.
 * Nothing is written, nothing is executed.
 * @throws GantryError `FileUnreadable`, `ArchiveInvalid` where not even a first entry can be read, `Cancelled`, and what reading a project throws.
 */
export async function openReview(path: string, call: ReviewCall): Promise<ReviewOutput> {
  const kind = await reviewTargetKind(path, call.signal);
  const meter = new TransferMeter((progress) => call.progress(progress));
  const size = await sizeOf(path);
  meter.begin('read', basename(path), size);
  switch (kind) {
    case 'image-archive':
      return await reviewImageArchive(path, size ?? 0, call, meter);
    case 'project':
    case 'manifest':
      return await reviewProject(path, kind, call, meter);
    default:
      return await reviewBundle(path, kind, call, meter);
  }
}

async function reviewBundle(
  path: string,
  kind: ReviewTargetKind,
  call: ReviewCall,
  meter: TransferMeter,
): Promise<ReviewOutput> {
  const options: ReadBundleOptions = {
    signal: call.signal,
    onBytes: (bytes) => meter.add(bytes),
    onManifests: (soFar) => call.onFirstFacts?.(answer(path, soFar, 'manifests')),
    ...(call.onImage === undefined ? {} : { onImage: call.onImage }),
  };
  const contents =
    kind === 'folder' ? await readBundleFolder(path, options) : await readBundle(path, options);
  tellImages(contents.images, call);
  return answer(path, contents, 'whole');
}

function tellImages(images: BundleContents['images'], call: ReviewCall): void {
  for (const { entry, info } of images) for (const image of info.images) call.onImageRead?.(image, entry);
}

function answer(path: string, contents: ReadSoFar & Partial<BundleContents>, stage: ReviewOutput['stage']) {
  const { kind, wrapping, bytes, sha256, signature } = contents;
  const identity: ReviewIdentity = {
    stage,
    kind,
    wrapping,
    ...(bytes === undefined ? {} : { bytes }),
    ...(sha256 === undefined ? {} : { sha256 }),
    signature,
    entries: contents.entries.map((entry) => ({ ...entry })),
    images: contents.images.flatMap(({ entry, info }) =>
      info.images.map((image) => describeImage(image, entry)),
    ),
  };
  return judged(path, identity, bundleTarget(path, contents, stage === 'manifests'));
}

function judged(path: string, identity: ReviewIdentity, loaded: LoadedTarget): ReviewOutput {
  const validation = withLoading(validate(loaded.project), loaded, loaded.project.severities);
  return reviewOutput(path, identity, loaded, validation);
}

async function reviewImageArchive(
  path: string,
  bytes: number,
  call: ReviewCall,
  meter: TransferMeter,
): Promise<ReviewOutput> {
  const { signal, onImage } = call;
  const file = basename(path);
  const hash = createHash('sha256');
  const budget = new ExpansionBudget();
  async function* tapped() {
    for await (const chunk of fileStream(path, signal)) {
      hash.update(chunk);
      budget.read(chunk.length);
      meter.add(chunk.length);
      yield chunk;
    }
  }
  const info = await readImageArchive(tapped(), { file, signal, budget, ...onImage?.(file) });
  const contents: ReadSoFar = {
    kind: 'bundle',
    wrapping: info.wrapping,
    entries: [],
    images: [{ entry: file, info }],
    signature: { state: 'unsigned', detail: 'An image archive carries no signature.' },
    problems: [],
  };
  tellImages(contents.images, call);
  const whole = answer(path, { ...contents, bytes, sha256: hash.digest('hex') }, 'whole');
  // An image archive is no bundle: what a bundle lacks is no fault of it.
  const summary = { errors: 0, warnings: 0, notes: 0 };
  return { ...whole, kind: 'image-archive', summary, diagnostics: [], notChecked: [], checklist: [] };
}

async function reviewProject(
  path: string,
  kind: 'project' | 'manifest',
  call: ReviewCall,
  meter: TransferMeter,
): Promise<ReviewOutput> {
  const { signal } = call;
  const identity: ReviewIdentity = {
    stage: 'whole',
    kind,
    wrapping: 'none',
    signature: { state: 'unsigned', detail: 'Only packages are signed.' },
    entries: [],
    images: [],
  };
  if (kind === 'manifest') return judged(path, identity, await loadTarget(path, { signal }));
  const loaded = await loadProject(path, { signal });
  const images = await readProjectImages(loaded, call, meter);
  return judged(path, { ...identity, images }, loaded);
}

/** Bytes of a file; nothing for a folder. */
async function sizeOf(path: string): Promise<number | undefined> {
  const facts = await stat(path).catch((error: unknown) => {
    throw fileUnreadable(path, error);
  });
  return facts.isDirectory() ? undefined : facts.size;
}
