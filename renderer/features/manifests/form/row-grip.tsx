import { GripVertical } from 'lucide-react';
import { useRef } from 'react';

interface RowGripProps {
  readonly label: string;
  readonly index: number;
  readonly rows: () => readonly HTMLElement[];
  readonly onMove: (to: number) => void;
}

/** Moves a row: with the arrow keys while it has the focus, or dragged with the pointer. */
export function RowGrip({ label, index, rows, onMove }: RowGripProps) {
  const target = useRef<number>(undefined);
  const mark = (to: number | undefined): void => {
    target.current = to;
    for (const [at, row] of rows().entries()) {
      if (at === to && to !== index) row.dataset.drop = to < index ? 'before' : 'behind';
      else delete row.dataset.drop;
    }
  };
  const over = (y: number): number => {
    const all = rows();
    const found = all.findIndex((row) => y < row.getBoundingClientRect().bottom);
    return found < 0 ? all.length - 1 : found;
  };
  return (
    <button
      type="button"
      className="button icon ghost form-grip"
      aria-label={`${label}: arrow up or down`}
      title="Drag, or use the arrow keys"
      onKeyDown={(event) => {
        if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
        event.preventDefault();
        event.stopPropagation();
        onMove(event.key === 'ArrowUp' ? index - 1 : index + 1);
      }}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        mark(index);
      }}
      onPointerMove={(event) => {
        if (target.current !== undefined) mark(over(event.clientY));
      }}
      onPointerUp={() => {
        const to = target.current;
        mark(undefined);
        if (to !== undefined && to !== index) onMove(to);
      }}
      onPointerCancel={() => mark(undefined)}
    >
      <GripVertical size={14} aria-hidden />
    </button>
  );
}
