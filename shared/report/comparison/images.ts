import type { Change, ImageChange } from '../../contract/comparison.ts';
import type { ReviewImage } from '../../contract/review.ts';
import { parseReference } from '../../model/image-reference.ts';
import { formatBytes } from '../format.ts';
import { ChangeList } from './change-list.ts';
import { type Pair, pairUp } from './pairs.ts';

/** What changed between the final file trees of two images. */
export type FileChanges = Pick<ImageChange, 'files' | 'filesChanged'>;

type Image = ReviewImage;
type LayerChange = ImageChange['layers'][number];

/** An image that grew by more than this share is worth a word. */
const notableGrowth = 0.1;
const leastGrowth = 1_000_000;

/**
 * Images on both sides, layer by layer, with what changed in words. `filesOf` compares the file trees of two images; it is
 * asked only where layers differ, and with one side where there is no other.
 */
export function compareImages(
  before: readonly Image[],
  after: readonly Image[],
  filesOf: (before: Image | undefined, after: Image | undefined) => FileChanges,
): { images: ImageChange[]; changes: Change[] } {
  const changes = new ChangeList('');
  const pairs = pairUp<Image>(before, after, ({ ref }) => ref, likeness);
  const images = pairs.map((pair) => {
    tellImage(pair, changes);
    return imageChange(pair, filesOf);
  });
  return { images, changes: changes.list };
}

/** A shared tag or repository tells the same image under another name; else the layers they share do. */
function likeness(before: Image, after: Image): number {
  if (before.id === after.id || before.tags.some((tag) => after.tags.includes(tag))) return 1;
  const repositories = (image: Image): string[] =>
    image.tags.flatMap((tag) => {
      const parsed = parseReference(tag);
      return parsed.ok ? [parsed.reference.repository] : [];
    });
  const others = repositories(after);
  if (repositories(before).some((each) => others.includes(each))) return 0.9;
  const ids = new Set(before.layers.map(({ diffId }) => diffId));
  const common = after.layers.filter(({ diffId }) => ids.has(diffId)).length;
  return common / Math.max(1, before.layers.length, after.layers.length);
}

function imageChange(
  { before, after }: Pair<Image>,
  filesOf: (before: Image | undefined, after: Image | undefined) => FileChanges,
): ImageChange {
  const same = before !== undefined && after !== undefined && before.id === after.id;
  const layers = layerChanges(before?.layers ?? [], after?.layers ?? []);
  const differ = layers.some(({ status }) => status !== 'same');
  const none: FileChanges = { files: [], filesChanged: { added: 0, removed: 0, changed: 0 } };
  return {
    ref: (after ?? before)?.ref ?? '',
    status: same ? 'same' : before === undefined ? 'added' : after === undefined ? 'removed' : 'changed',
    ...(before === undefined ? {} : { before: briefly(before) }),
    ...(after === undefined ? {} : { after: briefly(after) }),
    baseChanged: before !== undefined && after !== undefined && isBaseChanged(before, after),
    layers,
    ...(differ ? filesOf(before, after) : none),
  };
}

function briefly({ id, bytes, platform }: Image): NonNullable<ImageChange['before']> {
  return { id, bytes, platform };
}

function isBaseChanged(before: Image, after: Image): boolean {
  return before.layers[0]?.diffId !== after.layers[0]?.diffId;
}

