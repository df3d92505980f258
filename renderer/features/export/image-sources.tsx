import { Archive, Boxes, X } from 'lucide-react';
import { formatBytes } from '../../../shared/report/format.ts';
import { Button, IconButton } from '../../components/button.tsx';
import type { ImageNeed } from '../../store/image-sources.ts';
import { useStudio } from '../../store/studio.ts';
import { useImageNeeds } from '../../store/use-image-needs.ts';

/** Which image comes from where, and archives given by hand. */
export function ImageSources() {
  const needs = useImageNeeds();
  return (
    <section className="card" aria-labelledby="export-images">
      <div className="card-head">
        <h2 id="export-images">Images</h2>
      </div>
      {needs.length === 0 ? (
        <p className="export-none">The AppSpec names no image yet. Give each container one.</p>
      ) : null}
      <ul className="export-images">
        {needs.map((need) => (
          <ImageRow key={need.reference} need={need} />
        ))}
      </ul>
    </section>
  );
}

function ImageRow({ need }: { readonly need: ImageNeed }) {
  const archives = useStudio((studio) => studio.exportChoices.archives);
  const { pickPlace, chooseExport } = useStudio.getState();
  const { reference, containers, origin, fact } = need;
  const give = async (): Promise<void> => {
    const place = await pickPlace('archive');
    if (place)
      chooseExport({ archives: { ...useStudio.getState().exportChoices.archives, [reference]: place } });
  };
  const takeBack = (): void => {
    const { [reference]: _, ...others } = archives;
    chooseExport({ archives: others });
  };
  return (
    <li>
      {origin.kind === 'engine' ? <Boxes size={16} aria-hidden /> : <Archive size={16} aria-hidden />}
      <div className="export-image-text">
        <code>{reference}</code>
        <span className="hint">
          {originText(need)}
          {fact
            ? ` · ${formatBytes(fact.bytes)}${fact.platform === undefined ? '' : ` · ${fact.platform}`}`
            : ''}
          {containers.length > 0 ? ` · for ${containers.join(', ')}` : ''}
        </span>
      </div>
      {need.missing ? <span className="pill warning">not found there</span> : null}
      {origin.kind === 'given' ? (
        <IconButton label={`Do not use ${origin.archive} for ${reference}`} onClick={takeBack}>
          <X size={14} aria-hidden />
        </IconButton>
      ) : (
        <Button onClick={() => void give()} aria-label={`Give an archive for ${reference}`}>
          Give an archive
        </Button>
      )}
    </li>
  );
}

function originText({ origin, fact }: ImageNeed): string {
  if (origin.kind === 'given') return `From ${origin.archive}, given here`;
  if (origin.kind === 'settings') return `From ${origin.archive}, as gantry.json says`;
  return fact ? 'From the engine' : 'From the engine, asked when exporting';
}
