import { Search } from 'lucide-react';
import { type ReactNode, useMemo, useState } from 'react';
import { fileKinds, type SizeReport, type WastedPath } from '../../shared/contract/size-report.ts';
import { bytesBy, entryAt, largestFiles, pathOf, trailOf } from '../../shared/report/file-tree-index.ts';
import { formatBytes, formatCount } from '../../shared/report/format.ts';
import { Button } from '../components/button.tsx';
import { Segmented } from '../components/segmented.tsx';
import { type AdviceApplier, AdviceList } from './advice-list.tsx';
import { BudgetBar } from './budget-bar.tsx';
import { FolderTable } from './folder-table.tsx';
import { LayerChart } from './layer-chart.tsx';
import { OriginStrip, type Subject } from './origin-strip.tsx';
import { PathList, type PathRow } from './path-list.tsx';
import { type Colouring, factsOf, kindName, layerName, type ReportFacts, toneOf } from './report-facts.ts';
import { Treemap } from './treemap.tsx';
import type { Tile } from './treemap-layout.ts';
import { useTreeSearch } from './use-tree-search.ts';
import './size-report.css';
import './lists.css';
import './advice.css';
import './tones.css';

interface SizeReportViewProps {
  readonly report: SizeReport;
  /** Buttons beside the heading. */
  readonly actions?: ReactNode;
  /** Where the files that advice would change are at hand. */
  readonly applier?: AdviceApplier;
}

type View = 'treemap' | 'layers' | 'largest' | 'waste' | 'table';

const views: readonly { readonly value: View; readonly label: string }[] = [
  { value: 'treemap', label: 'Treemap' },
  { value: 'layers', label: 'Layers' },
  { value: 'largest', label: 'Largest files' },
  { value: 'waste', label: 'Waste' },
  { value: 'table', label: 'Table' },
];

/** How many of the largest files are listed. */
const mostFiles = 1000;

/** Where every megabyte of an image comes from, and what to do about it. */
export function SizeReportView({ report, actions, applier }: SizeReportViewProps) {
  const facts = useMemo(() => factsOf(report), [report]);
  const [view, setView] = useState<View>('treemap');
  const [root, setRoot] = useState(0);
  const [colouring, setColouring] = useState<Colouring>('kind');
  const [layer, setLayer] = useState<number>();
  const [withWaste, setWithWaste] = useState(true);
  const [text, setText] = useState('');
  const [tile, setTile] = useState<string>();
  const [subject, setSubject] = useState<Subject>();
  const matches = useTreeSearch(facts.index, text);
  const { index } = facts;

  const selectTile = (chosen: Tile): void => {
    setTile(chosen.key);
    if (chosen.entry !== undefined) setSubject({ kind: 'entry', entry: chosen.entry });
    else {
      const waste = wasteOf(facts, chosen);
      setSubject(waste && { kind: 'waste', waste });
    }
  };
  const selectEntry = (entry: number): void => {
    setTile(`entry-${entry}`);
    setSubject({ kind: 'entry', entry });
  };
  const selectWaste = (waste: WastedPath): void => {
    setTile(`waste-${waste.path}`);
    setSubject({ kind: 'waste', waste });
  };
  const openFolder = (folder: number): void => {
    setRoot(folder);
    setTile(undefined);
    setSubject({ kind: 'entry', entry: folder });
  };
  const goUp = (): void => {
    // A folder that holds nothing but the one left was drawn as one with it.
    let parent = index.tree.parents[root] ?? 0;
    while (parent > 0 && index.totals[parent] === index.totals[index.tree.parents[parent] ?? 0]) {
      parent = index.tree.parents[parent] ?? 0;
    }
    setRoot(Math.max(0, parent));
    selectEntry(root);
  };
  const showPath = (path: string): void => {
    const entry = entryAt(index, path);
    const waste = report.wasted.find((each) => each.path === path);
    if (entry === undefined) {
      if (waste) {
        setView('waste');
        selectWaste(waste);
      }
      return;
    }
    const parent = index.tree.parents[entry] ?? 0;
    setRoot(Math.max(0, parent));
    if (view !== 'table') setView('treemap');
    selectEntry(entry);
  };
  const chooseLayer = (chosen: number | undefined): void => {
    setLayer(chosen);
    if (chosen !== undefined) setColouring('layer');
  };

  const inPicture = view === 'treemap' || view === 'table';
  return (
    <div className="size-report">
      <BudgetBar facts={facts} />
      <div className="size-toolbar">
        <Segmented label="View" value={view} options={views} onChange={setView} />
        {actions}
        <label className="size-search">
          <Search size={14} aria-hidden />
          <span className="visually-hidden">Find files by name or path</span>
          <input
            type="search"
            className="input"
            placeholder="Find files by name or path"
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        </label>
        <span className="hint" role="status">
          {matches
            ? matches.files === 0
              ? 'Nothing matches'
              : `${formatCount(matches.files, 'file')}, ${formatBytes(matches.bytes)}`
            : ''}
        </span>
      </div>
      <div className="size-columns">
        <section className="card size-main" aria-label={views.find(({ value }) => value === view)?.label}>
          <div className="card-head">
            {inPicture ? (
              <Breadcrumb facts={facts} root={root} onOpen={openFolder} />
            ) : (
              <h2>{headings[view]}</h2>
            )}
            {view === 'treemap' ? (
              <span className="end">
                {report.wastedBytes > 0 && root === 0 ? (
                  <label className="size-check">
                    <input
                      type="checkbox"
                      checked={withWaste}
                      onChange={(event) => setWithWaste(event.target.checked)}
                    />
                    Waste
                  </label>
                ) : null}
                <Segmented
                  label="Colours"
                  value={colouring}
                  options={[
                    { value: 'kind', label: 'By kind' },
                    { value: 'layer', label: 'By layer' },
                  ]}
                  onChange={setColouring}
                />
              </span>
            ) : null}
          </div>
          {view === 'treemap' ? (
            <div className="size-picture">
              <Treemap
                facts={facts}
                root={root}
                colouring={colouring}
                withWaste={withWaste}
                layer={layer}
                matches={matches}
                selected={tile}
                onSelect={selectTile}
                onOpen={openFolder}
                onUp={goUp}
              />
              <Legend facts={facts} root={root} colouring={colouring} layer={layer} onLayer={chooseLayer} />
            </div>
          ) : null}
          {view === 'table' ? (
            <FolderTable facts={facts} folder={root} onOpen={openFolder} onSelect={selectEntry} />
          ) : null}
          {view === 'layers' ? <LayerChart report={report} layer={layer} onLayer={chooseLayer} /> : null}
          {view === 'largest' ? (
            <LargestFiles facts={facts} matches={matches} selected={tile} onSelect={selectEntry} />
          ) : null}
          {view === 'waste' ? (
            <WasteList report={report} text={text} selected={tile} onSelect={selectWaste} />
          ) : null}
          {view === 'layers' ? null : <OriginStrip facts={facts} subject={subject} onOpen={openFolder} />}
        </section>
        <AdviceList facts={facts} applier={applier} onPath={showPath} />
      </div>
    </div>
  );
}

