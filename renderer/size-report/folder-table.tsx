import { File, Folder, Link } from 'lucide-react';
import { useMemo } from 'react';
import { bytesBy, childrenOf, entryTypes, largestOf, nameOf } from '../../shared/report/file-tree-index.ts';
import { formatBytes, formatCount } from '../../shared/report/format.ts';
import { isCited, kindName, layerName, percentText, type ReportFacts } from './report-facts.ts';

interface FolderTableProps {
  readonly facts: ReportFacts;
  readonly folder: number;
  readonly onOpen: (folder: number) => void;
  readonly onSelect: (entry: number) => void;
}

/** More rows tell nobody anything, and cost a page its smoothness. */
const mostRows = 200;

/** A folder as a table, largest first: the treemap for those who would rather read, or listen. */
export function FolderTable({ facts, folder, onOpen, onSelect }: FolderTableProps) {
  const { index, report } = facts;
  const { rows, rest, restBytes } = useMemo(() => {
    const rows = largestOf(index, childrenOf(index, folder), mostRows);
    let rest = -rows.length;
    for (const _ of childrenOf(index, folder)) rest++;
    const shown = rows.reduce((sum, entry) => sum + (index.totals[entry] ?? 0), 0);
    return { rows, rest, restBytes: (index.totals[folder] ?? 0) - shown };
  }, [index, folder]);
  const whole = index.totals[folder] ?? 0;
  return (
    <section className="folder-table" aria-label="Folder as a table">
      <table className="table">
        <caption className="visually-hidden">
          What the folder holds, most bytes first. Activating a folder opens it, activating a file shows where
          it comes from.
        </caption>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Kind</th>
            <th scope="col">Brought by</th>
            <th scope="col" className="number">
              Files
            </th>
            <th scope="col" className="number">
              Share
            </th>
            <th scope="col" className="number">
              Size
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((entry) => {
            const type = index.types[entry];
            const Icon = type === entryTypes.folder ? Folder : type === entryTypes.link ? Link : File;
            const layers = bytesBy(index, entry, 'layers');
            const layer = layers[0]?.value ?? index.layers[entry] ?? -1;
            const kind = bytesBy(index, entry, 'kinds')[0]?.value ?? index.kinds[entry] ?? -1;
            const bytes = index.totals[entry] ?? 0;
            return (
              <tr key={entry}>
                <th scope="row">
                  <button
                    type="button"
                    className="button link"
                    onClick={() => (type === entryTypes.folder ? onOpen(entry) : onSelect(entry))}
                  >
                    <Icon size={14} aria-hidden />
                    {nameOf(index, entry)}
                    {type === entryTypes.folder ? '/' : ''}
                  </button>
                  {isCited(facts, entry) ? <span className="pill warning">could go</span> : null}
                </th>
                <td>{kindName(kind)}</td>
                <td title={report.layers[layer]?.command}>
                  {layerName(layer)}
                  {layers.length > 1 ? ` and ${formatCount(layers.length - 1, 'other')}` : ''}
                </td>
                <td className="number">{index.files[entry] ?? 0}</td>
                <td className="number">{percentText(bytes, whole)}</td>
                <td className="number">{formatBytes(bytes)}</td>
              </tr>
            );
          })}
          {rest > 0 ? (
            <tr>
              <th scope="row" colSpan={5}>
                {formatCount(rest, 'smaller entry', 'smaller entries')}
              </th>
              <td className="number">{formatBytes(restBytes)}</td>
            </tr>
          ) : null}
        </tbody>
      </table>
      {rows.length === 0 ? <p className="hint folder-empty">This folder is empty.</p> : null}
    </section>
  );
}
