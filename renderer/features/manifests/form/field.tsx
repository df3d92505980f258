import { type ReactNode, useEffect, useId, useRef } from 'react';
import type { Path } from '../../../../shared/text/path.ts';
import { type FieldSpec, placeKey, specAt } from './model/shape.ts';
import { findingsId, useObjectScope, useSelectPlace } from './object-scope.tsx';

/** What a control needs to be named, described and marked. */
export interface ControlLinks {
  readonly id: string;
  readonly 'aria-describedby': string | undefined;
  readonly 'aria-invalid': boolean;
  readonly onFocus: () => void;
}

interface FieldFrameProps {
  readonly path: Path;
  readonly spec: FieldSpec;
  /** The label is for screen readers only: a column's heading says it to the eye. */
  readonly hideLabel?: boolean;
  /** What tells this field from its likes in other rows ("port 2"). */
  readonly context?: string;
  /** Says the help under the field and not only in the help line. */
  readonly showHelp?: boolean;
  readonly reason?: string | undefined;
  /** The control is a group of its own and not one labelled input. */
  readonly grouped?: boolean;
  readonly children: (links: ControlLinks) => ReactNode;
}

/** Label, control, refusal: the same around every control. Findings come below, where there is room for them. */
export function FieldFrame({
  path,
  spec,
  hideLabel,
  context,
  showHelp,
  reason,
  grouped,
  children,
}: FieldFrameProps) {
  const scope = useObjectScope();
  const id = useId();
  const element = useRef<HTMLDivElement>(null);
  const key = placeKey(path);
  const findings = scope.findings.get(key);
  const current = scope.current === key;
  const select = useSelectPlace(path);

  useEffect(() => {
    const form = element.current?.closest('.manifest-form');
    if (current && !form?.contains(document.activeElement))
      element.current?.scrollIntoView({ block: 'nearest' });
  }, [current]);

  const described = [
    spec.help === '' ? undefined : `${id}-help`,
    findings && findingsId(scope, path),
    reason === undefined ? undefined : `${id}-reason`,
  ].filter((each) => each !== undefined);
  const label = (
    <>
      {spec.label}
      {context === undefined ? null : <span className="visually-hidden">, {context}</span>}
    </>
  );
  return (
    <div className="field form-field" ref={element} data-place={key} data-current={current || undefined}>
      {grouped ? (
        <span id={`${id}-label`} className={hideLabel ? 'visually-hidden' : undefined}>
          {label}
        </span>
      ) : (
        <label htmlFor={id} className={hideLabel ? 'visually-hidden' : undefined}>
          {label}
        </label>
      )}
      {children({
        id,
        'aria-describedby': described.length === 0 ? undefined : described.join(' '),
        'aria-invalid':
          reason !== undefined || (findings?.some(({ severity }) => severity === 'error') ?? false),
        onFocus: select,
      })}
      {spec.help === '' ? null : (
        <span id={`${id}-help`} className={showHelp ? 'hint' : 'visually-hidden'}>
          {spec.help}
        </span>
      )}
      {reason === undefined ? null : (
        <span id={`${id}-reason`} className="hint error" role="alert">
          Not written: {reason}
        </span>
      )}
    </div>
  );
}

/** The words and the control that the form's data has for a path. */
export function useSpec(path: Path): FieldSpec {
  const spec = specAt(useObjectScope().shape, path);
  if (!spec) throw new Error(`The form has no field for ${placeKey(path)}.`);
  return spec;
}