/** What a tile of copies nobody sees stands for. */
function wasteOf({ report, waste }: ReportFacts, { key, bytes }: Tile) {
  const path = key.slice('waste-'.length);
  const single = report.wasted.find((each) => each.path === path);
  if (single !== undefined) return single;
  const folder = entryAt(waste, path);
  if (folder === undefined || !key.startsWith('waste-/')) return undefined;
  return { path, bytes, layers: bytesBy(waste, folder, 'layers').map(({ value }) => value) };
}

const headings = {
  layers: 'Layers, in the order they were built',
  largest: 'Largest files of the final tree',
  waste: 'Copies that later layers replace or remove',
} as const;

interface BreadcrumbProps {
  readonly facts: ReportFacts;
  readonly root: number;
  readonly onOpen: (folder: number) => void;
}

function Breadcrumb({ facts, root, onOpen }: BreadcrumbProps) {
  const { tree, totals } = facts.index;
  const trail = trailOf(tree, root);
  return (
    <nav className="size-trail" aria-label="Folder shown">
      {trail.map((entry) => (
        <Button
          key={entry}
          look="ghost"
          aria-current={entry === root ? 'location' : undefined}
          onClick={() => onOpen(entry)}
        >
          {entry === 0 ? 'Final file tree' : tree.names[entry]}
        </Button>
      ))}
      <span className="hint">{formatBytes(totals[root] ?? 0)}</span>
    </nav>
  );
}

interface LegendProps {
  readonly facts: ReportFacts;
  readonly root: number;
  readonly colouring: Colouring;
  readonly layer: number | undefined;
  readonly onLayer: (layer: number | undefined) => void;
}

/** What the colours and patterns mean; a layer's entry makes that layer stand out. */
function Legend({ facts, root, colouring, layer, onLayer }: LegendProps) {
  const { index, report } = facts;
  const parts = useMemo(
    () => bytesBy(index, root, colouring === 'kind' ? 'kinds' : 'layers').sort((a, b) => a.value - b.value),
    [index, root, colouring],
  );
  const marked = report.advice.length > 0;
  return (
    <ul className="size-legend" aria-label="Colours">
      {parts.map(({ value, bytes }) => (
        <li key={value}>
          {colouring === 'kind' ? (
            <>
              <i data-tone={toneOf('kind', value)} aria-hidden />
              {kindName(value < fileKinds.length ? value : -1)} <b>{formatBytes(bytes)}</b>
            </>
          ) : (
            <button
              type="button"
              aria-pressed={layer === value}
              onClick={() => onLayer(layer === value ? undefined : value)}
            >
              <i data-tone={toneOf('layer', value)} aria-hidden />
              {layerName(value)} <b>{formatBytes(bytes)}</b>
            </button>
          )}
        </li>
      ))}
      {marked ? (
        <li>
          <i className="cited" aria-hidden />
          could go
        </li>
      ) : null}
      {layer !== undefined && colouring === 'kind' ? (
        <li>
          <Button look="link" onClick={() => onLayer(undefined)}>
            Show all layers
          </Button>
        </li>
      ) : null}
    </ul>
  );
}

interface LargestFilesProps {
  readonly facts: ReportFacts;
  readonly matches: ReturnType<typeof useTreeSearch>;
  readonly selected: string | undefined;
  readonly onSelect: (entry: number) => void;
}

function LargestFiles({ facts, matches, selected, onSelect }: LargestFilesProps) {
  const { index, report } = facts;
  const rows = useMemo(
    () =>
      largestFiles(index, mostFiles, matches && ((entry) => matches.has(entry))).map((entry) => {
        const layer = index.tree.layers[entry] ?? -1;
        return {
          entry,
          key: `entry-${entry}`,
          path: pathOf(index.tree, entry),
          bytes: index.totals[entry] ?? 0,
          about: `${layerName(layer)} · ${kindName(index.tree.kinds[entry] ?? -1)}`,
          tone: toneOf('kind', index.tree.kinds[entry] ?? -1),
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

function WasteList({ report, text, selected, onSelect }: WasteListProps) {
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
