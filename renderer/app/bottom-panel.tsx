import { ChevronDown } from 'lucide-react';
import { Tabs } from 'radix-ui';
import { IconButton } from '../components/button.tsx';
import { JobsPanel } from '../features/jobs/jobs-panel.tsx';
import { LogsPanel } from '../features/jobs/logs-panel.tsx';
import { ProblemsPanel } from '../features/problems/problems-panel.tsx';
import { useStudio } from '../store/studio.ts';

export function BottomPanel() {
  const tab = useStudio((studio) => studio.panel.tab);
  const count = useStudio((studio) => studio.validation?.diagnostics.length ?? 0);
  const running = useStudio((studio) => studio.jobs.filter((job) => job.status === 'running').length);
  const { showPanel } = useStudio.getState();
  return (
    <Tabs.Root
      className="panel"
      role="region"
      aria-label="Panel"
      value={tab}
      onValueChange={(value) => {
        if (value === 'problems' || value === 'jobs' || value === 'logs') showPanel(value, true);
      }}
    >
      <div className="panel-bar">
        <Tabs.List aria-label="Problems, jobs and logs">
          <Tabs.Trigger value="problems">
            Problems <span className="pill mute">{count}</span>
          </Tabs.Trigger>
          <Tabs.Trigger value="jobs">
            Jobs {running > 0 ? <span className="pill note">{running}</span> : null}
          </Tabs.Trigger>
          <Tabs.Trigger value="logs">Logs</Tabs.Trigger>
        </Tabs.List>
        <div className="end">
          <IconButton label="Close the panel" onClick={() => showPanel(tab, false)}>
            <ChevronDown size={15} aria-hidden />
          </IconButton>
        </div>
      </div>
      <Tabs.Content value="problems" className="panel-body">
        <ProblemsPanel />
      </Tabs.Content>
      <Tabs.Content value="jobs" className="panel-body">
        <JobsPanel />
      </Tabs.Content>
      <Tabs.Content value="logs" className="panel-body">
        <LogsPanel />
      </Tabs.Content>
    </Tabs.Root>
  );
}
