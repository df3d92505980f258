import { useMemo } from 'react';
import { fileKinds } from '../../shared/contract/size-report.ts';
import { bytesBy } from '../../shared/report/file-tree-index.ts';
import { formatBytes } from '../../shared/report/format.ts';
import { Button } from '../components/button.tsx';
import { type Colouring, kindName, layerName, type ReportFacts, toneOf } from './report-facts.ts';

interface PictureLegendProps {
  readonly facts: ReportFacts;
  readonly root: number;
  readonly colouring: Colouring;
  readonly layer: number | undefined;
  readonly onLayer: (layer: number | undefined) => void;
}

/** What the colours and patterns mean; a layer's entry makes that layer stand out. */
export function PictureLegend({ facts, root, colouring, layer, onLayer }: PictureLegendProps) {
  const { index, report } = facts;
  const parts = useMemo(
    () => bytesBy(index, root, colouring === 'kind' ? 'kinds' : 'layers').sort((a, b) => a.value - b.value),
    [index, root, colouring],
  );
  const marked = report.advice.length > 0;
  return (
    <ul className="size-legend" aria-label="Colours">
      {parts.map(({ value, bytes }) => (
        <li key={value}>
          {colouring === 'kind' ? (
            <>
              <i data-tone={toneOf('kind', value)} aria-hidden />
              {kindName(value < fileKinds.length ? value : -1)} <b>{formatBytes(bytes)}</b>
            </>
          ) : (
            <button
              type="button"
              aria-pressed={layer === value}
              onClick={() => onLayer(layer === value ? undefined : value)}
            >
              <i data-tone={toneOf('layer', value)} aria-hidden />
              {layerName(value)} <b>{formatBytes(bytes)}</b>
            </button>
          )}
        </li>
      ))}
      {marked ? (
        <li>
          <i className="cited" aria-hidden />
          could go
        </li>
      ) : null}
      {layer !== undefined && colouring === 'kind' ? (
        <li>
          <Button look="link" onClick={() => onLayer(undefined)}>
            Show all layers
          </Button>
        </li>
      ) : null}
    </ul>
  );
}
