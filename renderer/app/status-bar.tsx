import { useEffect } from 'react';
import { isDirty } from '../store/documents.ts';
import { useStudio } from '../store/studio.ts';

function plural(count: number, one: string): string {
  return `${count} ${one}${count === 1 ? '' : 's'}`;
}

export function StatusBar() {
  const host = useStudio((studio) => studio.host);
  const connection = useStudio((studio) => studio.connection);
  const project = useStudio((studio) => studio.project);
  const validation = useStudio((studio) => studio.validation);
  const dirty = useStudio((studio) => Object.values(studio.documents).filter(isDirty).length);
  const cursor = useStudio((studio) => studio.cursor);
  const announcement = useStudio((studio) => studio.announcement);
  const doctor = useStudio((studio) => studio.doctor);
  const { showPanel, consultDoctor } = useStudio.getState();
  useEffect(() => {
    if (connection === 'open' && doctor === undefined) void consultDoctor();
  }, [connection, doctor, consultDoctor]);
  const count = (severity: string) =>
    validation?.diagnostics.filter((d) => d.severity === severity).length ?? 0;
  return (
    <footer className="status">
      <span>
        <span
          className={`dot ${connection === 'open' ? 'ok' : connection === 'lost' ? 'error' : 'warning'}`}
        />
        {connection === 'open'
          ? host?.host === 'desktop'
            ? 'This computer'
            : 'Studio in the browser'
          : null}
        {connection === 'connecting' ? 'Connecting …' : null}
        {connection === 'lost' ? 'Reconnecting …' : null}
      </span>
      {doctor ? (
        <span>
          {doctor.engine ? `${doctor.engine.product} ${doctor.engine.version}` : 'No container engine'}
        </span>
      ) : null}
      {project && validation ? (
        <button type="button" onClick={() => showPanel('problems')}>
          {plural(count('error'), 'error')}, {plural(count('warning'), 'warning')},{' '}
          {plural(count('note'), 'note')}
        </button>
      ) : null}
      <span role="status" className="status-news" title={announcement}>
        {announcement}
      </span>
      <span className="end">
        {project
          ? project.readOnly
            ? 'Read-only'
            : dirty > 0
              ? `${plural(dirty, 'file')} not saved`
              : 'All changes saved'
          : null}
      </span>
      {cursor ? (
        <span>
          Ln {cursor.line}, Col {cursor.column}
        </span>
      ) : null}
      <span>{host ? `Gantry ${host.version}` : null}</span>
    </footer>
  );
}
