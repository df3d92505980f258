import { useState } from 'react';
import { Segmented } from '../../../components/segmented.tsx';
import { FieldFrame } from './field.tsx';
import { useChange, useValue } from './object-scope.tsx';
import type { SpecFieldProps } from './text-field.tsx';

const yesOrNo = [
  { value: false, label: 'No' },
  { value: true, label: 'Yes' },
];

/** True or false, with neither chosen where the text says neither. */
export function SwitchField({ path, spec, ...frame }: SpecFieldProps) {
  const value = useValue(path);
  const change = useChange();
  const [reason, setReason] = useState<string>();
  const options = spec.options ?? yesOrNo;
  return (
    <FieldFrame path={path} spec={spec} reason={reason} grouped {...frame}>
      {(links) => (
        <fieldset
          className="form-switch"
          aria-labelledby={`${links.id}-label`}
          aria-describedby={links['aria-describedby']}
          onFocus={links.onFocus}
        >
          <Segmented<string>
            label={spec.label}
            value={typeof value === 'boolean' ? String(value) : ''}
            options={options.map((option) => ({ value: String(option.value), label: option.label }))}
            onChange={(chosen) => void change({ op: 'set', path, value: chosen === 'true' }).then(setReason)}
          />
        </fieldset>
      )}
    </FieldFrame>
  );
}
