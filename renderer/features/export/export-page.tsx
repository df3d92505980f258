import { Hammer, Package } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { appFacts } from '../../store/app-facts.ts';
import { useStudio } from '../../store/studio.ts';
import { EarlierExports } from './earlier-exports.tsx';
import { ExportOptions } from './export-options.tsx';
import { ImageSources } from './image-sources.tsx';
import { Preflight } from './preflight.tsx';
import { RunCard } from './run-card.tsx';
import './export.css';

/** From the project to a proven archive: what will go in, what stands against it, the work itself and its result. */
export function ExportPage() {
  const project = useStudio((studio) => studio.project);
  const appJson = useStudio((studio) => studio.views.appJson);
  const runs = useStudio((studio) => studio.exportRuns);
  const jobs = useStudio((studio) => studio.jobs);
  const [reason, setReason] = useState<string>();
  if (!project) {
    return (
      <EmptyState icon={<Package size={28} aria-hidden />} title="Nothing to export yet">
        <p>Open a project first.</p>
      </EmptyState>
    );
  }
  const { startExport, startBuild } = useStudio.getState();
  const own = runs.filter((run) => run.project === project.project);
  const [latest, ...earlier] = own;
  const running = jobs.some(({ id, status }) => status === 'running' && own.some(({ job }) => job === id));
  const { name, version } = appFacts(appJson);
  const go = (work: () => Promise<string | undefined>): void => void work().then(setReason);
  return (
    <div className="page">
      <div className="page-inner">
        <header className="export-head">
          <div>
            <h1>Export</h1>
            <p>
              {name || project.name} {version === '' ? '' : <b>{version}</b>}: one archive with both manifests
              and every image, checked again after it is written.
            </p>
          </div>
          <div className="export-actions">
            <Button onClick={() => go(() => startBuild())}>
              <Hammer size={14} aria-hidden />
              Build images
            </Button>
            <Button look="primary" disabled={running} onClick={() => go(() => startExport())}>
              <Package size={14} aria-hidden />
              {running ? 'Exporting …' : latest ? 'Export again' : 'Export bundle'}
            </Button>
          </div>
        </header>
        {reason === undefined ? null : (
          <p className="hint error" role="alert">
            {reason}
          </p>
        )}
        {latest ? (
          <RunCard key={latest.job} run={latest} onForce={() => go(() => startExport({ force: true }))} />
        ) : null}
        <div className="export-columns">
          <div>
            <Preflight />
            <ImageSources />
          </div>
          <div>
            <ExportOptions />
            <EarlierExports runs={earlier} />
          </div>
        </div>
      </div>
    </div>
  );
}
