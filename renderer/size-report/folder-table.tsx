import { File, Folder, Link } from 'lucide-react';
import { useMemo } from 'react';
import {
  bytesBy,
  childrenOf,
  entryTypes,
  type FileTreeIndex,
  largestOf,
  nameOf,
} from '../../shared/report/file-tree-index.ts';
import { formatBytes, formatCount, formatNumber } from '../../shared/report/format.ts';
import { type Column, DataTable } from '../components/data-table.tsx';
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
  const columns: readonly Column<number>[] = [
    {
      title: 'Name',
      heading: true,
      cell: (entry) => (
        <>
          <EntryButton facts={facts} entry={entry} onOpen={onOpen} onSelect={onSelect} />
          {isCited(facts, entry) ? <span className="pill warning">could go</span> : null}
        </>
      ),
    },
    { title: 'Kind', cell: (entry) => kindName(kindOf(index, entry)) },
    {
      title: 'Brought by',
      hint: (entry) => report.layers[layerOf(index, entry)]?.command,
      cell: (entry) => {
        const others = bytesBy(index, entry, 'layers').length - 1;
        return `${layerName(layerOf(index, entry))}${others > 0 ? ` and ${formatCount(others, 'other')}` : ''}`;
      },
    },
    { title: 'Files', className: 'number', cell: (entry) => formatNumber(index.files[entry] ?? 0) },
    { title: 'Share', className: 'number', cell: (entry) => percentText(index.totals[entry] ?? 0, whole) },
    { title: 'Size', className: 'number', cell: (entry) => formatBytes(index.totals[entry] ?? 0) },
  ];
  return (
    <section className="folder-table" aria-label="Folder as a table">
      <DataTable
        caption="What the folder holds, most bytes first. Activating a folder opens it, activating a file shows where it comes from."
        captionHidden
        columns={columns}
        rows={rows}
        keyOf={String}
        last={
          rest > 0 ? (
            <tr>
              <th scope="row" colSpan={5}>
                {formatCount(rest, 'smaller entry', 'smaller entries')}
              </th>
              <td className="number">{formatBytes(restBytes)}</td>
            </tr>
          ) : null
        }
      />
      {rows.length === 0 ? <p className="hint folder-empty">This folder is empty.</p> : null}
    </section>
  );
}

type EntryButtonProps = Omit<FolderTableProps, 'folder'> & { readonly entry: number };

function EntryButton({ facts: { index }, entry, onOpen, onSelect }: EntryButtonProps) {
  const type = index.types[entry];
  const isFolder = type === entryTypes.folder;
  const Icon = isFolder ? Folder : type === entryTypes.link ? Link : File;
  return (
    <button
      type="button"
      className="button link"
      onClick={() => (isFolder ? onOpen(entry) : onSelect(entry))}
    >
      <Icon size={14} aria-hidden />
      {nameOf(index, entry)}
      {isFolder ? '/' : ''}
    </button>
  );
}

/** The kind most bytes of an entry are of; its own where it has none. */
function kindOf({ mainKinds, kinds, totals }: FileTreeIndex, entry: number): number {
  return ((totals[entry] ?? 0) > 0 ? mainKinds[entry] : kinds[entry]) ?? -1;
}

function layerOf({ mainLayers, layers, totals }: FileTreeIndex, entry: number): number {
  return ((totals[entry] ?? 0) > 0 ? mainLayers[entry] : layers[entry]) ?? -1;
}
