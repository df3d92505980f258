import { Hammer } from 'lucide-react';
import { useState } from 'react';
import { formatBytes } from '../../../shared/report/format.ts';
import { Button } from '../../components/button.tsx';
import { useStudio } from '../../store/studio.ts';
import { useImageNeeds } from '../../store/use-image-needs.ts';

/** The images the AppSpec names, and what is known of them. */
export function ImagesCard() {
  const needs = useImageNeeds();
  const images = useStudio((studio) => studio.facts?.images);
  const [reason, setReason] = useState<string>();
  const { startBuild } = useStudio.getState();
  return (
    <section className="card" aria-labelledby="overview-images">
      <div className="card-head">
        <h2 id="overview-images">Images</h2>
        <span className="end">
          <Button onClick={() => void startBuild().then(setReason)}>
            <Hammer size={14} aria-hidden />
            Build images
          </Button>
        </span>
      </div>
      {reason === undefined ? null : (
        <p className="overview-none hint error" role="alert">
          {reason}
        </p>
      )}
      {needs.length === 0 ? <p className="overview-none">The AppSpec names no image yet.</p> : null}
      <ul className="overview-list">
        {needs.map(({ reference, fact, missing, containers }) => (
          <li key={reference}>
            <div>
              <code>{reference}</code>
              <p className="hint">
                {fact
                  ? `${formatBytes(fact.bytes)}${fact.platform === undefined ? '' : ` · ${fact.platform}`} · from ${fact.origin}`
                  : containers.join(', ')}
              </p>
            </div>
            {fact ? null : missing ? (
              <span className="pill warning">not found</span>
            ) : (
              <span className="pill mute">not looked at</span>
            )}
          </li>
        ))}
      </ul>
      {images?.known === false && needs.length > 0 ? (
        <p className="overview-foot hint">
          {images.reason} {images.remedy}
        </p>
      ) : null}
    </section>
  );
}
