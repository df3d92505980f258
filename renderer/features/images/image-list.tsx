import { Archive, Boxes, Hammer, Layers, RefreshCw } from 'lucide-react';
import { useState } from 'react';
import { imageSizeLimit } from '../../../shared/model/image-size.ts';
import { formatBytes } from '../../../shared/report/format.ts';
import { Button } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import type { ImageNeed } from '../../store/image-sources.ts';
import { useStudio } from '../../store/studio.ts';
import { useImageNeeds } from '../../store/use-image-needs.ts';

/** The images the AppSpec names, what is known of each, and the next step where one is missing. */
export function ImageList() {
  const needs = useImageNeeds();
  const images = useStudio((studio) => studio.facts?.images);
  const [reason, setReason] = useState<string>();
  const { startBuild, refreshFacts, go } = useStudio.getState();
  if (needs.length === 0) {
    return (
      <EmptyState
        icon={<Layers size={28} aria-hidden />}
        title="No images yet"
        actions={
          <Button look="primary" onClick={() => go('manifests')}>
            Open the manifests
          </Button>
        }
      >
        <p>The AppSpec names no image. Give each container one, and its size report can be made here.</p>
      </EmptyState>
    );
  }
  return (
    <>
      <header className="images-head">
        <div>
          <h1>Images</h1>
          <p className="hint">
            Each should stay below {formatBytes(imageSizeLimit)}. Choose one to see where its bytes come from.
          </p>
        </div>
        <div className="images-actions">
          <Button onClick={() => void refreshFacts(true)}>
            <RefreshCw size={14} aria-hidden />
            Look again
          </Button>
          <Button onClick={() => void startBuild().then(setReason)}>
            <Hammer size={14} aria-hidden />
            Build images
          </Button>
        </div>
      </header>
      {reason === undefined ? null : (
        <p className="hint error" role="alert">
          {reason}
        </p>
      )}
      <ul className="card images-list">
        {needs.map((need) => (
          <ImageRow key={need.reference} need={need} />
        ))}
      </ul>
      {images?.known === false ? (
        <p className="hint">
          {images.reason} {images.remedy}
        </p>
      ) : null}
    </>
  );
}

function ImageRow({ need }: { readonly need: ImageNeed }) {
  const { reference, origin, fact, missing, containers } = need;
  const report = useStudio((studio) => studio.measurements[reference]?.report);
  const archives = useStudio((studio) => studio.exportChoices.archives);
  const { showImage, measureImage, pickPlace, chooseExport } = useStudio.getState();
  const bytes = report?.bytes ?? fact?.bytes;
  const show = (): void => {
    if (report === undefined) measureImage(reference);
    showImage(reference);
  };
  const give = async (): Promise<void> => {
    const place = await pickPlace('archive');
    if (place) chooseExport({ archives: { ...archives, [reference]: place } });
  };
  return (
    <li>
      {origin.kind === 'engine' ? <Boxes size={18} aria-hidden /> : <Archive size={18} aria-hidden />}
      <div className="images-text">
        <code>{reference}</code>
        <span className="hint">
          {originText(need)}
          {fact?.platform === undefined ? '' : ` · ${fact.platform}`}
          {containers.length > 0 ? ` · for ${containers.join(', ')}` : ''}
        </span>
        {missing ? <span className="hint">{missingText(need)}</span> : null}
      </div>
      {bytes === undefined ? (
        <span className={missing ? 'pill warning' : 'pill mute'}>
          {missing ? 'not found' : 'not looked at'}
        </span>
      ) : (
        <Budget bytes={bytes} />
      )}
      {missing ? (
        <Button onClick={() => void give()} aria-label={`Give an archive for ${reference}`}>
          Give an archive
        </Button>
      ) : (
        <Button look="primary" onClick={show} aria-label={`Size report of ${reference}`}>
          Size report
        </Button>
      )}
    </li>
  );
}

function Budget({ bytes }: { readonly bytes: number }) {
  const over = bytes >= imageSizeLimit;
  return (
    <span className="images-budget">
      <b>{formatBytes(bytes)}</b>
      {over ? <span className="pill error">over the limit</span> : null}
      <span className={over ? 'meter images-bar over' : 'meter images-bar'} aria-hidden>
        <span style={{ width: `${Math.min(100, (bytes / imageSizeLimit) * 100)}%` }} />
      </span>
    </span>
  );
}

function originText({ origin, fact, missing }: ImageNeed): string {
  if (origin.kind === 'given') return `Archive ${origin.archive}, given here`;
  if (origin.kind === 'settings') return `Archive ${origin.archive}, as gantry.json says`;
  if (fact) return fact.origin === 'engine' ? 'On the engine' : `From ${fact.origin}`;
  return missing ? 'Not on the engine' : 'Expected on the engine';
}

function missingText({ origin }: ImageNeed): string {
  return origin.kind === 'settings'
    ? 'The archive holds no such image, or is not there. Save the image into it, or give another archive.'
    : 'Build it, or give an archive that holds it.';
}
