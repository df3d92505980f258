import { type ReactNode, useState } from 'react';
import type { Topology, TopologyNode } from '../../../shared/report/topology-graph.ts';
import { Segmented } from '../../components/segmented.tsx';
import { TopologyList } from './topology-list.tsx';
import { TopologyPicture } from './topology-picture.tsx';
import { summaryOf } from './words.ts';
import './topology.css';
import './topology-nodes.css';

interface TopologyFigureProps {
  readonly topology: Topology;
  /** The picture is not of the text of now. */
  readonly dimmed?: boolean;
  /** What there is to say of it, beside its summary. */
  readonly notice?: ReactNode;
  readonly onReveal: (node: TopologyNode) => void;
}

const shapes = [
  { value: 'picture', label: 'Picture' },
  { value: 'list', label: 'List' },
] as const;

/** What the lines mean. */
function Legend() {
  return (
    <ul className="topology-legend" aria-label="Lines">
      <li className="topology-legend-plain">traffic</li>
      <li className="topology-legend-calls">named in a variable</li>
      <li className="topology-legend-broken">✕ leads nowhere</li>
    </ul>
  );
}

/** A topology as a picture or in words, whichever is wanted. */
export function TopologyFigure({ topology, dimmed = false, notice, onReveal }: TopologyFigureProps) {
  const [shape, setShape] = useState<'picture' | 'list'>('picture');
  return (
    <section className="topology" aria-label="Topology">
      <div className="topology-bar">
        <span className="topology-summary">{summaryOf(topology)}</span>
        {notice}
        <span className="topology-end">
          {shape === 'picture' ? <Legend /> : null}
          <Segmented label="Show as" value={shape} options={shapes} onChange={setShape} />
        </span>
      </div>
      {shape === 'picture' ? (
        <TopologyPicture topology={topology} dimmed={dimmed} onReveal={onReveal} />
      ) : (
        <TopologyList topology={topology} onReveal={onReveal} />
      )}
    </section>
  );
}
