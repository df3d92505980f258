import { FilePlus2, FolderOpen, type LucideIcon, PackageSearch, Ship } from 'lucide-react';
import { useEffect } from 'react';
import { Brand } from '../../components/brand.tsx';
import { useStudio } from '../../store/studio.ts';
import { EngineCard } from './engine-card.tsx';
import { NewProjectDialog } from './new-project-dialog.tsx';
import { RecentProjects } from './recent-projects.tsx';
import './welcome.css';

interface StartProps {
  readonly icon: LucideIcon;
  readonly title: string;
  readonly text: string;
  readonly primary?: boolean;
  readonly onClick: () => void;
}

function Start({ icon: Icon, title, text, primary = false, onClick }: StartProps) {
  return (
    <button type="button" className={primary ? 'welcome-start primary' : 'welcome-start'} onClick={onClick}>
      <Icon size={18} aria-hidden />
      <span className="welcome-start-title">{title}</span>
      <span className="welcome-start-text">{text}</span>
    </button>
  );
}

/** The first screen: begin something, go on with something, and see what this computer can do. */
export function WelcomePage() {
  const connected = useStudio((studio) => studio.host !== undefined);
  const desktop = useStudio((studio) => studio.host?.host === 'desktop');
  const creating = useStudio((studio) => studio.creating);
  useEffect(() => {
    if (!connected) return;
    const { loadRecent, consultDoctor, doctor } = useStudio.getState();
    void loadRecent();
    if (!doctor) void consultDoctor();
  }, [connected]);
  const { setCreating, openPicked, openSample, reviewPicked } = useStudio.getState();
  return (
    <div className="page welcome">
      <div className="welcome-inner">
        <header className="welcome-head">
          <span className="welcome-sign">
            <Brand size={34} />
          </span>
          <div>
            <h1>Lift your app into the Marketplace</h1>
            <p>
              Edit both manifests by form or text, see what is wrong while you type, and export a bundle that
              is proven before it is called ready.
            </p>
          </div>
        </header>
        <section className="welcome-starts" aria-label="Begin">
          <Start
            icon={FilePlus2}
            primary
            title="New from template"
            text="A working app to change: one container, MCP server, sidecar or stateful"
            onClick={() => setCreating(true)}
          />
          <Start
            icon={FolderOpen}
            title="Open a project"
            text="A folder with appspec.yaml and app.json"
            onClick={() => void openPicked()}
          />
          <Start
            icon={Ship}
            title="Open the sample"
            text="A small finished app to look around in; your own copy"
            onClick={() => void openSample()}
          />
          <Start
            icon={PackageSearch}
            title="Review a bundle"
            text="What is in an archive, and whether it would pass"
            onClick={() => void reviewPicked()}
          />
        </section>
        {desktop ? (
          <p className="welcome-drop">Or drop a project folder or a bundle anywhere on this window.</p>
        ) : null}
        <div className="welcome-below">
          <RecentProjects />
          <EngineCard />
        </div>
      </div>
      {creating ? <NewProjectDialog /> : null}
    </div>
  );
}
