import { ArrowDown, ArrowUp, ChevronDown, ChevronRight, Copy, Trash2 } from 'lucide-react';
import { type KeyboardEvent, memo, type ReactNode, useEffect, useId, useMemo, useState } from 'react';
import { get, itemsOf, textOf } from '../../../../shared/model/plain.ts';
import type { Diagnostic } from '../../../../shared/rules/diagnostic.ts';
import { valueAt } from '../../../../shared/text/path.ts';
import { Button, IconButton } from '../../../components/button.tsx';
import type { ObjectView } from '../../../language/protocol.ts';
import { useStudio } from '../../../store/studio.ts';
import { revealPlace } from './change.ts';
import { FindingsAt } from './findings-list.tsx';
import { appSpecShape, isLegalKind } from './model/appspec-shapes.ts';
import { countFindings, findingsSignature, placeFindings } from './model/findings.ts';
import { placeKey, placeOf } from './model/shape.ts';
import { ObjectScopeProvider } from './object-scope.tsx';
import { ServiceForm } from './service-form.tsx';
import { Tray } from './tray.tsx';
import { WorkloadForm } from './workload-form.tsx';

export type CardAction = 'duplicate' | 'remove' | 'up' | 'down';

interface ObjectCardProps {
  readonly view: ObjectView;
  /** Equal where the object's data is. */
  readonly signature: string;
  readonly findings: readonly Diagnostic[];
  readonly openAtFirst: boolean;
  readonly last: boolean;
  readonly readOnly: boolean;
  readonly onAction: (action: CardAction, object: number) => void;
}

/** The kind's own word on an object: a Service's type, how many containers. */
function detailOf(value: unknown): string | undefined {
  if (get(value, 'kind') === 'Service') return textOf(valueAt(value, ['spec', 'type']));
  const count = itemsOf(valueAt(value, ['spec', 'template', 'spec', 'containers'])).length;
  return count === 0 ? undefined : count === 1 ? '1 container' : `${count} containers`;
}

function bodyOf(value: unknown): ReactNode {
  const kind = get(value, 'kind');
  if (!isLegalKind(kind)) return null;
  return kind === 'Service' ? <ServiceForm /> : <WorkloadForm job={kind === 'Job'} />;
}

/** One object of the AppSpec: its form, or why it has none. */
function Card({ view, findings, openAtFirst, last, readOnly, onAction }: ObjectCardProps) {
  const { index, value } = view;
  const kind = textOf(get(value, 'kind'));
  const name = textOf(valueAt(value, ['metadata', 'name']));
  const shape = appSpecShape(kind);
  const legal = isLegalKind(kind);
  const current = useStudio(({ selection }) =>
    selection?.role === 'appSpec' && selection.object === index
      ? placeKey(placeOf(shape, value, selection.path))
      : undefined,
  );
  const [chosen, setOpen] = useState(openAtFirst);
  useEffect(() => {
    if (current !== undefined) setOpen(true);
  }, [current]);
  const scope = useMemo(
    () => ({
      role: 'appSpec' as const,
      object: index,
      value,
      shape,
      findings: placeFindings(shape, value, findings),
      current,
    }),
    [index, value, shape, findings, current],
  );
  const { errors, warnings } = countFindings(findings);
  const title = `${kind ?? 'Object'} ${name ?? `number ${index + 1}`}`;
  const headingId = useId();
  const bodyId = useId();

  const onKeyDown = (event: KeyboardEvent): void => {
    if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return;
    event.preventDefault();
    const up = event.key === 'ArrowUp';
    if (!readOnly && !(up ? index === 0 : last)) onAction(up ? 'up' : 'down', index);
  };

  return (
    <ObjectScopeProvider scope={scope}>
      <section
        className="card object-card"
        aria-labelledby={headingId}
        data-object={index}
        data-current={current !== undefined || undefined}
      >
        <div className="card-head">
          <h3>
            <button
              type="button"
              className="object-card-toggle"
              aria-expanded={chosen}
              aria-controls={bodyId}
              aria-keyshortcuts="Alt+ArrowUp Alt+ArrowDown"
              onClick={() => setOpen(!chosen)}
              onKeyDown={onKeyDown}
            >
              {chosen ? <ChevronDown size={15} aria-hidden /> : <ChevronRight size={15} aria-hidden />}
              <span id={headingId} className="object-card-title">
                <span className={legal ? 'pill mute' : 'pill error'}>{kind ?? 'no kind'}</span>{' '}
                <span className="object-card-name">{name ?? <em>without a name</em>}</span>
              </span>
              <span className="object-card-detail">{detailOf(value)}</span>
            </button>
          </h3>
          {errors > 0 ? <CountPill look="error" count={errors} /> : null}
          {errors === 0 && warnings > 0 ? <CountPill look="warning" count={warnings} /> : null}
          <fieldset
            className="end"
            disabled={readOnly}
            aria-label={`Actions for ${title}`}
            onKeyDown={onKeyDown}
          >
            <IconButton
              label={`Move ${title} up`}
              disabled={index === 0}
              data-action="up"
              onClick={() => onAction('up', index)}
            >
              <ArrowUp size={15} aria-hidden />
            </IconButton>
            <IconButton
              label={`Move ${title} down`}
              disabled={last}
              data-action="down"
              onClick={() => onAction('down', index)}
            >
              <ArrowDown size={15} aria-hidden />
            </IconButton>
            <IconButton
              label={`Duplicate ${title}`}
              disabled={!view.valid}
              onClick={() => onAction('duplicate', index)}
            >
              <Copy size={14} aria-hidden />
            </IconButton>
            <IconButton label={`Remove ${title}`} onClick={() => onAction('remove', index)}>
              <Trash2 size={14} aria-hidden />
            </IconButton>
          </fieldset>
        </div>
        <div id={bodyId} hidden={!chosen}>
          {chosen ? (
            <div className="card-body" data-place="">
              {view.valid ? null : (
                <Notice text="The form is off while this object does not parse." index={index} />
              )}
              {legal || !view.valid ? null : <Notice text={refusalOf(kind)} index={index} />}
              <FindingsAt paths={[[]]} />
              <fieldset className="form-fields" disabled={readOnly || !view.valid}>
                {bodyOf(value)}
              </fieldset>
              <Tray />
            </div>
          ) : null}
        </div>
      </section>
    </ObjectScopeProvider>
  );
}

function CountPill({ look, count }: { readonly look: 'error' | 'warning'; readonly count: number }) {
  return (
    <span className={`pill ${look}`}>
      {count} <span className="object-card-word">{count === 1 ? look : `${look}s`}</span>
    </span>
  );
}

function refusalOf(kind: string | undefined): string {
  return kind === undefined
    ? 'Without a kind there is no form for this object.'
    : `${kind} has no form: an AppSpec may hold Service, ReplicaSet, StatefulSet and Job.`;
}

function Notice({ text, index }: { readonly text: string; readonly index: number }) {
  return (
    <p className="form-notice">
      <span>{text}</span>
      <Button look="link" onClick={() => void revealPlace('appSpec', index, [], true)}>
        Show in text
      </Button>
    </p>
  );
}

/** Drawn again only where something that can be seen of it has changed. */
export const ObjectCard = memo(
  Card,
  (before, after) =>
    before.signature === after.signature &&
    before.view.index === after.view.index &&
    before.view.valid === after.view.valid &&
    before.last === after.last &&
    before.readOnly === after.readOnly &&
    before.onAction === after.onAction &&
    findingsSignature(before.findings) === findingsSignature(after.findings),
);
