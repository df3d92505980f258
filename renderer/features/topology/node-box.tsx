import { ChevronDown, ChevronRight, X } from 'lucide-react';
import type { KeyboardEvent } from 'react';
import type { TopologyNode } from '../../../shared/report/topology-graph.ts';
import type { Box } from './blocks.ts';
import { NodeIcon } from './node-icon.tsx';
import { nameOf, splitReference } from './words.ts';

interface NodeBoxProps {
  readonly node: TopologyNode;
  readonly box: Box;
  /** The one node of the picture that the Tab key reaches. */
  readonly current: boolean;
  readonly expanded: boolean;
  readonly onFocus: (id: string) => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
  readonly onReveal: (node: TopologyNode) => void;
  readonly onToggle: (id: string) => void;
}

const rows: readonly TopologyNode['kind'][] = ['port', 'image', 'variables'];

/** A node at its place: a button that leads to its text. */
export function NodeBox({
  node,
  box,
  current,
  expanded,
  onFocus,
  onKeyDown,
  onReveal,
  onToggle,
}: NodeBoxProps) {
  const style = { left: box.x, top: box.y, width: box.width, height: box.height };
  const marks = [
    'topology-node',
    `topology-${node.kind}`,
    rows.includes(node.kind) ? 'topology-row' : '',
    node.state === undefined ? '' : `topology-is-${node.state}`,
    node.broken === undefined ? '' : 'topology-is-broken',
    node.several ? 'topology-is-several' : '',
    node.label === 'Injected variables' ? 'topology-injected' : '',
    node.within === undefined ? 'topology-block' : '',
  ];
  return (
    <>
      <button
        type="button"
        className={marks.filter((mark) => mark !== '').join(' ')}
        style={style}
        data-node={node.id}
        tabIndex={current ? 0 : -1}
        aria-label={nameOf(node)}
        title={node.place === undefined ? undefined : `${nameOf(node)}. Click to see it in the text.`}
        onFocus={() => onFocus(node.id)}
        onKeyDown={onKeyDown}
        onClick={() => onReveal(node)}
      >
        <span className="topology-line">
          <NodeIcon node={node} size={node.within === undefined ? 18 : 14} />
          <Words node={node} />
        </span>
        {expanded ? (
          <span className="topology-items">
            {node.items?.map(({ name, detail }) => (
              <span key={name} className="topology-item">
                <code>{name}</code>
                <span>{detail}</span>
              </span>
            ))}
          </span>
        ) : null}
      </button>
      {node.items === undefined ? null : (
        <button
          type="button"
          className="topology-expand"
          style={{ left: box.x + box.width - 24, top: box.y + 3 }}
          aria-expanded={expanded}
          aria-label={`${expanded ? 'Hide' : 'Show'} the names: ${node.title}`}
          onClick={() => onToggle(node.id)}
        >
          {expanded ? <ChevronDown size={14} /> : <ChevronRight size={14} />}
        </button>
      )}
    </>
  );
}

/** Title and facts, in one line for rows and in two for blocks. */
function Words({ node }: { readonly node: TopologyNode }) {
  const wrong =
    node.broken === undefined ? null : (
      <span className="topology-wrong">
        <X size={11} strokeWidth={3} aria-hidden="true" />
        {node.broken}
      </span>
    );
  const fact = node.detail === '' ? null : <span className="topology-detail">{node.detail}</span>;
  if (node.kind === 'service' || node.kind === 'workload') {
    return (
      <span className="topology-words">
        <span className="topology-title">{node.title}</span>
        <span className="topology-facts">
          <span className="topology-label">{node.label}</span>
          {wrong ?? fact}
        </span>
      </span>
    );
  }
  if (node.within === undefined) {
    return (
      <span className="topology-words">
        <span className="topology-title">
          {node.kind === 'refused' ? `${node.label} ${node.title}` : node.title}
        </span>
        <span className="topology-facts">{node.kind === 'nothing' ? fact : (wrong ?? fact)}</span>
      </span>
    );
  }
  return (
    <>
      {node.kind === 'image' ? (
        <ImageTitle title={node.title} />
      ) : (
        <span className="topology-title">{node.title}</span>
      )}
      {wrong}
      {fact}
    </>
  );
}

/** An image's reference; where it is too long its name is cut, as its tag tells it from the one before. */
function ImageTitle({ title }: { readonly title: string }) {
  const { repository, suffix } = splitReference(title);
  return (
    <span className="topology-title topology-reference">
      <span>{repository}</span>
      <span>{suffix}</span>
    </span>
  );
}
