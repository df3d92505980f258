import { TriangleAlert, X } from 'lucide-react';
import { Button, IconButton } from '../components/button.tsx';
import { useStudio } from '../store/studio.ts';

/** What a person must know wherever they are: the host gone, a folder that cannot be written, what went wrong last, a conflict. */
export function Notices() {
  const connection = useStudio((studio) => studio.connection);
  const readOnly = useStudio((studio) => studio.project?.readOnly);
  const trouble = useStudio((studio) => studio.trouble);
  const documents = useStudio((studio) => studio.documents);
  const { dismissTrouble, showConflict } = useStudio.getState();
  const conflicts = Object.values(documents).filter((document) => document.conflict !== undefined);
  return (
    <div className="notices">
      {connection === 'lost' ? (
        <div className="banner" role="alert">
          <TriangleAlert size={15} aria-hidden />
          <span>
            Gantry’s own server does not answer; trying again. Nothing you typed is lost. If it has ended,
            start it on the same port (gantry studio --port {window.location.port}) and open the address it
            prints: this page then goes on where it was.
          </span>
        </div>
      ) : null}
      {readOnly === undefined ? null : (
        <div className="banner" role="status">
          <TriangleAlert size={15} aria-hidden />
          <span>{readOnly}</span>
        </div>
      )}
      {conflicts.map(({ name }) => (
        <div key={name} className="banner" role="alert">
          <TriangleAlert size={15} aria-hidden />
          <span>
            <b>{name}</b> was changed by another program where you changed it too.
          </span>
          <Button onClick={() => showConflict(name)}>Compare and choose</Button>
        </div>
      ))}
      {trouble === undefined ? null : (
        <div className="banner" role="alert">
          <TriangleAlert size={15} aria-hidden />
          <span>{trouble}</span>
          <IconButton label="Dismiss" onClick={dismissTrouble}>
            <X size={15} aria-hidden />
          </IconButton>
        </div>
      )}
    </div>
  );
}
