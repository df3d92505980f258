import { X } from 'lucide-react';
import { type KeyboardEvent, useMemo, useRef, useState } from 'react';
import type { Topology, TopologyNode } from '../../../shared/report/topology-graph.ts';
import { EdgeLayer, EdgeWords, JointLayer } from './edge-layer.tsx';
import { neighbour } from './keyboard.ts';
import { layoutTopology } from './layout.ts';
import { NodeBox } from './node-box.tsx';
import { useZoom } from './use-zoom.ts';
import { ZoomBar } from './zoom-bar.tsx';

interface TopologyPictureProps {
  readonly topology: Topology;
  /** The picture is not of the text of now. */
  readonly dimmed: boolean;
  readonly onReveal: (node: TopologyNode) => void;
}

/** The graph as a picture: one Tab stop, arrow keys walk it, plus, minus and 0 zoom. */
export function TopologyPicture({ topology, dimmed, onReveal }: TopologyPictureProps) {
  const [expanded, setExpanded] = useState<ReadonlySet<string>>(new Set());
  const [focused, setFocused] = useState<string | undefined>(undefined);
  const canvas = useRef<HTMLElement | null>(null);
  const picture = useMemo(() => layoutTopology(topology, expanded), [topology, expanded]);
  const zoom = useZoom(picture.width, picture.height);
  const current = topology.nodes.some((node) => node.id === focused) ? focused : topology.nodes[0]?.id;

  const toggle = (id: string): void =>
    setExpanded((open) => new Set(open.has(id) ? [...open].filter((each) => each !== id) : [...open, id]));

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const zooming = { '+': zoom.zoomIn, '=': zoom.zoomIn, '-': zoom.zoomOut, '0': zoom.fit }[event.key];
    if (zooming) {
      event.preventDefault();
      zooming();
      return;
    }
    const next = current === undefined ? undefined : neighbour(topology, current, event.key);
    if (next === undefined) return;
    event.preventDefault();
    const element = canvas.current?.querySelector<HTMLElement>(`[data-node="${CSS.escape(next)}"]`);
    element?.focus({ preventScroll: true });
    element?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  };

  return (
    <div className="topology-stage">
      <div ref={zoom.viewport} className="topology-viewport">
        <div
          className="topology-sheet"
          style={{ width: picture.width * zoom.zoom, height: picture.height * zoom.zoom }}
        >
          <section
            ref={canvas}
            aria-label="Topology of the app. Arrow keys walk along the connections, Enter shows the text."
            className={dimmed ? 'topology-canvas topology-dimmed' : 'topology-canvas'}
            style={{ width: picture.width, height: picture.height, transform: `scale(${zoom.zoom})` }}
          >
            {picture.frames.map(({ kind, title, x, y, width, height }) => (
              <div
                key={kind}
                className={`topology-frame topology-frame-${kind}`}
                style={{ left: x, top: y, width, height }}
              >
                <span>
                  {kind === 'refused' ? <X size={12} strokeWidth={3} aria-hidden="true" /> : null}
                  {title}
                </span>
              </div>
            ))}
            <EdgeLayer picture={picture} current={focused} />
            {topology.nodes.map((node) => {
              const box = picture.boxes.get(node.id);
              return box === undefined ? null : (
                <NodeBox
                  key={node.id}
                  node={node}
                  box={box}
                  current={node.id === current}
                  expanded={expanded.has(node.id)}
                  onFocus={setFocused}
                  onKeyDown={onKeyDown}
                  onReveal={onReveal}
                  onToggle={toggle}
                />
              );
            })}
            <JointLayer picture={picture} topology={topology} />
            <EdgeWords picture={picture} topology={topology} />
          </section>
        </div>
      </div>
      <ZoomBar zoom={zoom} />
    </div>
  );
}
