import { useMemo } from 'react';
import type { SizeReport, WastedPath } from '../../shared/contract/size-report.ts';
import { bytesBy, entryTypes, pathOf } from '../../shared/report/file-tree-index.ts';
import { formatBytes, formatCount } from '../../shared/report/format.ts';
import { Button } from '../components/button.tsx';
import { CopyButton } from '../components/copy-button.tsx';
import {
  kindName,
  layerName,
  percentText,
  type ReportFacts,
  stepText,
  toneOf,
  wasteAt,
} from './report-facts.ts';

/** What is looked at: an entry of the final tree, or copies it does not show. */
export type Subject =
  | { readonly kind: 'entry'; readonly entry: number }
  | { readonly kind: 'waste'; readonly waste: WastedCopies }
  | undefined;

/** Copies nobody sees, of a file or of all in a folder. */
interface WastedCopies extends Pick<WastedPath, 'path' | 'bytes' | 'layers'> {
  /** Only known of a single file. */
  readonly copies?: number;
  readonly removed?: boolean;
}

interface OriginStripProps {
  readonly report: SizeReport;
  /** Absent while the tree is read. */
  readonly facts: ReportFacts | undefined;
  readonly subject: Subject;
  /** Makes a folder the whole picture. */
  readonly onOpen: (folder: number) => void;
}

const mostLayers = 4;

/** Which layer brought what is selected, and what it costs. */
export function OriginStrip({ report, facts, subject, onOpen }: OriginStripProps) {
  if (subject?.kind === 'waste') return <WasteOrigin report={report} waste={subject.waste} />;
  if (subject?.kind === 'entry' && facts) {
    return <EntryOrigin facts={facts} entry={subject.entry} onOpen={onOpen} />;
  }
  return (
    <section className="origin-strip" aria-label="Where it comes from">
      <p className="hint">Select a file or folder to see which layer brought it.</p>
    </section>
  );
}

interface EntryOriginProps extends Pick<OriginStripProps, 'onOpen'> {
  readonly facts: ReportFacts;
  readonly entry: number;
}

function EntryOrigin({ facts, entry, onOpen }: EntryOriginProps) {
  const { index, report } = facts;
  const layers = useMemo(() => bytesBy(index, entry, 'layers'), [index, entry]);
  const path = pathOf(index, entry);
  const bytes = index.totals[entry] ?? 0;
  const isFolder = index.types[entry] === entryTypes.folder;
  const hidden = wasteAt(facts, entry);
  const own = index.layers[entry] ?? -1;
  return (
    <section className="origin-strip" aria-label="Where it comes from">
      <div className="origin-head">
        <code>{path}</code>
        <CopyButton label="Copy the path" text={path} />
        <span className="hint">
          {formatBytes(bytes)} · {percentText(bytes, report.bytes)} of the image ·{' '}
          {isFolder ? formatCount(index.files[entry] ?? 0, 'file') : kindName(index.kinds[entry] ?? -1)}
        </span>
        {isFolder && bytes > 0 ? <Button onClick={() => onOpen(entry)}>Look inside</Button> : null}
      </div>
      <ul>
        {layers.slice(0, mostLayers).map(({ value, bytes: part }) => (
          <LayerLine
            key={value}
            report={report}
            layer={value}
            words={layers.length > 1 ? formatBytes(part) : 'brought it'}
          />
        ))}
        {layers.length === 0 ? <LayerLine report={report} layer={own} words="brought it" /> : null}
        {layers.length > mostLayers ? (
          <li className="hint">and {formatCount(layers.length - mostLayers, 'other layer')}</li>
        ) : null}
        {hidden ? (
          <li className="wasted">
            {formatCount(hidden.copies, 'earlier copy', 'earlier copies')} of it still travel
            {hidden.copies === 1 ? 's' : ''} in {hidden.layers.map((layer) => layer + 1).join(', ')}:{' '}
            {formatBytes(hidden.bytes)} nobody sees.
          </li>
        ) : null}
      </ul>
    </section>
  );
}

function WasteOrigin({ report, waste }: { readonly report: SizeReport; readonly waste: WastedCopies }) {
  return (
    <section className="origin-strip" aria-label="Where it comes from">
      <div className="origin-head">
        <code>{waste.path}</code>
        <CopyButton label="Copy the path" text={waste.path} />
        <span className="hint">
          {formatBytes(waste.bytes)}
          {waste.copies === undefined ? ' of copies' : ` in ${formatCount(waste.copies, 'copy', 'copies')}`}{' '}
          nobody sees
          {waste.removed === undefined ? '' : ` · ${waste.removed ? 'removed' : 'replaced'} by a later layer`}
        </span>
      </div>
      <ul>
        {waste.layers.slice(0, mostLayers).map((layer) => (
          <LayerLine key={layer} report={report} layer={layer} words="holds a copy" />
        ))}
      </ul>
    </section>
  );
}

interface LayerLineProps {
  readonly report: SizeReport;
  readonly layer: number;
  readonly words: string;
}

function LayerLine({ report, layer, words }: LayerLineProps) {
  const command = report.layers[layer]?.command;
  return (
    <li className="origin-layer">
      <i data-tone={toneOf('layer', layer)} aria-hidden />
      <b>{layerName(layer)}</b> {words}
      {command === undefined ? null : <code title={command}>{stepText(command)}</code>}
    </li>
  );
}
