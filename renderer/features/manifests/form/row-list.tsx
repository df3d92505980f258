import { Plus, X } from 'lucide-react';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import type { Path } from '../../../../shared/text/path.ts';
import { IconButton } from '../../../components/button.tsx';
import { useStudio } from '../../../store/studio.ts';
import { FindingsAt, FindingsList } from './findings-list.tsx';
import { FormField } from './form-field.tsx';
import { placeKey } from './model/shape.ts';
import { findingsId, useChange, useObjectScope, useValue } from './object-scope.tsx';
import { RowGrip } from './row-grip.tsx';

interface RowListProps {
  readonly path: Path;
  readonly title: string;
  /** What one row is, for buttons: `port`. */
  readonly noun: string;
  /** The keys of a row's fields, in order, and the name of its grid in the style sheet. */
  readonly keys: readonly string[] | ((item: unknown) => readonly string[]);
  readonly grid: string;
  /** What a new row begins with. */
  readonly start: () => unknown;
  /** What to say where there are none. */
  readonly none: string;
}

function AddButton({ noun, onAdd }: { readonly noun: string; readonly onAdd: () => void }) {
  return (
    <button type="button" className="button link form-add" onClick={onAdd}>
      <Plus size={13} aria-hidden />
      Add {noun}
    </button>
  );
}

/** A list of the manifest as rows of fields: each row can be taken away or moved, and one can be added. */
export function RowList({ path, title, noun, keys, grid, start, none }: RowListProps) {
  const scope = useObjectScope();
  const value = useValue(path);
  const items = Array.isArray(value) ? value : [];
  const { section, add, remove, mover, reason } = useRows(path, items.length, start, noun);
  return (
    <fieldset className="form-section" ref={section} aria-label={title}>
      <div className="form-section-head">
        <h4>{title}</h4>
        {items.length === 0 ? <span className="hint">{none}</span> : null}
        <AddButton noun={noun} onAdd={add} />
      </div>
      {items.map((item: unknown, index) => (
        <Row
          // biome-ignore lint/suspicious/noArrayIndexKey: rows have no other identity that typing would not change.
          key={index}
          path={[...path, index]}
          context={`${noun} ${index + 1}`}
          keys={typeof keys === 'function' ? keys(item) : keys}
          grid={grid}
          first={index === 0}
          mover={mover(index)}
          onRemove={() => remove(index)}
        />
      ))}
      <FindingsList findings={scope.findings.get(placeKey(path)) ?? []} id={findingsId(scope, path)} />
      {reason === undefined ? null : (
        <p className="hint error" role="alert">
          Not written: {reason}
        </p>
      )}
    </fieldset>
  );
}

const newestField =
  ':scope > :is(.form-row-block, .form-container):not(:has(~ :is(.form-row-block, .form-container))) :is(input, select)';
const addButton = ':scope > .form-section-head .form-add';

/** Adding to a list, taking from it and moving within it, with the focus where one goes on. */
export function useRows(path: Path, length: number, start: () => unknown, noun: string) {
  const change = useChange();
  const section = useRef<HTMLFieldSetElement>(null);
  const [reason, setReason] = useState<string>();
  const awaited = useRef<{ readonly length: number; readonly selector: string }>(undefined);
  useEffect(() => {
    if (awaited.current?.length !== length) return;
    const element = section.current?.querySelector<HTMLElement>(awaited.current.selector);
    element?.focus();
    if (element instanceof HTMLInputElement) element.select();
    awaited.current = undefined;
  }, [length]);
  const add = (): void => {
    awaited.current = { length: length + 1, selector: newestField };
    void change({ op: 'insert', path, index: length, value: start() }).then(setReason);
  };
  const remove = (index: number): void => {
    awaited.current = { length: length - 1, selector: addButton };
    void change({ op: 'remove', path: [...path, index] }).then(setReason);
  };
  const move = async (from: number, to: number): Promise<void> => {
    if (to === from || to < 0 || to >= length) return;
    const refusal = await change({ op: 'move', path, from, to });
    setReason(refusal);
    if (refusal !== undefined) return;
    useStudio.getState().announce(`${capital(noun)} moved to place ${to + 1} of ${length}.`);
    // The handles stay where they are while the values change places: the focus goes with the value.
    rowsOf(section.current)[to]?.querySelector<HTMLElement>('.form-grip')?.focus();
  };
  const mover = (index: number): ReactNode =>
    length < 2 ? null : (
      <RowGrip
        label={`Move ${noun} ${index + 1} of ${length}`}
        index={index}
        rows={() => rowsOf(section.current)}
        onMove={(to) => void move(index, to)}
      />
    );
  return { section, add, remove, mover, reason };
}

const rowSelector = ':scope > :is(.form-row-block, .form-container)';

function rowsOf(section: HTMLElement | null): readonly HTMLElement[] {
  return section ? [...section.querySelectorAll<HTMLElement>(rowSelector)] : [];
}

function capital(noun: string): string {
  return noun.charAt(0).toUpperCase() + noun.slice(1);
}

interface RowProps {
  readonly path: Path;
  readonly context: string;
  readonly keys: readonly string[];
  readonly grid: string;
  readonly first: boolean;
  readonly mover: ReactNode;
  readonly onRemove: () => void;
}

function Row({ path, context, keys, grid, first, mover, onRemove }: RowProps) {
  const paths = keys.map((key) => [...path, key]);
  return (
    <fieldset aria-label={context} className="form-row-block" data-place={placeKey(path)}>
      <div className={`form-row ${grid}`}>
        {paths.map((each) => (
          <div key={placeKey(each)} className={`form-cell cell-${String(each.at(-1))}`}>
            <FormField path={each} context={context} hideLabel={!first} />
          </div>
        ))}
        <div className="form-row-end">
          {mover}
          <IconButton label={`Remove ${context}`} onClick={onRemove}>
            <X size={15} aria-hidden />
          </IconButton>
        </div>
      </div>
      <FindingsAt paths={[...paths, path]} />
    </fieldset>
  );
}
