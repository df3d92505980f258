import { describe, expect, it } from 'vitest';
import { tarPadding } from '../../../electron/services/archives/tar-writer.ts';
import { ArchiveDigest } from '../../../electron/services/bundle/archive-digest.ts';
import { layerHeader } from '../../../electron/services/bundle/image-tar.ts';
import { sha256 } from '../../support/archive-bytes.ts';

const [one, two] = [Buffer.alloc(700, 'one '), Buffer.alloc(1024, 'two ')];
const order = [one, two].map(sha256);
const documents = Buffer.alloc(512, 'documents');

function add(digest: ArchiveDigest, layer: Buffer, bytes: number | undefined = layer.length): void {
  const begun = digest.begin(bytes);
  begun?.hash.update(layer);
  digest.settle(begun, sha256(layer));
}

describe('the hash of an image archive', () => {
  it('is had while the layers come in their order, one of them again', () => {
    const digest = new ArchiveDigest(order);
    for (const layer of [one, one, two, one]) add(digest, layer);
    const archive = [one, two].flatMap((layer) => [
      layerHeader(sha256(layer), layer.length),
      layer,
      tarPadding(layer.length),
    ]);
    expect(`sha256:${digest.finish(documents)}`).toBe(sha256(Buffer.concat([...archive, documents])));
  });

  it.each([
    ['come in another order', (digest: ArchiveDigest) => add(digest, two)],
    [
      'are packed, so that their length is not known',
      (digest: ArchiveDigest) => {
        digest.settle(digest.begin(undefined), sha256(one));
        add(digest, two);
      },
    ],
  ])('is lost where the layers %s, which is said at once', async (_what, give) => {
    const digest = new ArchiveDigest(order);
    give(digest);
    await digest.lost;
    expect(digest.finish(documents)).toBeUndefined();
  });

  it('is lost where a layer is missing, which the end says', async () => {
    const digest = new ArchiveDigest(order);
    add(digest, one);
    expect(digest.finish(documents)).toBeUndefined();
    await digest.lost;
  });
});
