import { X } from 'lucide-react';
import type { Topology } from '../../../shared/report/topology-graph.ts';
import { edgeRow } from './blocks.ts';
import type { Picture } from './layout.ts';

interface EdgeLayerProps {
  readonly picture: Picture;
  /** The node whose edges stand out. */
  readonly current: string | undefined;
}

/** All edges below the nodes; for the eye only, the list says the same in words. */
export function EdgeLayer({ picture, current }: EdgeLayerProps) {
  const { width, height, edges } = picture;
  return (
    <svg className="topology-edges" width={width} height={height} aria-hidden="true">
      <defs>
        {['plain', 'calls', 'broken', 'current'].map((look) => (
          <marker
            key={look}
            id={`topology-arrow-${look}`}
            className={`topology-arrow topology-arrow-${look}`}
            viewBox="0 0 8 8"
            refX="7"
            refY="4"
            markerWidth="8"
            markerHeight="8"
            markerUnits="userSpaceOnUse"
            orient="auto-start-reverse"
          >
            <path d="M0,0.5 L7.5,4 L0,7.5 Z" />
          </marker>
        ))}
      </defs>
      {edges.map(({ edge, path }) => {
        const touched = current === edge.from || current === edge.to;
        const look =
          edge.broken !== undefined
            ? 'broken'
            : touched
              ? 'current'
              : edge.kind === 'calls'
                ? 'calls'
                : 'plain';
        return (
          <path
            key={edge.id}
            d={path}
            className={`topology-edge topology-edge-${look}`}
            markerEnd={`url(#topology-arrow-${look})`}
          />
        );
      })}
    </svg>
  );
}

/** What joins containers to their images and volumes, drawn over the pod that all of it is inside of. */
export function JointLayer({
  picture,
  topology,
}: {
  readonly picture: Picture;
  readonly topology: Topology;
}) {
  const { width, height, mounts, boxes } = picture;
  return (
    <svg className="topology-edges" width={width} height={height} aria-hidden="true">
      {topology.edges.map(({ id, kind, to, broken }) => {
        const pod = kind === 'keeps' && broken !== undefined ? boxes.get(to) : undefined;
        if (pod) {
          const path = `M${pod.x + 11},${pod.y - edgeRow} v${edgeRow - 1}`;
          return (
            <path
              key={id}
              d={path}
              className="topology-edge topology-edge-broken"
              markerEnd="url(#topology-arrow-broken)"
            />
          );
        }
        const image = kind === 'image' ? boxes.get(to) : undefined;
        return image ? (
          <path
            key={id}
            d={`M${image.x + 16},${image.y - 6} v12 q0,7 7,7 h6`}
            className={`topology-edge topology-edge-${broken === undefined ? 'plain' : 'broken'}`}
          />
        ) : null;
      })}
      {mounts.map(({ edge, row }) => {
        const volume = boxes.get(edge.to);
        if (!volume) return null;
        const look = edge.broken === undefined ? 'plain' : 'broken';
        const [x, y] = [row.x + row.width, row.y + row.height / 2];
        const [endX, endY] = [volume.x + volume.width, volume.y + volume.height / 2];
        return (
          <path
            key={edge.id}
            d={`M${x},${y} C${x + 20},${y} ${endX + 20},${endY} ${endX + 1},${endY}`}
            className={`topology-edge topology-edge-${look}`}
            markerEnd={`url(#topology-arrow-${look})`}
          />
        );
      })}
    </svg>
  );
}

/** The words on edges, and what stands in a container's rows for its mounts. */
export function EdgeWords({ picture, topology }: { readonly picture: Picture; readonly topology: Topology }) {
  return (
    <div aria-hidden="true">
      {topology.edges.map(({ id, kind, to, broken }) => {
        const pod = kind === 'keeps' && broken !== undefined ? picture.boxes.get(to) : undefined;
        return pod ? (
          <span
            key={id}
            className="topology-keeps topology-wrong"
            style={{ left: pod.x + 24, top: pod.y - edgeRow, height: edgeRow - 3 }}
          >
            <X size={11} strokeWidth={3} />
            {broken}
          </span>
        ) : null;
      })}
      {picture.edges.map(({ edge, middle }) => {
        const words = edge.broken ?? edge.label;
        if (words === '') return null;
        return (
          <span
            key={edge.id}
            className={`topology-words-on-edge ${edge.broken === undefined ? '' : 'topology-wrong'}`}
            style={{ left: middle.x, top: middle.y }}
            title={words}
          >
            {edge.broken === undefined ? null : <X size={11} strokeWidth={3} />}
            <span>{words}</span>
          </span>
        );
      })}
      {picture.mounts.map(({ edge, row }) => (
        <span
          key={edge.id}
          className={`topology-mount ${edge.broken === undefined ? '' : 'topology-is-broken'}`}
          style={{ left: row.x, top: row.y, width: row.width, height: row.height }}
        >
          <code>{edge.label}</code>
          {edge.broken === undefined ? null : (
            <span className="topology-wrong">
              <X size={11} strokeWidth={3} />
              {edge.broken}
            </span>
          )}
        </span>
      ))}
    </div>
  );
}
