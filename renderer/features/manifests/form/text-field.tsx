import type { Path } from '../../../../shared/text/path.ts';
import { useDraft } from './draft.ts';
import { FieldFrame } from './field.tsx';
import { scalarText, typedValue } from './model/scalar-input.ts';
import type { FieldSpec } from './model/shape.ts';
import { useChange, useObjectScope, useValue } from './object-scope.tsx';

export interface SpecFieldProps {
  readonly path: Path;
  readonly spec: FieldSpec;
  readonly hideLabel?: boolean;
  readonly context?: string;
  readonly showHelp?: boolean;
}

const inMono: ReadonlySet<string> = new Set([
  'text',
  'integer',
  'integer-or-name',
  'number',
  'quantity',
  'image',
  'variable',
]);

/** The draft of a scalar at a path: what is typed becomes its value, an emptied optional one goes. */
export function useScalarDraft(path: Path, spec: FieldSpec) {
  const { role } = useObjectScope();
  const value = useValue(path);
  const change = useChange();
  return useDraft({
    role,
    shown: scalarText(value),
    whileTyping: true,
    multiline: spec.control === 'prose',
    commit: (typed) => {
      if (typed === '' && spec.required !== true) return change({ op: 'remove', path });
      return change({ op: 'set', path, value: typedValue(spec.control, typed, value) });
    },
  });
}

/** A value that is a map or a list where the form knows a plain one: said, and left alone. */
function isElsewhere(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

/** A field for text and numbers. */
export function TextField({ path, spec, ...frame }: SpecFieldProps) {
  const { text, reason, onChange, onBlur, onKeyDown } = useScalarDraft(path, spec);
  const elsewhere = isElsewhere(useValue(path));
  const shared = {
    value: text,
    placeholder: elsewhere ? 'see the text' : spec.placeholder,
    disabled: elsewhere || undefined,
    required: spec.required,
    spellCheck: spec.control === 'prose',
    autoComplete: 'off',
    onChange,
    onBlur,
    onKeyDown,
  };
  return (
    <FieldFrame path={path} spec={spec} reason={reason} {...frame}>
      {(links) =>
        spec.control === 'prose' ? (
          <textarea className="input" rows={3} {...shared} {...links} />
        ) : (
          <input
            className={inMono.has(spec.control) ? 'input mono' : 'input'}
            inputMode={spec.control === 'integer' ? 'numeric' : undefined}
            {...shared}
            {...links}
          />
        )
      }
    </FieldFrame>
  );
}
