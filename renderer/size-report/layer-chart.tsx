import type { LayerReport, SizeReport } from '../../shared/contract/size-report.ts';
import { formatBytes } from '../../shared/report/format.ts';
import { type Column, DataTable } from '../components/data-table.tsx';
import { layerName, percentText, stepText, toneOf } from './report-facts.ts';

interface LayerChartProps {
  readonly report: SizeReport;
  /** The layer that stands out in the other views. */
  readonly layer: number | undefined;
  readonly onLayer: (layer: number | undefined) => void;
}

interface NumberedLayer {
  readonly layer: LayerReport;
  readonly index: number;
  readonly key: string;
}

/** The layers one beside the other by size, and what each did; the hatched part is what later layers hide. */
export function LayerChart({ report, layer: chosen, onLayer }: LayerChartProps) {
  const whole = Math.max(1, report.bytes);
  const numbered = report.layers.map(
    (layer, index): NumberedLayer => ({ layer, index, key: `${index} ${layer.diffId}` }),
  );
  const toggle = (index: number): void => onLayer(index === chosen ? undefined : index);
  const columns: readonly Column<NumberedLayer>[] = [
    {
      title: 'Layer',
      heading: true,
      cell: ({ index }) => (
        <button
          type="button"
          className="layer-number"
          data-tone={toneOf('layer', index)}
          aria-pressed={index === chosen}
          aria-label={`Show ${layerName(index)} alone`}
          onClick={() => toggle(index)}
        >
          {index + 1}
        </button>
      ),
    },
    { title: 'Built by', cell: ({ layer }) => <code title={layer.command}>{stepText(layer.command)}</code> },
    { title: 'Files', className: 'layer-files', cell: ({ layer }) => filesText(layer) },
    { title: 'Compressed', className: 'number', cell: ({ layer }) => compressedOf(layer) },
    {
      title: 'Wasted',
      className: 'number',
      cell: ({ layer: { wastedBytes } }) =>
        wastedBytes > 0 ? <span className="wasted">{formatBytes(wastedBytes)}</span> : '–',
    },
    {
      title: 'Size',
      className: 'number',
      cell: ({ layer: { bytes } }) => (
        <>
          {formatBytes(bytes)}
          <span className="hint"> {percentText(bytes, whole)}</span>
        </>
      ),
    },
  ];
  return (
    <div className="layer-chart">
      <div className="layer-stack" aria-hidden>
        {numbered.map(({ layer, index, key }) => {
          const share = (layer.bytes / whole) * 100;
          return (
            <span
              key={key}
              data-tone={toneOf('layer', index)}
              className={chosen !== undefined && chosen !== index ? 'dim' : ''}
              style={{ width: `${share}%` }}
              title={`${layerName(index)}, ${formatBytes(layer.bytes)}: ${stepText(layer.command)}`}
            >
              {share > 3 ? <b>{index + 1}</b> : null}
              {layer.wastedBytes > 0 ? (
                <i data-tone="waste" style={{ width: `${(layer.wastedBytes / layer.bytes) * 100}%` }} />
              ) : null}
            </span>
          );
        })}
      </div>
      <DataTable
        className="layer-table"
        caption="Layers in the order they were built. Choosing one makes it stand out in the treemap."
        captionHidden
        columns={columns}
        rows={numbered}
        keyOf={({ key }) => key}
        rowClassName={({ index }) => (index === chosen ? 'chosen' : '')}
      />
      {report.layers.some(({ compressed }) => compressed?.estimated) ? (
        <p className="hint layer-note">
          ≈ is an estimate: the image was not stored compressed where it was read.
        </p>
      ) : null}
    </div>
  );
}

function compressedOf({ compressed }: LayerReport): string {
  if (compressed === undefined) return '–';
  return `${compressed.estimated ? '≈ ' : ''}${formatBytes(compressed.bytes)}`;
}

function filesText({ added, changed, removed }: LayerReport): string {
  const parts = [
    ...(added > 0 ? [`${added} new`] : []),
    ...(changed > 0 ? [`${changed} changed`] : []),
    ...(removed > 0 ? [`${removed} removed`] : []),
  ];
  return parts.length === 0 ? 'none' : parts.join(', ');
}
