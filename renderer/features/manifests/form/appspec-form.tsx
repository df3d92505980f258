import { Undo2 } from 'lucide-react';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { get, textOf } from '../../../../shared/model/plain.ts';
import type { Diagnostic } from '../../../../shared/rules/diagnostic.ts';
import { type Path, valueAt } from '../../../../shared/text/path.ts';
import { Button } from '../../../components/button.tsx';
import { EmptyState } from '../../../components/empty-state.tsx';
import type { DocumentView, ObjectView } from '../../../language/protocol.ts';
import type { OpenDocument } from '../../../store/documents.ts';
import { useStudio } from '../../../store/studio.ts';
import { changeInOrder, revealPlace, stepHistory, whenAnalysed } from './change.ts';
import { FindingsList } from './findings-list.tsx';
import { carryIdentities, type Identity } from './model/object-identities.ts';
import { freeName } from './model/starting-values.ts';
import { MoreCards } from './more-cards.tsx';
import { type CardAction, ObjectCard } from './object-card.tsx';

/** Up to so many objects every card is open at first; beyond, people look for one among many. */
const mostOpen = 8;

/** So many cards are drawn at first, and with every step further down. */
const cardsPerStep = 40;

interface AppSpecFormProps {
  readonly document: OpenDocument;
  readonly view: DocumentView;
  readonly readOnly: boolean;
}

const none: readonly Diagnostic[] = [];

/**
 * Findings by the object whose card shows them. A syntax problem names no object: it belongs to the broken one that
 * it stands in or behind. `undefined` holds those of the file as a whole.
 */
function placeInObjects(
  findings: readonly Diagnostic[],
  objects: readonly ObjectView[],
): ReadonlyMap<number | undefined, readonly Diagnostic[]> {
  const placed = new Map<number | undefined, Diagnostic[]>();
  for (const finding of findings) {
    const named = finding.object === undefined ? undefined : objects[finding.object];
    const around = objects.findLast(({ span }) => span.start <= finding.span.start);
    const owner = named ?? (around?.valid === false ? around : undefined);
    const list = placed.get(owner?.index);
    if (list) list.push(finding);
    else placed.set(owner?.index, [finding]);
  }
  return placed;
}

/** What an object is called in news and buttons. */
function titleOf(object: ObjectView | undefined): string {
  const name = textOf(valueAt(object?.value, ['metadata', 'name']));
  return `${textOf(get(object?.value, 'kind')) ?? 'Object'} ${name ?? 'without a name'}`;
}

function useIdentities(objects: readonly ObjectView[]): readonly Identity[] {
  const before = useRef<readonly Identity[]>([]);
  const count = useRef(0);
  return useMemo(() => {
    const signatures = objects.map(({ value }) => JSON.stringify(value) ?? '');
    before.current = carryIdentities(before.current, signatures, () => count.current++);
    return before.current;
  }, [objects]);
}

/** The AppSpec as a card per object. */
export function AppSpecForm({ document, view, readOnly }: AppSpecFormProps) {
  const { objects } = view;
  const identities = useIdentities(objects);
  const diagnostics = useStudio((studio) => studio.validation?.diagnostics);
  const findings = useMemo(
    () => diagnostics?.filter(({ file }) => file === document.name) ?? [],
    [diagnostics, document.name],
  );
  const form = useRef<HTMLDivElement>(null);
  const [removed, setRemoved] = useState<{ readonly title: string; readonly revision: number }>();
  const [reason, setReason] = useState<string>();
  const now = useRef(objects);
  now.current = objects;

  const act = useCallback(
    async (action: CardAction, object: number): Promise<void> => {
      const subject = now.current[object];
      const title = titleOf(subject);
      const to = action === 'up' ? object - 1 : object + 1;
      const names = now.current.map(({ value }) => valueAt(value, ['metadata', 'name']));
      const refusal = await changeInOrder(
        'appSpec',
        action === 'remove'
          ? { op: 'remove-object', object }
          : action === 'duplicate'
            ? {
                op: 'duplicate-object',
                object,
                name: freeName(`${String(names[object] ?? 'app')}-copy`, names),
              }
            : { op: 'move-object', object, to },
      );
      setReason(refusal);
      if (refusal !== undefined) return;
      const { announce, documents, select } = useStudio.getState();
      if (action === 'remove') {
        setRemoved({ title, revision: documents[document.name]?.state.revision ?? -1 });
        select(undefined);
        announce(`${title} removed.`);
        return;
      }
      await whenAnalysed('appSpec');
      const place = action === 'duplicate' ? object + 1 : to;
      const path: Path = [];
      select({ role: 'appSpec', object: place, path });
      void revealPlace('appSpec', place, path, false);
      announce(action === 'duplicate' ? `${title} duplicated.` : `${title} moved to place ${to + 1}.`);
      requestAnimationFrame(() => {
        const card = form.current?.querySelector(`[data-object="${place}"]`);
        card?.scrollIntoView({ block: 'nearest' });
        const button =
          action === 'duplicate'
            ? undefined
            : card?.querySelector<HTMLButtonElement>(`[data-action="${action}"]:enabled`);
        (button ?? card?.querySelector<HTMLButtonElement>('.object-card-toggle'))?.focus();
      });
    },
    [document.name],
  );
  const onAction = useCallback((action: CardAction, object: number) => void act(action, object), [act]);

  const [drawn, setDrawn] = useState(cardsPerStep);
  const selected = useStudio(({ selection }) => (selection?.role === 'appSpec' ? selection.object : 0));
  useEffect(() => {
    setDrawn((count) => Math.max(count, selected + 1));
  }, [selected]);
  const placed = placeInObjects(findings, objects);
  return (
    <div ref={form} className="form-cards">
      <FindingsList findings={placed.get(undefined) ?? []} />
      {reason === undefined ? null : (
        <p className="hint error" role="alert">
          Not done: {reason}
        </p>
      )}
      {objects.slice(0, drawn).map((object, position) => {
        const identity = identities[position];
        return (
          <ObjectCard
            key={identity?.id ?? position}
            view={object}
            signature={identity?.signature ?? ''}
            findings={placed.get(object.index) ?? none}
            openAtFirst={objects.length <= mostOpen}
            last={position === objects.length - 1}
            readOnly={readOnly}
            onAction={onAction}
          />
        );
      })}
      {objects.length > drawn ? (
        <MoreCards key={drawn} left={objects.length - drawn} onMore={() => setDrawn(drawn + cardsPerStep)} />
      ) : null}
      {objects.length === 0 ? (
        <EmptyState title="No objects yet">
          <p>
            An app has at least a Service, which people reach, and a ReplicaSet or StatefulSet, which answers.
            “Add object” begins one.
          </p>
        </EmptyState>
      ) : null}
      {removed?.revision === document.state.revision ? <RemovedBar title={removed.title} /> : null}
    </div>
  );
}

/** Offers to bring the object back that was just taken away, until the text changes again. */
function RemovedBar({ title }: { readonly title: string }) {
  const bar = useRef<HTMLDivElement>(null);
  // The button that was pressed is gone with its card: the focus goes on here.
  useEffect(() => bar.current?.querySelector('button')?.focus(), []);
  return (
    <div className="form-removed" ref={bar}>
      <span>{title} removed.</span>
      <Button onClick={() => void stepHistory('appSpec', 'undo')}>
        <Undo2 size={14} aria-hidden />
        Undo
      </Button>
    </div>
  );
}
