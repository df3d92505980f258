import { expect, test } from 'vitest';
import { measureImage } from '../../shared/report/image-measure.ts';
import { LayerListing } from '../../shared/report/layer-listing.ts';
import { PathTable } from '../../shared/report/path-table.ts';
import { treePath } from '../../shared/report/tree-paths.ts';
import fc from '../support/fast-check.ts';
import { layNaively, type NaiveEntry } from '../support/naive-layers.ts';
import { unpackTree } from '../support/unpack-tree.ts';

const part = fc.constantFrom('a', 'b', 'c');
const path = fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/'));
const mark = fc
  .tuple(fc.array(part, { maxLength: 2 }), fc.constantFrom('.wh.a', '.wh.b', '.wh..wh..opq', '.wh..wh.plnk'))
  .map(([folder, name]) => [...folder, name].join('/'));
const entry: fc.Arbitrary<NaiveEntry> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      name: path,
      type: fc.constant('file' as const),
      realSize: fc.nat(99),
      linkName: fc.constant(''),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      name: path,
      type: fc.constant('hardlink' as const),
      realSize: fc.constant(0),
      linkName: path,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      name: path,
      type: fc.constantFrom('directory' as const, 'symlink' as const),
      realSize: fc.constant(0),
      linkName: fc.constant('x'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      name: mark,
      type: fc.constant('file' as const),
      realSize: fc.constant(0),
      linkName: fc.constant(''),
    }),
  },
);

test('layers of any content are measured as the plainest model measures them', () => {
  fc.assert(
    fc.property(fc.array(fc.array(entry, { maxLength: 8 }), { maxLength: 4 }), (layers) => {
      const paths = new PathTable();
      const listings = layers.map((entries) => {
        const listing = new LayerListing(paths);
        for (const each of entries) expect(listing.add(each)).toBeUndefined();
        return listing;
      });
      const measure = measureImage(
        {
          id: 'sha256:x',
          platform: 'linux/amd64',
          workingFolder: '',
          layers: listings.map((listing) => ({ diffId: '', command: '', bytes: 0, listing })),
        },
        paths,
      );
      const naive = layNaively(layers);
      expect(
        measure.layers.map(({ added, changed, removed, fileBytes, wastedBytes }) => ({
          added,
          changed,
          removed,
          fileBytes,
          wastedBytes,
        })),
      ).toEqual(naive.layers);
      const tree = unpackTree(measure.tree);
      const entries = tree.names.map((_, i) => ({
        path: treePath(tree, i).slice(1),
        type: tree.types[i] ?? 0,
        layer: tree.layers[i],
      }));
      const shownFolders = entries.filter(({ path, type }) => type === 1 && path !== '');
      expect(new Map(shownFolders.map(({ path, layer }) => [path, layer]))).toEqual(naive.folders);
      const shownFiles = entries.filter(({ type }) => type !== 1).map((each) => each.path);
      expect(shownFiles.sort()).toEqual([...naive.files.keys()].sort());
      const distinct = [...new Set(naive.files.values())];
      expect(measure.fileBytes).toBe(distinct.reduce((sum, { bytes }) => sum + bytes, 0));
      expect(tree.bytes.reduce((sum, bytes) => sum + bytes, 0)).toBe(measure.fileBytes);
      expect(measure.hidden.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(
        naive.layers.reduce((sum, { wastedBytes }) => sum + wastedBytes, 0),
      );
    }),
    { numRuns: 1500 },
  );
});
