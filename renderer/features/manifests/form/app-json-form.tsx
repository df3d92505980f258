import { useMemo, useState } from 'react';
import { accessRequirements, appJsonFields, isEarlierGeneration } from '../../../../shared/model/app-json.ts';
import { isMap } from '../../../../shared/model/plain.ts';
import { bumpVersion, parseVersion, type VersionPart } from '../../../../shared/model/semver.ts';
import type { Diagnostic } from '../../../../shared/rules/diagnostic.ts';
import type { Path } from '../../../../shared/text/path.ts';
import { Button } from '../../../components/button.tsx';
import type { DocumentView } from '../../../language/protocol.ts';
import type { OpenDocument } from '../../../store/documents.ts';
import { useStudio } from '../../../store/studio.ts';
import { FindingsAt, FindingsList } from './findings-list.tsx';
import { FormField } from './form-field.tsx';
import { appJsonShape } from './model/app-json-shape.ts';
import { placeFindings } from './model/findings.ts';
import { placeKey, placeOf, specAt } from './model/shape.ts';
import { ObjectScopeProvider, useChange, useValue } from './object-scope.tsx';
import { Tray } from './tray.tsx';

interface AppJsonFormProps {
  readonly document: OpenDocument;
  readonly view: DocumentView;
  readonly readOnly: boolean;
}

/** app.json as a form: what the app is called, its version, and who gets to its UI. */
export function AppJsonForm({ document, view, readOnly }: AppJsonFormProps) {
  const [root] = view.objects;
  const value = root?.value;
  const diagnostics = useStudio((studio) => studio.validation?.diagnostics);
  const current = useStudio(({ selection }) =>
    selection?.role === 'appJson' ? placeKey(placeOf(appJsonShape, value, selection.path)) : undefined,
  );
  const findings = useMemo(
    () => diagnostics?.filter(({ file }) => file === document.name) ?? [],
    [diagnostics, document.name],
  );
  const scope = useMemo(
    () => ({
      role: 'appJson' as const,
      object: 0,
      value,
      shape: appJsonShape,
      findings: placeFindings(
        appJsonShape,
        value,
        findings.filter(({ object }) => object !== undefined),
      ),
      current,
    }),
    [value, findings, current],
  );
  const loose: readonly Diagnostic[] = findings.filter(({ object }) => object === undefined);
  const earlier = isMap(value) && isEarlierGeneration(value);
  return (
    <ObjectScopeProvider scope={scope}>
      <div className="form-cards">
        <section className="card" aria-labelledby="app-json-heading">
          <div className="card-head">
            <h3 id="app-json-heading">The app</h3>
            {earlier ? <span className="pill note">earlier generation</span> : null}
          </div>
          <div className="card-body" data-place="">
            {earlier ? (
              <p className="hint">
                This file has fields of the earlier generation of the format. They are accepted and kept as
                they are.
              </p>
            ) : null}
            <FindingsList findings={loose} />
            <FindingsAt paths={[[]]} />
            <fieldset className="form-fields" disabled={readOnly || root?.valid !== true || !isMap(value)}>
              {appJsonFields.map(({ name, type }) =>
                type === 'map' ? (
                  <AccessFields key={name} path={[name]} />
                ) : (
                  <AppField key={name} path={[name]} />
                ),
              )}
            </fieldset>
            <Tray />
          </div>
        </section>
      </div>
    </ObjectScopeProvider>
  );
}

function AppField({ path }: { readonly path: Path }) {
  const value = useValue(path);
  if (specAt(appJsonShape, path)?.onlyPresent === true && value === undefined) return null;
  return (
    <div className={`form-app-field cell-${String(path[0])}`}>
      <FormField path={path} showHelp />
      {path[0] === 'version' ? <BumpButtons version={value} /> : null}
      <FindingsAt paths={[path]} />
    </div>
  );
}

const parts: readonly VersionPart[] = ['major', 'minor', 'patch'];

/** Raises the version by one step, in the text's own way of writing it. */
function BumpButtons({ version }: { readonly version: unknown }) {
  const change = useChange();
  const [reason, setReason] = useState<string>();
  const set = (value: unknown) => void change({ op: 'set', path: ['version'], value }).then(setReason);
  const parsed = typeof version === 'string' ? parseVersion(version) : undefined;
  if (Number.isInteger(version)) {
    const next = Number(version) + 1;
    return (
      <div className="form-bump">
        <Button onClick={() => set(next)}>Raise to {next}</Button>
      </div>
    );
  }
  if (!parsed) return null;
  return (
    <fieldset className="form-bump" aria-label="Raise the version">
      <span className="hint">Raise to</span>
      {parts.map((part) => {
        const next = bumpVersion(parsed, part);
        return (
          <Button key={part} onClick={() => set(next)} aria-label={`Raise the ${part} version to ${next}`}>
            <span className="mono">{next}</span> <span className="form-bump-part">{part}</span>
          </Button>
        );
      })}
      {reason === undefined ? null : (
        <span className="hint error" role="alert">
          Not written: {reason}
        </span>
      )}
    </fieldset>
  );
}

/** What the earlier generation let an app ask for; shown where the file has it. */
function AccessFields({ path }: { readonly path: Path }) {
  const value = useValue(path);
  if (!isMap(value)) return null;
  const present = accessRequirements.filter((name) => Object.hasOwn(value, name));
  return (
    <fieldset className="form-section" aria-label="Access requirements">
      <div className="form-section-head">
        <h4>Access requirements</h4>
      </div>
      <div className="form-grid grid-access">
        {present.map((name) => (
          <FormField key={name} path={[...path, name]} />
        ))}
      </div>
      <FindingsAt paths={[path, ...present.map((name) => [...path, name])]} />
    </fieldset>
  );
}
