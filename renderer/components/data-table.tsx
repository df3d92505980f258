import type { ReactNode } from 'react';

export interface Column<Row> {
  readonly title: string;
  readonly cell: (row: Row) => ReactNode;
  /** Of the cells; `number` also sets the heading to the right. */
  readonly className?: string;
  /** Its cells name their rows. */
  readonly heading?: boolean;
  /** What a cell shows when the pointer rests on it. */
  readonly hint?: (row: Row) => string | undefined;
}

interface DataTableProps<Row> {
  readonly caption?: string;
  /** The caption is for those who listen alone. */
  readonly captionHidden?: boolean;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
  /** Of the table, beside `table`. */
  readonly className?: string;
  readonly rowClassName?: (row: Row) => string;
  /** A row of its own below the others. */
  readonly last?: ReactNode;
}

/** A table of facts, one row for each thing. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { caption, captionHidden = false, columns, rows, keyOf, className, rowClassName, last } = props;
  return (
    <table className={className === undefined ? 'table' : `table ${className}`}>
      {caption === undefined ? null : (
        <caption className={captionHidden ? 'visually-hidden' : undefined}>{caption}</caption>
      )}
      <thead>
        <tr>
          {columns.map(({ title, className }) => (
            <th key={title} scope="col" className={className === 'number' ? className : undefined}>
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={keyOf(row)} className={rowClassName?.(row)}>
            {columns.map(({ title, className, heading, hint, cell }) => {
              const Cell = heading === true ? 'th' : 'td';
              return (
                <Cell
                  key={title}
                  scope={heading === true ? 'row' : undefined}
                  className={className}
                  title={hint?.(row)}
                >
                  {cell(row)}
                </Cell>
              );
            })}
          </tr>
        ))}
        {last}
      </tbody>
    </table>
  );
}
