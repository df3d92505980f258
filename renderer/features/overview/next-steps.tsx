import {
  ArrowRight,
  CircleAlert,
  CircleCheck,
  CircleHelp,
  ListChecks,
  Package,
  TrendingUp,
  TriangleAlert,
} from 'lucide-react';
import { type ReactNode, useMemo } from 'react';
import { compareVersions, parseVersion } from '../../../shared/model/semver.ts';
import { checklistOf } from '../../../shared/report/checklist.ts';
import { formatCount } from '../../../shared/report/format.ts';
import { Button } from '../../components/button.tsx';
import { appFacts } from '../../store/app-facts.ts';
import { manualTicks } from '../../store/settings.ts';
import { useStudio } from '../../store/studio.ts';

interface Step {
  readonly id: string;
  readonly icon: ReactNode;
  readonly title: string;
  readonly text: string;
  readonly action: string;
  readonly run: () => void;
}

/** What to do next, the most pressing first. */
export function NextSteps() {
  const steps = useSteps();
  return (
    <section className="card" aria-labelledby="overview-next">
      <div className="card-head">
        <h2 id="overview-next">Next</h2>
      </div>
      <ol className="overview-steps">
        {steps.map(({ id, icon, title, text, action, run }) => (
          <li key={id}>
            {icon}
            <div>
              <b>{title}</b>
              <p>{text}</p>
            </div>
            <Button onClick={run}>
              {action}
              <ArrowRight size={14} aria-hidden />
            </Button>
          </li>
        ))}
      </ol>
    </section>
  );
}

function useSteps(): readonly Step[] {
  const validation = useStudio((studio) => studio.validation);
  const appJson = useStudio((studio) => studio.views.appJson);
  const lastExport = useStudio((studio) => studio.facts?.lastExport);
  const ticks = useStudio(manualTicks);
  return useMemo(() => {
    const { showPanel, fixAllSafe, refreshFacts, go, showTab } = useStudio.getState();
    const diagnostics = validation?.diagnostics ?? [];
    const errors = diagnostics.filter(({ severity }) => severity === 'error');
    // That the version has to rise is a step of its own.
    const warnings = diagnostics.filter(
      ({ severity, code }) => severity === 'warning' && code !== 'appjson/version-not-raised',
    );
    const safe = diagnostics.filter(({ fixes }) => fixes?.some((fix) => fix.safe)).length;
    const steps: Step[] = [];
    const first = errors[0];
    if (first) {
      steps.push({
        id: 'errors',
        icon: <CircleAlert size={17} className="error" aria-hidden />,
        title: `Correct ${formatCount(errors.length, 'error')}`,
        text: `The platform would refuse the app. The first: ${first.message}`,
        action: 'Show',
        run: () => {
          showPanel('problems', true);
          useStudio.getState().revealSpan(first.file, first.span);
        },
      });
    }
    if (safe > 0) {
      steps.push({
        id: 'safe',
        icon: <CircleCheck size={17} className="ok" aria-hidden />,
        title: safe === 1 ? 'One finding has a safe repair' : `${safe} findings have a safe repair`,
        text: 'It cannot change what the app means to do, and can be undone.',
        action: 'Fix all safe',
        run: () => void fixAllSafe(),
      });
    }
    if (!first && warnings.length > 0) {
      steps.push({
        id: 'warnings',
        icon: <TriangleAlert size={17} className="warning" aria-hidden />,
        title: `Look at ${formatCount(warnings.length, 'warning')}`,
        text: warnings[0]?.message ?? '',
        action: 'Show',
        run: () => showPanel('problems', true),
      });
    }
    const before = lastExport?.known && lastExport.value ? parseVersion(lastExport.value.version) : undefined;
    const now = parseVersion(appFacts(appJson).version);
    if (before && now && compareVersions(now, before) <= 0) {
      steps.push({
        id: 'version',
        icon: <TrendingUp size={17} className="note" aria-hidden />,
        title: 'Raise the version before the next upload',
        text: `${lastExport?.known ? (lastExport.value?.version ?? '') : ''} was exported already; the platform takes only a higher version for an update.`,
        action: 'app.json',
        run: () => showTab('appJson'),
      });
    }
    if (validation && validation.notChecked.length > 0) {
      steps.push({
        id: 'facts',
        icon: <CircleHelp size={17} aria-hidden />,
        title: `${formatCount(validation.notChecked.length, 'check')} could not run`,
        text: `${validation.notChecked[0]?.reason ?? ''} They did not pass; they were not made.`,
        action: 'Look at the engine',
        run: () => void refreshFacts(true),
      });
    }
    const open = checklistOf(validation, ticks).filter(({ state }) => state === 'open').length;
    if (open > 0) {
      steps.push({
        id: 'checklist',
        icon: <ListChecks size={17} className="note" aria-hidden />,
        title: `Confirm ${formatCount(open, 'line')} of the checklist`,
        text: 'Only a person can know these.',
        action: 'Checklist',
        run: () => go('checklist'),
      });
    }
    if (!first) {
      steps.push({
        id: 'export',
        icon: <Package size={17} className="accent" aria-hidden />,
        title: 'Export the bundle',
        text: 'One archive, read back and verified, ready to upload.',
        action: 'Export',
        run: () => go('export'),
      });
    }
    return steps;
  }, [validation, appJson, lastExport, ticks]);
}
