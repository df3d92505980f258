import { ChevronRight } from 'lucide-react';
import { Collapsible } from 'radix-ui';
import type { InspectOutput } from '../../../shared/contract/outputs.ts';
import { formatBytes, formatCount } from '../../../shared/report/format.ts';

type Image = InspectOutput['images'][number];

/** The images of an archive with their layers, the largest ones drawn longest. */
export function ReviewImages({ images }: { readonly images: readonly Image[] }) {
  if (images.length === 0) return null;
  return (
    <section className="card" aria-labelledby="review-images">
      <div className="card-head">
        <h2 id="review-images">Images</h2>
      </div>
      {images.map((image) => (
        <ImageLayers key={`${image.id} ${image.ref}`} image={image} open={images.length === 1} />
      ))}
    </section>
  );
}

function ImageLayers({ image, open }: { readonly image: Image; readonly open: boolean }) {
  // Two layers may be alike in everything: their place tells them apart.
  const layers = image.layers.map((layer, place) => ({ layer, key: `${place} ${layer.diffId}` }));
  const largest = Math.max(1, ...image.layers.map(({ bytes }) => bytes));
  return (
    <Collapsible.Root className="review-image" defaultOpen={open}>
      <Collapsible.Trigger>
        <ChevronRight size={14} aria-hidden />
        <code>{image.ref}</code>
        <span className="hint">
          {formatBytes(image.bytes)} in {formatCount(image.layers.length, 'layer')} · {image.platform}
          {image.compressedBytes === undefined
            ? ''
            : ` · ${formatBytes(image.compressedBytes)} in the archive`}
        </span>
      </Collapsible.Trigger>
      <Collapsible.Content>
        <p className="review-image-id hint">
          {image.id}
          {image.tags.length > 1 ? ` · also ${image.tags.slice(1).join(', ')}` : ''}
        </p>
        <ol>
          {layers.map(({ layer, key }) => (
            <li key={key}>
              <code title={layer.command}>{layer.command === '' ? layer.diffId : layer.command}</code>
              <span className="review-layer-bytes">{formatBytes(layer.bytes)}</span>
              <span
                className="review-layer-bar"
                style={{ width: `${Math.max(0.5, (layer.bytes / largest) * 100)}%` }}
              />
            </li>
          ))}
        </ol>
      </Collapsible.Content>
    </Collapsible.Root>
  );
}
