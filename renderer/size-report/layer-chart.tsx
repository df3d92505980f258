import type { LayerReport, SizeReport } from '../../shared/contract/size-report.ts';
import { formatBytes } from '../../shared/report/format.ts';
import { layerName, percentText, stepText, toneOf } from './report-facts.ts';

interface LayerChartProps {
  readonly report: SizeReport;
  /** The layer that stands out in the other views. */
  readonly layer: number | undefined;
  readonly onLayer: (layer: number | undefined) => void;
}

/** The layers one beside the other by size, and what each did; the hatched part is what later layers hide. */
export function LayerChart({ report, layer: chosen, onLayer }: LayerChartProps) {
  const whole = Math.max(1, report.bytes);
  const numbered = report.layers.map((layer, index) => ({ layer, index, key: `${index} ${layer.diffId}` }));
  const toggle = (index: number): void => onLayer(index === chosen ? undefined : index);
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
              <i
                data-tone="waste"
                style={{ width: `${(layer.wastedBytes / Math.max(1, layer.bytes)) * 100}%` }}
              />
            </span>
          );
        })}
      </div>
      <table className="table layer-table">
        <caption className="visually-hidden">
          Layers in the order they were built. Choosing one makes it stand out in the treemap.
        </caption>
        <thead>
          <tr>
            <th scope="col">Layer</th>
            <th scope="col">Built by</th>
            <th scope="col">Files</th>
            <th scope="col" className="number">
              Compressed
            </th>
            <th scope="col" className="number">
              Wasted
            </th>
            <th scope="col" className="number">
              Size
            </th>
          </tr>
        </thead>
        <tbody>
          {numbered.map(({ layer, index, key }) => (
            <tr key={key} className={index === chosen ? 'chosen' : ''}>
              <th scope="row">
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
              </th>
              <td>
                <code title={layer.command}>{stepText(layer.command)}</code>
              </td>
              <td className="layer-files">{filesText(layer)}</td>
              <td className="number">
                {layer.compressed
                  ? `${layer.compressed.estimated ? '≈ ' : ''}${formatBytes(layer.compressed.bytes)}`
                  : '–'}
              </td>
              <td className={layer.wastedBytes > 0 ? 'number wasted' : 'number'}>
                {layer.wastedBytes > 0 ? formatBytes(layer.wastedBytes) : '–'}
              </td>
              <td className="number">
                {formatBytes(layer.bytes)}
                <span className="hint"> {percentText(layer.bytes, whole)}</span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {report.layers.some(({ compressed }) => compressed?.estimated) ? (
        <p className="hint layer-note">
          ≈ is an estimate: the image was not stored compressed where it was read.
        </p>
      ) : null}
    </div>
  );
}

function filesText({ added, changed, removed }: LayerReport): string {
  const parts = [
    ...(added > 0 ? [`${added} new`] : []),
    ...(changed > 0 ? [`${changed} changed`] : []),
    ...(removed > 0 ? [`${removed} removed`] : []),
  ];
  return parts.length === 0 ? 'none' : parts.join(', ');
}
