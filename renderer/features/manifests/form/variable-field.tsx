import { Eye, EyeOff } from 'lucide-react';
import { useState } from 'react';
import { get, textOf } from '../../../../shared/model/plain.ts';
import { isPlaceholder, isSecretName } from '../../../../shared/rules/credentials.ts';
import { IconButton } from '../../../components/button.tsx';
import { FieldFrame } from './field.tsx';
import { useValue } from './object-scope.tsx';
import { type SpecFieldProps, useScalarDraft } from './text-field.tsx';

/** The value of an environment variable; masked where its name looks like a secret's, until it is asked for. */
export function VariableField({ path, spec, ...frame }: SpecFieldProps) {
  const variable = useValue(path.slice(0, -1));
  const name = textOf(get(variable, 'name')) ?? '';
  const fromElsewhere = get(variable, 'value') === undefined && get(variable, 'valueFrom') !== undefined;
  /** The name whose value is shown: another variable in the same row is masked again. */
  const [revealed, setRevealed] = useState<string>();
  const { text, reason, onChange, onBlur, onKeyDown } = useScalarDraft(path, spec);
  const placeholder = isPlaceholder(text);
  const secret = isSecretName(name) && text !== '' && !placeholder;
  const masked = secret && revealed !== name;
  return (
    <FieldFrame path={path} spec={spec} reason={reason} {...frame}>
      {(links) => (
        <div className="form-variable">
          <input
            className="input mono"
            type={masked ? 'password' : 'text'}
            value={text}
            placeholder={fromElsewhere ? 'from valueFrom, see the text' : 'empty'}
            disabled={fromElsewhere || undefined}
            autoComplete="off"
            spellCheck={false}
            onChange={onChange}
            onBlur={onBlur}
            onKeyDown={onKeyDown}
            {...links}
          />
          {placeholder ? <span className="pill warning">placeholder</span> : null}
          {secret ? (
            <IconButton
              label={masked ? `Show the value of ${name}` : `Hide the value of ${name}`}
              onClick={() => setRevealed(masked ? name : undefined)}
            >
              {masked ? <Eye size={15} aria-hidden /> : <EyeOff size={15} aria-hidden />}
            </IconButton>
          ) : null}
        </div>
      )}
    </FieldFrame>
  );
}
