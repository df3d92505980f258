import { useMemo } from 'react';
import type { SizeReport, WastedPath } from '../../shared/contract/size-report.ts';
import { largestFiles, pathOf } from '../../shared/report/file-tree-index.ts';
import type { TreeMatches } from '../../shared/report/file-tree-search.ts';
import { formatCount } from '../../shared/report/format.ts';
import { PathList, type PathRow } from './path-list.tsx';
import { kindName, layerName, type ReportFacts, toneOf } from './report-facts.ts';

/** How many of the largest files are listed. */
const mostFiles = 1000;

interface LargestFilesProps {
  readonly facts: ReportFacts;
  readonly matches: TreeMatches | undefined;
  readonly selected: string | undefined;
  readonly onSelect: (entry: number) => void;
}

/** The largest files of the final tree, or of those that match. */
export function LargestFiles({ facts, matches, selected, onSelect }: LargestFilesProps) {
  const { index, report } = facts;
  const rows = useMemo(
    () =>
      largestFiles(index, mostFiles, matches && ((entry) => matches.has(entry))).map((entry) => {
        const layer = index.layers[entry] ?? -1;
        return {
          entry,
          key: `entry-${entry}`,
          path: pathOf(index, entry),
          bytes: index.totals[entry] ?? 0,
          about: `${layerName(layer)} · ${kindName(index.kinds[entry] ?? -1)}`,
          tone: toneOf('kind', index.kinds[entry] ?? -1),
        };
      }),
    [index, matches],
  );
  const among = matches?.files ?? report.files;
  return (
    <>
      {among > rows.length ? (
        <p className="hint list-note">
          The {rows.length} largest of {formatCount(among, 'file')}.
        </p>
      ) : null}
      <PathList
        label="Largest files"
        rows={rows}
        longest={rows[0]?.bytes ?? 0}
        selected={selected}
        onSelect={(row) => {
          const chosen = rows.find(({ key }) => key === row.key);
          if (chosen) onSelect(chosen.entry);
        }}
      />
    </>
  );
}

interface WasteListProps {
  readonly report: SizeReport;
  readonly text: string;
  readonly selected: string | undefined;
  readonly onSelect: (waste: WastedPath) => void;
}

/** Copies that later layers replace or remove, most bytes first. */
export function WasteList({ report, text, selected, onSelect }: WasteListProps) {
  const rows = useMemo(() => {
    const wanted = text.trim().toLowerCase();
    return report.wasted
      .filter(({ path }) => path.toLowerCase().includes(wanted))
      .map((waste): PathRow & { readonly waste: WastedPath } => ({
        waste,
        key: `waste-${waste.path}`,
        path: waste.path,
        bytes: waste.bytes,
        about: `${waste.removed ? 'removed' : 'replaced'} · ${waste.layers.length === 1 ? 'layer' : 'layers'} ${waste.layers.map((layer) => layer + 1).join(', ')}`,
        tone: 'waste',
      }));
  }, [report, text]);
  if (report.wasted.length === 0) {
    return <p className="size-nothing">No layer replaces or removes what an earlier one brought.</p>;
  }
  return (
    <PathList
      label="Wasted paths"
      rows={rows}
      longest={rows[0]?.bytes ?? 0}
      selected={selected}
      onSelect={(row) => {
        const chosen = rows.find(({ key }) => key === row.key);
        if (chosen) onSelect(chosen.waste);
      }}
    />
  );
}
