import { ChevronDown, ChevronRight, CircleCheck } from 'lucide-react';
import { useId, useState } from 'react';
import type { Advice, SizeReport } from '../../shared/contract/size-report.ts';
import { formatBytes, formatCount } from '../../shared/report/format.ts';
import { Button } from '../components/button.tsx';
import { CopyButton } from '../components/copy-button.tsx';
import { layerName, stepText } from './report-facts.ts';
import { UnifiedDiff } from './unified-diff.tsx';

export type AdviceEdit = NonNullable<Advice['edit']>;

/** Makes an advised change in a file that is at hand. */
export interface AdviceApplier {
  /** Whether the file is at hand. */
  can(edit: AdviceEdit): boolean;
  /** Gives the reason where the change could not be made. */
  apply(edit: AdviceEdit): string | undefined;
  undo(edit: AdviceEdit): void;
}

interface AdviceListProps {
  readonly report: SizeReport;
  readonly applier: AdviceApplier | undefined;
  /** Shows a path of the image in the picture. */
  readonly onPath: (path: string) => void;
}

/** What to do, with the bytes each would save, the evidence, and the edit where one is safe. */
export function AdviceList({ report, applier, onPath }: AdviceListProps) {
  const { advice } = report;
  return (
    <section className="card advice" aria-labelledby="size-advice">
      <div className="card-head">
        <h2 id="size-advice">What to do</h2>
        {advice.length > 0 ? (
          // Not their sum: two may name the same file.
          <span className="hint">what each saves by itself</span>
        ) : null}
      </div>
      {advice.length === 0 ? (
        <p className="advice-none">
          <CircleCheck size={16} aria-hidden />
          Nothing in it looks superfluous.
        </p>
      ) : null}
      <ol>
        {advice.map((each, place) => (
          <AdviceCard
            // biome-ignore lint/suspicious/noArrayIndexKey: two pieces of advice may be alike in everything but their place.
            key={`${place} ${each.code}`}
            advice={each}
            report={report}
            applier={applier}
            onPath={onPath}
          />
        ))}
      </ol>
    </section>
  );
}

interface AdviceCardProps extends AdviceListProps {
  readonly advice: Advice;
}

const fewPaths = 3;

function AdviceCard({ advice, report, applier, onPath }: AdviceCardProps) {
  const { message, savesBytes, paths, layers, edit } = advice;
  const [allPaths, setAllPaths] = useState(false);
  const [shown, setShown] = useState(false);
  const diff = useId();
  // The first sentence tells what is the matter, the others what to do about it.
  const end = message.search(/\. [A-Z“]/);
  const [what, then] = end < 0 ? [message, ''] : [message.slice(0, end + 1), message.slice(end + 2)];
  return (
    <li>
      <div className="advice-head">
        <b>{what}</b>
        <span className="advice-saves">
          <span className="visually-hidden">saves </span>−{formatBytes(savesBytes)}
        </span>
      </div>
      {then === '' ? null : <p>{then}</p>}
      <ul className="advice-paths">
        {(allPaths ? paths : paths.slice(0, fewPaths)).map((path) => (
          <li key={path}>
            <button type="button" className="button link" onClick={() => onPath(path)} title={path}>
              <code>{path}</code>
            </button>
          </li>
        ))}
      </ul>
      <p className="advice-foot">
        {paths.length > fewPaths ? (
          <Button look="link" aria-expanded={allPaths} onClick={() => setAllPaths(!allPaths)}>
            {allPaths ? 'Fewer paths' : `${paths.length - fewPaths} more`}
          </Button>
        ) : null}
        {layers.slice(0, 3).map((layer) => (
          <span key={layer} className="pill mute" title={stepText(report.layers[layer]?.command ?? '')}>
            {layerName(layer)}
          </span>
        ))}
        {layers.length > 3 ? (
          <span className="hint">{formatCount(layers.length - 3, 'other layer')}</span>
        ) : null}
        {edit ? (
          <Button look="link" aria-expanded={shown} aria-controls={diff} onClick={() => setShown(!shown)}>
            {shown ? <ChevronDown size={13} aria-hidden /> : <ChevronRight size={13} aria-hidden />}
            {shown ? 'Hide the edit' : 'Show the edit'}
          </Button>
        ) : null}
      </p>
      <div id={diff}>{edit && shown ? <EditCard edit={edit} applier={applier} /> : null}</div>
    </li>
  );
}

interface EditCardProps {
  readonly edit: AdviceEdit;
  readonly applier: AdviceApplier | undefined;
}

function EditCard({ edit, applier }: EditCardProps) {
  const [outcome, setOutcome] = useState<{ readonly done: boolean; readonly text: string }>();
  const apply = (): void => {
    const reason = applier?.apply(edit);
    setOutcome(
      reason === undefined
        ? { done: true, text: `Changed ${edit.file}. Build the image to see the effect.` }
        : { done: false, text: reason },
    );
  };
  const undo = (): void => {
    applier?.undo(edit);
    setOutcome(undefined);
  };
  return (
    <div className="advice-edit">
      <div className="advice-edit-head">
        <span>{edit.title}</span>
        <CopyButton label="Copy the edit as a patch" text={edit.diff} />
        {applier?.can(edit) && !outcome?.done ? <Button onClick={apply}>Apply</Button> : null}
        {outcome?.done ? <Button onClick={undo}>Undo</Button> : null}
      </div>
      <UnifiedDiff label={`Change of ${edit.file}`} diff={edit.diff} />
      <p role="status" className={outcome && !outcome.done ? 'hint error' : 'hint'}>
        {outcome?.text}
      </p>
    </div>
  );
}
