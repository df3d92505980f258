import type { Change, CompareOutput } from '../../contract/comparison.ts';
import type { ReviewImage, ReviewOutput } from '../../contract/review.ts';
import type { Diagnostic } from '../../rules/diagnostic.ts';
import { compareVersion } from './app-json.ts';
import { ChangeList, inOrder } from './change-list.ts';
import { compareFindings } from './findings.ts';
import { compareImages, type FileChanges } from './images.ts';
import { type ComparedManifests, compareManifests } from './manifests.ts';

/** One side of a comparison. */
export interface ComparedTarget {
  readonly target: string;
  readonly kind: string;
  readonly bytes?: number;
  readonly sha256?: string;
  readonly manifests: ComparedManifests;
  /** Manifests by their role, as they are written. */
  readonly texts: readonly ReviewOutput['manifests'][number][];
  /** Absent where there are no manifests to judge. */
  readonly findings?: readonly Pick<Diagnostic, 'code' | 'severity' | 'message' | 'file'>[];
  /** Absent where nothing is known of them: then they are not compared. */
  readonly images?: readonly ReviewImage[];
  readonly entries: readonly { readonly name: string; readonly sha256: string }[];
}

/**
 * What changed from one target to another: meaning first, then texts, images and entries. `filesOf` compares the file trees of two
 * images, see `compareImages`.
 */
export function compareTargets(
  before: ComparedTarget,
  after: ComparedTarget,
  filesOf: (before: ReviewImage | undefined, after: ReviewImage | undefined) => FileChanges,
): CompareOutput {
  const identical = before.sha256 !== undefined && before.sha256 === after.sha256;
  const imagesKnown = before.images !== undefined && after.images !== undefined;
  const { images, changes: imageChanges } = imagesKnown
    ? compareImages(before.images ?? [], after.images ?? [], filesOf)
    : { images: [], changes: [] };
  const meaning = bothHaveManifests(before, after) ? compareManifests(before.manifests, after.manifests) : [];
  const texts = textsOf(before, after);
  const other =
    imageChanges.length > 0 || meaning.length > 0 || texts.some((text) => text.before !== text.after);
  const version = new ChangeList(after.manifests.appJson?.file ?? '');
  if (before.manifests.appJson !== undefined && after.manifests.appJson !== undefined) {
    compareVersion(before.manifests.appJson.value, after.manifests.appJson.value, other, version);
  }
  const changes: Change[] = [
    ...version.list,
    ...meaning,
    ...imageChanges,
    ...(before.findings === undefined || after.findings === undefined
      ? []
      : compareFindings(before.findings, after.findings)),
  ];
  return {
    schemaVersion: 1,
    before: side(before),
    after: side(after),
    identical,
    changes: inOrder(changes),
    texts,
    images,
    entries: entriesThatDiffer(before, after),
  };
}

function side({ target, kind, bytes, sha256 }: ComparedTarget): CompareOutput['before'] {
  return {
    target,
    kind,
    ...(bytes === undefined ? {} : { bytes }),
    ...(sha256 === undefined ? {} : { sha256 }),
  };
}

/** An image alone has no manifests: that it lacks them is no change. */
function bothHaveManifests(before: ComparedTarget, after: ComparedTarget): boolean {
  return before.texts.length > 0 && after.texts.length > 0;
}

function textsOf(before: ComparedTarget, after: ComparedTarget): CompareOutput['texts'] {
  if (!bothHaveManifests(before, after)) return [];
  return (['appSpec', 'appJson'] as const).flatMap((role) => {
    const [was, is] = [before, after].map(({ texts }) => texts.find((text) => text.role === role));
    if (was === undefined && is === undefined) return [];
    return [{ file: (is ?? was)?.file ?? '', before: was?.text ?? null, after: is?.text ?? null }];
  });
}

/** Only archives have entries; a name stands for one entry, as no bundle may have it twice. */
function entriesThatDiffer(before: ComparedTarget, after: ComparedTarget): CompareOutput['entries'] {
  if (before.entries.length === 0 || after.entries.length === 0) return [];
  const [was, is] = [before, after].map(
    ({ entries }) => new Map(entries.map(({ name, sha256 }) => [name, sha256])),
  );
  const names = new Set([...(was?.keys() ?? []), ...(is?.keys() ?? [])]);
  return [...names].flatMap((name) => {
    const [one, two] = [was?.get(name) ?? null, is?.get(name) ?? null];
    return one === two ? [] : [{ name, before: one, after: two }];
  });
}
