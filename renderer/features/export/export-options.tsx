import { FolderOpen } from 'lucide-react';
import { type ReactNode, useId } from 'react';
import { Button } from '../../components/button.tsx';
import { Segmented } from '../../components/segmented.tsx';
import type { ExportChoices } from '../../store/exports.ts';
import { fileName } from '../../store/file-name.ts';
import { useStudio } from '../../store/studio.ts';

const layouts = [
  { value: 'bundle', label: 'Bundle' },
  { value: 'pkg', label: 'Older package' },
] as const;
const levels = [
  { value: 'fast', label: 'Quick' },
  { value: 'usual', label: 'Usual' },
  { value: 'small', label: 'Smallest' },
] as const;
type LevelName = (typeof levels)[number]['value'];
const levelOf: Readonly<Record<LevelName, 1 | 9 | undefined>> = { fast: 1, usual: undefined, small: 9 };
const levelHints: Readonly<Record<LevelName, string>> = {
  fast: 'gzip level 1: ready soonest, a larger file.',
  usual: 'About as small as gzip’s own usual, and far sooner.',
  small: 'gzip level 9: takes longer, saves a little.',
};

/** Where the archive goes and what it is like. */
export function ExportOptions() {
  const fallback = useStudio((studio) => studio.project?.defaultBundle ?? '');
  const choices = useStudio((studio) => studio.exportChoices);
  const { chooseExport, pickPlace } = useStudio.getState();
  const { target, layout } = choices;
  const isPackage = layout === 'pkg';
  const level: LevelName = choices.level === 1 ? 'fast' : choices.level === 9 ? 'small' : 'usual';
  const choose = async (): Promise<void> => {
    const place = await pickPlace('bundle', { name: isPackage ? 'app.pkg' : fileName(fallback) });
    if (place) chooseExport({ target: place });
  };
  return (
    <section className="card" aria-labelledby="export-options">
      <div className="card-head">
        <h2 id="export-options">Where and how</h2>
      </div>
      <div className="card-body">
        <Row label="File">
          <p className="export-path">
            {target
              ? target.display
              : isPackage
                ? 'In the project’s folder, under the package’s own name'
                : fallback}
          </p>
          <div className="export-buttons">
            <Button onClick={() => void choose()}>
              <FolderOpen size={14} aria-hidden />
              Choose
            </Button>
            {target ? (
              <Button look="ghost" onClick={() => chooseExport({ target: undefined })}>
                Use the usual place
              </Button>
            ) : null}
          </div>
        </Row>
        <Row
          label="Layout"
          hint={
            isPackage
              ? 'The earlier sideload format (.pkg); needs a whole-number id in app.json. May be signed.'
              : 'What the Marketplace takes today (.tar.gz).'
          }
        >
          <Segmented
            label="Layout"
            value={layout}
            options={layouts}
            onChange={(value) => chooseExport({ layout: value, target: undefined })}
          />
        </Row>
        {isPackage ? <Signing choices={choices} /> : null}
        <Row label="Compression" hint={levelHints[level]}>
          <Segmented
            label="Compression"
            value={level}
            options={levels}
            onChange={(value) => chooseExport({ level: levelOf[value] })}
          />
        </Row>
      </div>
    </section>
  );
}

function Signing({ choices }: { readonly choices: ExportChoices }) {
  const { chooseExport, pickPlace } = useStudio.getState();
  const { key, certificate } = choices;
  const pick = async (part: 'key' | 'certificate'): Promise<void> => {
    const place = await pickPlace('pem');
    if (place) chooseExport({ [part]: place });
  };
  return (
    <Row
      label="Signature"
      hint={
        (key === undefined) === (certificate === undefined)
          ? 'Both PEM files sign it; without them it stays unsigned.'
          : 'It takes both files to sign; with one alone it stays unsigned.'
      }
    >
      <div className="export-signing">
        <Button onClick={() => void pick('key')}>{key ? key.name : 'Choose the key'}</Button>
        <Button onClick={() => void pick('certificate')}>
          {certificate ? certificate.name : 'Choose the certificate'}
        </Button>
        {key || certificate ? (
          <Button look="ghost" onClick={() => chooseExport({ key: undefined, certificate: undefined })}>
            Do not sign
          </Button>
        ) : null}
      </div>
    </Row>
  );
}

interface RowProps {
  readonly label: string;
  readonly hint?: string;
  readonly children: ReactNode;
}

function Row({ label, hint, children }: RowProps) {
  const id = useId();
  return (
    <fieldset className="export-row" aria-labelledby={id}>
      <span id={id} className="export-label">
        {label}
      </span>
      <div className="export-value">
        {children}
        {hint === undefined ? null : <span className="hint">{hint}</span>}
      </div>
    </fieldset>
  );
}
