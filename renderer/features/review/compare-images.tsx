import { ChevronRight } from 'lucide-react';
import { Collapsible } from 'radix-ui';
import { useState } from 'react';
import type { ImageChange } from '../../../shared/contract/comparison.ts';
import { formatBytes, formatCount } from '../../../shared/report/format.ts';
import { Button } from '../../components/button.tsx';
import { type Column, DataTable } from '../../components/data-table.tsx';

const looks = { same: 'mute', changed: 'warning', added: 'note', removed: 'note' } as const;
const signs = { same: '=', added: '+', removed: '−' } as const;
/** So many files are listed at once. */
const step = 50;

/** The images, layer by layer and file by file. */
export function CompareImages({ images }: { readonly images: readonly ImageChange[] }) {
  if (images.length === 0) return <p className="card review-none">Neither of them has an image.</p>;
  const changed = images.filter(({ status }) => status !== 'same').length;
  return (
    <div className="review-list">
      {images.map((image) => (
        <ImageCard
          key={`${image.ref} ${image.before?.id ?? ''} ${image.after?.id ?? ''}`}
          image={image}
          open={image.status !== 'same' && changed <= 2}
        />
      ))}
    </div>
  );
}

function ImageCard({ image, open }: { readonly image: ImageChange; readonly open: boolean }) {
  const { ref, status, before, after, baseChanged, filesChanged } = image;
  return (
    <Collapsible.Root asChild defaultOpen={open}>
      <section className="card review-image" aria-label={ref}>
        <h2>
          <Collapsible.Trigger className="review-fold">
            <ChevronRight size={14} aria-hidden />
            <code>{ref}</code>
            <span className={`pill ${looks[status]}`}>{status}</span>
            <span className="hint">
              {before ? formatBytes(before.bytes) : 'not there'} →{' '}
              {after ? formatBytes(after.bytes) : 'not there'}
              {before && after ? ` (${difference(before.bytes, after.bytes)})` : ''}
              {before && after && before.platform !== after.platform
                ? ` · ${before.platform} → ${after.platform}`
                : ''}
              {baseChanged ? ' · another base' : ''}
            </span>
          </Collapsible.Trigger>
        </h2>
        <Collapsible.Content className="review-image-body">
          <Layers image={image} />
          <div>
            <h3>
              Files{' '}
              <span className="hint">
                {filesChanged.added} added, {filesChanged.removed} removed, {filesChanged.changed} changed
              </span>
            </h3>
            <Files files={image.files} />
          </div>
        </Collapsible.Content>
      </section>
    </Collapsible.Root>
  );
}

function Layers({ image }: { readonly image: ImageChange }) {
  const layers = image.layers.map((layer, place) => ({ layer, key: `${place} ${layer.diffId}` }));
  if (layers.length === 0) return null;
  return (
    <div>
      <h3>Layers</h3>
      <ol className="compare-layers">
        {layers.map(({ layer, key }) => (
          <li key={key} className={layer.status}>
            <span aria-hidden>{signs[layer.status]}</span>
            <span className="visually-hidden">{layer.status}</span>
            <code title={layer.command}>{layer.command === '' ? layer.diffId : layer.command}</code>
            <span>{formatBytes(layer.bytes)}</span>
          </li>
        ))}
      </ol>
    </div>
  );
}

const fileColumns: readonly Column<ImageChange['files'][number]>[] = [
  { title: 'Path', className: 'mono review-entry', cell: ({ path }) => path },
  { title: 'What', className: 'compare-what', cell: ({ before, after }) => fileWord(before, after) },
  {
    title: 'Before',
    className: 'number',
    cell: ({ before }) => (before === null ? '–' : formatBytes(before)),
  },
  { title: 'Now', className: 'number', cell: ({ after }) => (after === null ? '–' : formatBytes(after)) },
  {
    title: 'Difference',
    className: 'number',
    cell: ({ before, after }) => difference(before ?? 0, after ?? 0),
  },
];

function Files({ files }: { readonly files: ImageChange['files'] }) {
  const [most, setMost] = useState(step);
  if (files.length === 0) return <p className="hint">The files are the same.</p>;
  return (
    <>
      <DataTable columns={fileColumns} rows={files.slice(0, most)} keyOf={({ path }) => path} />
      {files.length > most ? (
        <p className="compare-more">
          <Button onClick={() => setMost(most + step * 4)}>
            Show more of {formatCount(files.length, 'file')}
          </Button>
        </p>
      ) : null}
    </>
  );
}

function fileWord(before: number | null, after: number | null): string {
  if (before === null) return 'added';
  if (after === null) return 'removed';
  if (after > before) return 'grown';
  return after < before ? 'shrunk' : 'changed';
}

function difference(before: number, after: number): string {
  if (after === before) return '±0';
  return after > before ? `+${formatBytes(after - before)}` : `−${formatBytes(before - after)}`;
}
