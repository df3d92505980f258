import { useState } from 'react';
import { get, isMap } from '../../../../shared/model/plain.ts';
import { Button } from '../../../components/button.tsx';
import { Segmented } from '../../../components/segmented.tsx';
import type { Change } from './change.ts';
import { FindingsAt } from './findings-list.tsx';
import { FormField } from './form-field.tsx';
import { useChange, useSelectPlace, useValue } from './object-scope.tsx';

const path = ['spec', 'replicas'];
const limits = ['min', 'max'] as const;

type Way = 'fixed' | 'share';

/** The change that turns one way of counting replicas into the other, keeping line and comment where it can. */
function switchTo(way: Way, value: unknown): Change {
  const from = way === 'fixed' ? 'share' : 'fixed';
  const keys = isMap(value) ? Object.keys(value) : [];
  const count = get(value, from);
  if (keys.length === 1 && keys[0] === from && Number.isInteger(count)) {
    return { op: 'rename', path: [...path, from], key: way };
  }
  const start =
    Number.isInteger(count) && Number(count) > 0
      ? count
      : Number.isInteger(value) && Number(value) > 0
        ? value
        : 1;
  return { op: 'set', path, value: { [way]: start } };
}

/** How many pods a workload has: a fixed number, or a share for each node of the cluster. */
export function ReplicasField() {
  const value = useValue(path);
  const change = useChange();
  const select = useSelectPlace(path);
  const [reason, setReason] = useState<string>();
  const has = (key: string): boolean => get(value, key) !== undefined;
  const ways = (['fixed', 'share'] as const).filter(has);
  const way = ways.length === 1 ? ways[0] : undefined;
  return (
    <div className="form-replicas field">
      <span>Replicas</span>
      <div className="form-replicas-line">
        <fieldset onFocus={select} className="form-switch" aria-label="Replicas">
          <Segmented<Way | ''>
            label="How replicas are counted"
            value={way ?? ''}
            options={[
              { value: 'fixed', label: 'Fixed' },
              { value: 'share', label: 'Per node' },
            ]}
            onChange={(chosen) => {
              if (chosen !== '' && chosen !== way) void change(switchTo(chosen, value)).then(setReason);
            }}
          />
        </fieldset>
        {ways.map((key) => (
          <FormField key={key} path={[...path, key]} hideLabel />
        ))}
        {limits.map((key) =>
          has(key) ? (
            <div key={key} className="form-limit">
              <FormField path={[...path, key]} />
            </div>
          ) : way === 'share' ? (
            <Button
              key={key}
              look="link"
              onClick={() => void change({ op: 'set', path: [...path, key], value: 1 }).then(setReason)}
            >
              {key === 'min' ? 'Set minimum' : 'Set maximum'}
            </Button>
          ) : null,
        )}
        {isMap(value) || value === undefined || value === null ? null : (
          <code className="hint">as written: {JSON.stringify(value)}</code>
        )}
      </div>
      {reason === undefined ? null : (
        <span className="hint error" role="alert">
          Not written: {reason}
        </span>
      )}
      <FindingsAt paths={[path, ...['fixed', 'share', 'min', 'max'].map((key) => [...path, key])]} />
    </div>
  );
}