/** The layers in order, those that both have matched so that as many as possible stay. */
function layerChanges(before: Image['layers'], after: Image['layers']): LayerChange[] {
  const width = after.length + 1;
  const lengths = new Int32Array((before.length + 1) * width);
  const at = (i: number, j: number): number => lengths[i * width + j] ?? 0;
  for (let i = before.length - 1; i >= 0; i -= 1) {
    for (let j = after.length - 1; j >= 0; j -= 1) {
      const same = before[i]?.diffId === after[j]?.diffId;
      lengths[i * width + j] = same ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const changes: LayerChange[] = [];
  let [i, j] = [0, 0];
  while (i < before.length || j < after.length) {
    const [was, is] = [before[i], after[j]];
    if (was !== undefined && is !== undefined && was.diffId === is.diffId) {
      changes.push({ status: 'same', ...is });
      i += 1;
      j += 1;
    } else if (was !== undefined && (is === undefined || at(i + 1, j) >= at(i, j + 1))) {
      changes.push({ status: 'removed', ...was });
      i += 1;
    } else if (is !== undefined) {
      changes.push({ status: 'added', ...is });
      j += 1;
    }
  }
  return changes;
}

function tellImage({ before, after }: Pair<Image>, changes: ChangeList): void {
  if (after === undefined) {
    const ref = before?.ref ?? '';
    changes.add('image-removed', 'notable', `The image ${ref} is gone.`, {
      path: `Image ${ref}`,
      before: ref,
    });
    return;
  }
  const { ref } = after;
  const path = `Image ${ref}`;
  if (before === undefined) {
    changes.add('image-added', 'notable', `The image ${ref} is new (${formatBytes(after.bytes)}).`, {
      path,
      after: ref,
    });
    return;
  }
  if (before.id === after.id) return;
  if (isBaseChanged(before, after)) {
    changes.add('base-changed', 'notable', `The image ${ref} is built on another base.`, {
      path,
      before: before.layers[0]?.diffId ?? 'no layer',
      after: after.layers[0]?.diffId ?? 'no layer',
    });
  }
  if (before.platform !== after.platform) {
    const fits = after.platform === 'linux/amd64';
    changes.add(
      'platform-changed',
      fits ? 'notable' : 'critical',
      `The image ${ref} is now for ${after.platform}, not ${before.platform}.`,
      {
        path,
        before: before.platform,
        after: after.platform,
      },
    );
  }
  tellUser(before, after, path, changes);
  tellLists(before, after, path, changes);
  tellSize(before, after, path, changes);
  if (
    JSON.stringify(before.layers.map(({ diffId }) => diffId)) !==
    JSON.stringify(after.layers.map(({ diffId }) => diffId))
  ) {
    changes.add('image-changed', 'minor', `The image ${ref} has other content.`, {
      path,
      before: before.id,
      after: after.id,
    });
  }
}

const isRoot = (user: string): boolean => /^(?:|root|0)(?::|$)/.test(user);

function tellUser(before: Image, after: Image, path: string, changes: ChangeList): void {
  if (before.user === after.user) return;
  const widens = isRoot(after.user) && !isRoot(before.user);
  const words = (user: string): string => (user === '' ? 'root' : user);
  changes.add(
    'user-changed',
    widens ? 'critical' : 'notable',
    `The image ${after.ref} now runs as ${words(after.user)}, not as ${words(before.user)}.`,
    {
      path,
      before: words(before.user),
      after: words(after.user),
      widens,
    },
  );
}

function tellLists(before: Image, after: Image, path: string, changes: ChangeList): void {
  const starts = (image: Image): string => [...image.entrypoint, ...image.command].join(' ');
  if (starts(before) !== starts(after)) {
    changes.add(
      'entrypoint-changed',
      'notable',
      `The image ${after.ref} now starts “${starts(after)}”; before, “${starts(before)}”.`,
      {
        path,
        before: starts(before),
        after: starts(after),
      },
    );
  }
  for (const port of after.exposedPorts) {
    if (before.exposedPorts.includes(port)) continue;
    changes.add(
      'exposed-port-added',
      'minor',
      `The image ${after.ref} now says that it listens on ${port}.`,
      { path, after: port },
    );
  }
  const was = new Map(before.env.map(({ name, value }) => [name, value]));
  const is = new Map(after.env.map(({ name, value }) => [name, value]));
  for (const name of new Set([...was.keys(), ...is.keys()])) {
    const [from, to] = [was.get(name), is.get(name)];
    if (from === to) continue;
    const message =
      to === undefined
        ? `The image ${after.ref} no longer sets ${name}.`
        : from === undefined
          ? `The image ${after.ref} now sets ${name} to ${to}.`
          : `The image ${after.ref} sets ${name} to ${to}, not ${from}.`;
    changes.add('image-variable-changed', 'minor', message, {
      path: `${path} › ${name}`,
      ...(from === undefined ? {} : { before: from }),
      ...(to === undefined ? {} : { after: to }),
    });
  }
}

function tellSize(before: Image, after: Image, path: string, changes: ChangeList): void {
  const grown = after.bytes - before.bytes;
  if (Math.abs(grown) < leastGrowth || Math.abs(grown) < before.bytes * notableGrowth) return;
  const word = grown > 0 ? 'grew' : 'shrank';
  changes.add(
    grown > 0 ? 'image-grown' : 'image-shrunk',
    grown > 0 ? 'notable' : 'minor',
    `The image ${after.ref} ${word} from ${formatBytes(before.bytes)} to ${formatBytes(after.bytes)}.`,
    {
      path,
      before: formatBytes(before.bytes),
      after: formatBytes(after.bytes),
    },
  );
}
