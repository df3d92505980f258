import {
  FileText,
  House,
  Layers,
  ListChecks,
  type LucideIcon,
  Package,
  PackageSearch,
  Settings,
} from 'lucide-react';
import { checklistOf, checklistProgress } from '../../shared/report/checklist.ts';
import { manualTicks } from '../store/settings.ts';
import { useStudio } from '../store/studio.ts';
import type { Page } from '../store/view.ts';

interface Item {
  readonly page: Page;
  readonly label: string;
  readonly icon: LucideIcon;
  readonly needsProject: boolean;
}

const items: readonly Item[] = [
  { page: 'overview', label: 'Overview', icon: House, needsProject: true },
  { page: 'manifests', label: 'Manifests', icon: FileText, needsProject: true },
  { page: 'images', label: 'Images', icon: Layers, needsProject: true },
  { page: 'checklist', label: 'Checklist', icon: ListChecks, needsProject: true },
  { page: 'export', label: 'Export', icon: Package, needsProject: true },
];
const others: readonly Item[] = [
  { page: 'review', label: 'Review a bundle', icon: PackageSearch, needsProject: false },
  { page: 'settings', label: 'Settings', icon: Settings, needsProject: false },
];

export function Rail() {
  const page = useStudio((studio) => studio.page);
  const project = useStudio((studio) => studio.project);
  const diagnostics = useStudio((studio) => studio.validation?.diagnostics);
  const validation = useStudio((studio) => studio.validation);
  const ticks = useStudio(manualTicks);
  const checklist = checklistProgress(checklistOf(validation, ticks));
  const { go } = useStudio.getState();
  const errors = diagnostics?.filter(({ severity }) => severity === 'error').length ?? 0;
  const button = ({ page: target, label, icon: Icon, needsProject }: Item) => (
    <button
      key={target}
      type="button"
      title={label}
      disabled={needsProject && !project}
      aria-current={
        page === target || (target === 'overview' && page === 'welcome' && !project) ? 'page' : undefined
      }
      onClick={() => go(target)}
    >
      <Icon size={15} aria-hidden />
      <span className="label">{label}</span>
      {target === 'manifests' && errors > 0 ? (
        <span className="pill error count">
          {errors}
          <span className="visually-hidden"> {errors === 1 ? 'error' : 'errors'}</span>
        </span>
      ) : null}
      {target === 'checklist' ? (
        <span className="pill mute count">
          {checklist.done}/{checklist.total}
        </span>
      ) : null}
    </button>
  );
  return (
    <nav className="rail" aria-label="Pages">
      {project ? items.map(button) : null}
      {project ? (
        <hr />
      ) : (
        <button
          type="button"
          aria-current={page === 'welcome' ? 'page' : undefined}
          onClick={() => go('welcome')}
        >
          <House size={15} aria-hidden />
          <span className="label">Welcome</span>
        </button>
      )}
      {others.map(button)}
    </nav>
  );
}
