import { Search } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import type { SizeReport, WastedPath } from '../../shared/contract/size-report.ts';
import { bytesBy, entryAt } from '../../shared/report/file-tree-index.ts';
import { formatBytes, formatCount } from '../../shared/report/format.ts';
import { Segmented } from '../components/segmented.tsx';
import { type AdviceApplier, AdviceList } from './advice-list.tsx';
import { BudgetBar } from './budget-bar.tsx';
import { LargestFiles, WasteList } from './file-lists.tsx';
import { FolderTable } from './folder-table.tsx';
import { FolderTrail } from './folder-trail.tsx';
import { LayerChart } from './layer-chart.tsx';
import { OriginStrip, type Subject } from './origin-strip.tsx';
import { PictureLegend } from './picture-legend.tsx';
import type { Colouring, ReportFacts } from './report-facts.ts';
import { Treemap } from './treemap.tsx';
import type { Tile } from './treemap-layout.ts';
import { useReportFacts } from './use-report-facts.ts';
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

const headings = {
  layers: 'Layers, in the order they were built',
  largest: 'Largest files of the final tree',
  waste: 'Copies that later layers replace or remove',
} as const;

/**
 * Where every megabyte of an image comes from, and what to do about it. What the report says by itself is there at once; what
 * needs its tree follows into room that was kept for it.
 */
export function SizeReportView({ report, actions, applier }: SizeReportViewProps) {
  const facts = useReportFacts(report);
  const [view, setView] = useState<View>('treemap');
  const [root, setRoot] = useState(0);
  const [colouring, setColouring] = useState<Colouring>('kind');
  const [layer, setLayer] = useState<number>();
  const [withWaste, setWithWaste] = useState(true);
  const [text, setText] = useState('');
  const [tile, setTile] = useState<string>();
  const [subject, setSubject] = useState<Subject>();
  const matches = useTreeSearch(facts?.index, text);

  const selectTile = (chosen: Tile): void => {
    setTile(chosen.key);
    if (chosen.entry !== undefined) setSubject({ kind: 'entry', entry: chosen.entry });
    else {
      const waste = facts && wasteOf(facts, chosen);
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
    if (facts === undefined) return;
    const { index } = facts;
    // A folder that holds nothing but the one left was drawn as one with it.
    let parent = index.parents[root] ?? 0;
    while (parent > 0 && index.totals[parent] === index.totals[index.parents[parent] ?? 0]) {
      parent = index.parents[parent] ?? 0;
    }
    setRoot(Math.max(0, parent));
    selectEntry(root);
  };
  const showPath = (path: string): void => {
    const entry = facts && entryAt(facts.index, path);
    const waste = report.wasted.find((each) => each.path === path);
    if (facts === undefined || entry === undefined) {
      if (waste) {
        setView('waste');
        selectWaste(waste);
      }
      return;
    }
    const parent = facts.index.parents[entry] ?? 0;
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
      <BudgetBar report={report} facts={facts} />
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
            {!inPicture ? <h2>{headings[view]}</h2> : null}
            {inPicture && facts ? <FolderTrail facts={facts} root={root} onOpen={openFolder} /> : null}
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
          {view === 'layers' ? <LayerChart report={report} layer={layer} onLayer={chooseLayer} /> : null}
          {view === 'waste' ? (
            <WasteList report={report} text={text} selected={tile} onSelect={selectWaste} />
          ) : null}
          {!facts && view !== 'layers' && view !== 'waste' ? <Waiting view={view} /> : null}
          {facts && view === 'treemap' ? (
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
              <PictureLegend
                facts={facts}
                root={root}
                colouring={colouring}
                layer={layer}
                onLayer={chooseLayer}
              />
            </div>
          ) : null}
          {facts && view === 'table' ? (
            <FolderTable facts={facts} folder={root} onOpen={openFolder} onSelect={selectEntry} />
          ) : null}
          {facts && view === 'largest' ? (
            <LargestFiles facts={facts} matches={matches} selected={tile} onSelect={selectEntry} />
          ) : null}
          {view === 'layers' ? null : (
            <OriginStrip report={report} facts={facts} subject={subject} onOpen={openFolder} />
          )}
        </section>
        <AdviceList report={report} applier={applier} onPath={showPath} />
      </div>
    </div>
  );
}

/** Keeps the room of a view whose tree is still being read. */
function Waiting({ view }: { readonly view: View }) {
  return (
    <div className={view === 'treemap' ? 'size-picture' : ''}>
      <p className="size-waiting" role="status">
        Reading the file tree …
      </p>
      {view === 'treemap' ? <p className="size-legend">{'\u00a0'}</p> : null}
    </div>
  );
}

/** What a tile of copies nobody sees stands for. */
function wasteOf({ report, waste }: ReportFacts, { key, bytes }: Tile) {
  const path = key.slice('waste-'.length) || '/';
  const single = report.wasted.find((each) => each.path === path);
  if (single !== undefined) return single;
  const folder = entryAt(waste, path);
  if (folder === undefined || !/^waste(?:-\/|$)/.test(key)) return undefined;
  return { path, bytes, layers: bytesBy(waste, folder, 'layers').map(({ value }) => value) };
}
