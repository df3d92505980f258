import { FolderCog, FolderX, X } from 'lucide-react';
import { IconButton } from '../../components/button.tsx';
import { useStudio } from '../../store/studio.ts';

/** The projects opened last; one whose folder has gone says so and can be taken off the list. */
export function RecentProjects() {
  const recent = useStudio((studio) => studio.recent);
  const { openProject, forgetRecent } = useStudio.getState();
  return (
    <section className="card welcome-recent" aria-labelledby="welcome-recent">
      <div className="card-head">
        <h2 id="welcome-recent">Recent projects</h2>
      </div>
      {recent === undefined ? <p className="welcome-none">Looking …</p> : null}
      {recent?.length === 0 ? (
        <p className="welcome-none">
          None yet. A project you open or make is listed here, so that you find it again.
        </p>
      ) : null}
      {recent !== undefined && recent.length > 0 ? (
        <ul>
          {recent.map((place) => (
            <li key={place.ticket}>
              <button
                type="button"
                className="welcome-recent-open"
                disabled={!place.isProject}
                title={place.display}
                onClick={() => void openProject(place.ticket)}
              >
                {place.isProject ? <FolderCog size={16} aria-hidden /> : <FolderX size={16} aria-hidden />}
                <span className="welcome-recent-name">{place.name}</span>
                {place.isProject ? null : <span className="pill warning">not there any more</span>}
                <span className="welcome-recent-path">{place.display}</span>
              </button>
              <IconButton label={`Take ${place.name} off this list`} onClick={() => void forgetRecent(place)}>
                <X size={14} aria-hidden />
              </IconButton>
            </li>
          ))}
        </ul>
      ) : null}
    </section>
  );
}
