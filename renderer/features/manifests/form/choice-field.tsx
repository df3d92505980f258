import { useState } from 'react';
import { FieldFrame } from './field.tsx';
import { scalarText } from './model/scalar-input.ts';
import { useChange, useValue } from './object-scope.tsx';
import type { SpecFieldProps } from './text-field.tsx';

/** One of a few known values. What the text has instead stays to be seen, as a choice of its own. */
export function ChoiceField({ path, spec, ...frame }: SpecFieldProps) {
  const value = useValue(path);
  const change = useChange();
  const [reason, setReason] = useState<string>();
  const options = spec.options ?? [];
  const text = scalarText(value);
  const absent = value === undefined || value === null;
  const known = absent || options.some((option) => option.value === value);
  const choose = (chosen: string): void => {
    const option = options.find((each) => String(each.value) === chosen);
    if (option) void change({ op: 'set', path, value: option.value }).then(setReason);
    else if (chosen === '') void change({ op: 'remove', path }).then(setReason);
  };
  const unset = spec.placeholder ?? (spec.required ? 'Choose' : 'not said');
  return (
    <FieldFrame path={path} spec={spec} reason={reason} {...frame}>
      {(links) => (
        <select
          className="input"
          value={absent ? '' : known ? text : `as-written ${text}`}
          required={spec.required}
          onChange={(event) => choose(event.target.value)}
          {...links}
        >
          {spec.required && !absent ? null : <option value="">{unset}</option>}
          {options.map((option) => (
            <option key={option.label} value={String(option.value)}>
              {option.label}
            </option>
          ))}
          {known ? null : <option value={`as-written ${text}`}>{text === '' ? 'see the text' : text}</option>}
        </select>
      )}
    </FieldFrame>
  );
}
