import { Maximize, ZoomIn, ZoomOut } from 'lucide-react';
import { IconButton } from '../../components/button.tsx';
import type { Zoom } from './use-zoom.ts';

/** Zooms the picture; the number is also the way back to full size. */
export function ZoomBar({ zoom }: { readonly zoom: Zoom }) {
  return (
    <fieldset className="topology-zoom" aria-label="Zoom">
      <IconButton label="Zoom out (−)" onClick={zoom.zoomOut}>
        <ZoomOut size={15} />
      </IconButton>
      <button
        type="button"
        className="button ghost topology-percent"
        aria-label={`${Math.round(zoom.zoom * 100)}%, show at full size`}
        onClick={zoom.reset}
      >
        {Math.round(zoom.zoom * 100)}%
      </button>
      <IconButton label="Zoom in (+)" onClick={zoom.zoomIn}>
        <ZoomIn size={15} />
      </IconButton>
      <IconButton label="Fit the picture (0)" aria-pressed={zoom.fitted} onClick={zoom.fit}>
        <Maximize size={15} />
      </IconButton>
    </fieldset>
  );
}
