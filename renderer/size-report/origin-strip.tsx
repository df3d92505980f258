import { useMemo } from 'react';
import type { WastedPath } from '../../shared/contract/size-report.ts';
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
  readonly facts: ReportFacts;
  readonly subject: Subject;
  /** Makes a folder the whole picture. */
  readonly onOpen: (folder: number) => void;
}

const mostLayers = 4;

/** Which layer brought what is selected, and what it costs. */
export function OriginStrip({ facts, subject, onOpen }: OriginStripProps) {
  const { index, report } = facts;
  const entry = subject?.kind === 'entry' ? subject.entry : undefined;
  const layers = useMemo(() => (entry === undefined ? [] : bytesBy(index, entry, 'layers')), [index, entry]);
  if (subject === undefined) {
    return (
      <section className="origin-strip" aria-label="Where it comes from">
        <p className="hint">Select a file or folder to see which layer brought it.</p>
      </section>
    );
  }
  if (subject.kind === 'waste') return <WasteOrigin facts={facts} waste={subject.waste} />;
  const path = pathOf(index, subject.entry);
  const bytes = index.totals[subject.entry] ?? 0;
  const isFolder = index.types[subject.entry] === entryTypes.folder;
  const hidden = wasteAt(facts, subject.entry);
  const own = index.layers[subject.entry] ?? -1;
  return (
    <section className="origin-strip" aria-label="Where it comes from">
      <div className="origin-head">
        <code>{path}</code>
        <CopyButton label="Copy the path" text={path} />
        <span className="hint">
          {formatBytes(bytes)} · {percentText(bytes, report.bytes)} of the image ·{' '}
          {isFolder
            ? formatCount(index.files[subject.entry] ?? 0, 'file')
            : kindName(index.kinds[subject.entry] ?? -1)}
        </span>
        {isFolder && bytes > 0 ? <Button onClick={() => onOpen(subject.entry)}>Look inside</Button> : null}
      </div>
      <ul>
        {layers.slice(0, mostLayers).map(({ value, bytes: part }) => (
          <LayerLine
            key={value}
            facts={facts}
            layer={value}
            words={layers.length > 1 ? formatBytes(part) : 'brought it'}
          />
        ))}
        {layers.length === 0 ? <LayerLine facts={facts} layer={own} words="brought it" /> : null}
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

function WasteOrigin({ facts, waste }: { readonly facts: ReportFacts; readonly waste: WastedCopies }) {
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
          <LayerLine key={layer} facts={facts} layer={layer} words="holds a copy" />
        ))}
      </ul>
    </section>
  );
}

interface LayerLineProps {
  readonly facts: ReportFacts;
  readonly layer: number;
  readonly words: string;
}

function LayerLine({ facts, layer, words }: LayerLineProps) {
  const command = facts.report.layers[layer]?.command;
  return (
    <li className="origin-layer">
      <i data-tone={toneOf('layer', layer)} aria-hidden />
      <b>{layerName(layer)}</b> {words}
      {command === undefined ? null : <code title={command}>{stepText(command)}</code>}
    </li>
  );
}
