import { FolderOpen } from 'lucide-react';
import { Button } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { appFacts } from '../../store/app-facts.ts';
import { raisedVersion } from '../../store/commands.ts';
import { useStudio } from '../../store/studio.ts';
import { ChecklistCard } from './checklist-card.tsx';
import { ImagesCard } from './images-card.tsx';
import { ManifestsCard } from './manifests-card.tsx';
import { NextSteps } from './next-steps.tsx';
import './overview.css';

/** What the project is, how it stands, and what to do next. */
export function OverviewPage() {
  const project = useStudio((studio) => studio.project);
  if (!project) {
    return (
      <EmptyState
        icon={<FolderOpen size={28} aria-hidden />}
        title="No project is open"
        actions={<Button onClick={() => useStudio.getState().go('welcome')}>To the welcome page</Button>}
      />
    );
  }
  return (
    <div className="page">
      <div className="page-inner">
        <Identity />
        <div className="overview-columns">
          <div>
            <NextSteps />
            <ImagesCard />
          </div>
          <div>
            <ManifestsCard />
            <ChecklistCard />
          </div>
        </div>
      </div>
    </div>
  );
}

const parts = ['patch', 'minor', 'major'] as const;

function Identity() {
  const project = useStudio((studio) => studio.project);
  const appJson = useStudio((studio) => studio.views.appJson);
  const lastExport = useStudio((studio) => studio.facts?.lastExport);
  const writable = project !== undefined && project.readOnly === undefined;
  const { name, version, description } = appFacts(appJson);
  const raise = async (value: string): Promise<void> => {
    const { changeManifest, announce } = useStudio.getState();
    const reason = await changeManifest('appJson', { op: 'set', object: 0, path: ['version'], value });
    announce(reason ?? `The version is now ${value}. It is not saved yet.`);
  };
  const raised = parts.map((part) => {
    const { views } = useStudio.getState();
    return { part, value: raisedVersion({ views }, part) };
  });
  return (
    <header className="overview-head">
      <div>
        <h1>
          {name || project?.name}{' '}
          {version === '' ? null : <span className="overview-version">{version}</span>}
        </h1>
        {description === '' ? null : <p className="overview-description">{description}</p>}
        <p className="hint">
          <span className="mono">{project?.display}</span>
          {' · '}
          {lastExport?.known
            ? lastExport.value === null
              ? 'never exported from here'
              : `${lastExport.value.version} exported ${whenText(lastExport.value.at)}`
            : 'when it was last exported is not known'}
        </p>
      </div>
      {raised.some(({ value }) => value !== undefined) ? (
        <fieldset className="overview-raise" aria-label="Raise the version">
          <span className="hint">Raise to</span>
          {raised.map(({ part, value }) =>
            value === undefined ? null : (
              <Button
                key={part}
                disabled={!writable}
                onClick={() => void raise(value)}
                aria-label={`Raise the ${part} version to ${value}`}
                title={part}
              >
                {value}
              </Button>
            ),
          )}
        </fieldset>
      ) : null}
    </header>
  );
}

/** A time as people say it: today by the hour, else by the day. */
function whenText(at: string): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return 'at an unknown time';
  const today = date.toDateString() === new Date().toDateString();
  return today
    ? `today at ${date.toLocaleTimeString('en-GB', { timeStyle: 'short' })}`
    : `on ${date.toLocaleDateString('en-GB', { dateStyle: 'long' })}`;
}
