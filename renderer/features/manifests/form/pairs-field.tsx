import { Plus, X } from 'lucide-react';
import { useState } from 'react';
import { isMap } from '../../../../shared/model/plain.ts';
import type { Path } from '../../../../shared/text/path.ts';
import { IconButton } from '../../../components/button.tsx';
import { useDraft } from './draft.ts';
import { FieldFrame } from './field.tsx';
import { scalarText } from './model/scalar-input.ts';
import { placeKey } from './model/shape.ts';
import { freeName } from './model/starting-values.ts';
import { useChange, useObjectScope, useSelectPlace, useValue } from './object-scope.tsx';
import type { SpecFieldProps } from './text-field.tsx';

/** Labels as rows of key and value. */
export function PairsField({ path, spec, ...frame }: SpecFieldProps) {
  const value = useValue(path);
  const change = useChange();
  const [reason, setReason] = useState<string>();
  const findings = useObjectScope().findings.get(placeKey(path)) ?? [];
  /** A finding about one label marks that one, one about them all marks all. */
  const isInvalid = (key: string): boolean =>
    findings.some(
      (each) =>
        each.severity === 'error' && (each.path.length <= path.length || each.path[path.length] === key),
    );
  const pairs = isMap(value) ? Object.keys(value) : [];
  const add = async (): Promise<void> => {
    const refusal = await change({ op: 'set', path: [...path, freeName('app', pairs)], value: 'app' });
    setReason(refusal);
  };
  return (
    <FieldFrame path={path} spec={spec} reason={reason} grouped {...frame}>
      {(links) => (
        <fieldset className="form-pairs" aria-label={spec.label} aria-describedby={links['aria-describedby']}>
          {pairs.map((key, index) => (
            <PairRow
              // biome-ignore lint/suspicious/noArrayIndexKey: a key being renamed must keep its row, and its focus.
              key={index}
              path={[...path, key]}
              what={spec.label}
              invalid={isInvalid(key)}
              onRefused={setReason}
            />
          ))}
          <button
            type="button"
            className="button link form-add form-pairs-add"
            onClick={() => void add()}
            onFocus={links.onFocus}
          >
            <Plus size={13} aria-hidden />
            Add
            <span className="visually-hidden"> a label to “{spec.label}”</span>
          </button>
        </fieldset>
      )}
    </FieldFrame>
  );
}

interface PairRowProps {
  readonly path: Path;
  readonly what: string;
  readonly invalid: boolean;
  readonly onRefused: (reason: string | undefined) => void;
}

function PairRow({ path, what, invalid, onRefused }: PairRowProps) {
  const { role } = useObjectScope();
  const change = useChange();
  const value = useValue(path);
  const select = useSelectPlace(path);
  const key = String(path.at(-1));
  const elsewhere = typeof value === 'object' && value !== null;
  const name = useDraft({
    role,
    shown: key,
    whileTyping: false,
    commit: async (typed) =>
      typed === '' ? 'a label needs a key.' : change({ op: 'rename', path, key: typed }),
  });
  const content = useDraft({
    role,
    shown: scalarText(value),
    whileTyping: true,
    commit: (typed) => change({ op: 'set', path, value: typed }),
  });
  const reason = name.reason ?? content.reason;
  const plain = { className: 'input mono', spellCheck: false, autoComplete: 'off', onFocus: select } as const;
  return (
    <div className="form-pair">
      <input
        {...plain}
        aria-label={`${what}: key`}
        aria-invalid={invalid || name.reason !== undefined}
        value={name.text}
        onChange={name.onChange}
        onBlur={name.onBlur}
        onKeyDown={name.onKeyDown}
      />
      <span aria-hidden>=</span>
      <input
        {...plain}
        aria-label={`${what}: value of ${key}`}
        aria-invalid={invalid || content.reason !== undefined}
        value={content.text}
        disabled={elsewhere || undefined}
        onChange={content.onChange}
        onBlur={content.onBlur}
        onKeyDown={content.onKeyDown}
      />
      <IconButton
        label={`Remove label ${key}`}
        onClick={() => void change({ op: 'remove', path }).then(onRefused)}
      >
        <X size={14} aria-hidden />
      </IconButton>
      {reason === undefined ? null : (
        <span className="hint error form-pair-reason" role="alert">
          Not written: {reason}
        </span>
      )}
    </div>
  );
}
