import type { Path } from '../../../../shared/text/path.ts';
import { FindingsAt } from './findings-list.tsx';
import { FormField } from './form-field.tsx';
import { placeKey } from './model/shape.ts';

interface FieldGridProps {
  /** The name of the grid in the style sheet. */
  readonly grid: string;
  readonly paths: readonly Path[];
}

/** Fields side by side, their findings below over the whole width. */
export function FieldGrid({ grid, paths }: FieldGridProps) {
  return (
    <div className="form-grid-block">
      <div className={`form-grid ${grid}`}>
        {paths.map((path) => (
          <div key={placeKey(path)} className={`form-cell cell-${String(path.at(-1))}`}>
            <FormField path={path} />
          </div>
        ))}
      </div>
      <FindingsAt paths={paths} />
    </div>
  );
}
