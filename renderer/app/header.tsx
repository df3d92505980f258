import { Package } from 'lucide-react';
import { Brand } from '../components/brand.tsx';
import { Button } from '../components/button.tsx';
import { appFacts } from '../store/app-facts.ts';
import { useStudio } from '../store/studio.ts';

const isMac = /Mac/.test(navigator.userAgent);

export function Header() {
  const project = useStudio((studio) => studio.project);
  const views = useStudio((studio) => studio.views);
  const { version } = appFacts(views.appJson);
  const { setPalette, go, closeProject } = useStudio.getState();
  return (
    <header className="shell-header">
      <button type="button" className="brand" onClick={() => (project ? go('overview') : closeProject())}>
        <Brand />
        Gantry
      </button>
      {project ? (
        <div className="crumb" title={project.display}>
          {project.name} <b>{version}</b>
        </div>
      ) : null}
      <button type="button" className="shell-search" onClick={() => setPalette(true)}>
        <span>Search commands, fields, findings</span>
        <kbd>{isMac ? '⌘K' : 'Ctrl K'}</kbd>
      </button>
      {project ? (
        <Button look="primary" onClick={() => go('export')}>
          <Package size={14} aria-hidden />
          Export bundle
        </Button>
      ) : null}
    </header>
  );
}
