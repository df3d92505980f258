import type { Diagnostic } from '../../../../shared/rules/diagnostic.ts';
import type { Path } from '../../../../shared/text/path.ts';
import { Button } from '../../../components/button.tsx';
import { SeverityIcon } from '../../../components/severity.tsx';
import { useStudio } from '../../../store/studio.ts';
import { whenAnalysed } from './change.ts';
import { currentFix } from './model/findings.ts';
import { placeKey } from './model/shape.ts';
import { findingsId, useObjectScope } from './object-scope.tsx';

/** Repairs the text as it is now: offsets of a fix hold for the text it was made from only. */
async function applyFix(shown: Diagnostic, title: string): Promise<void> {
  const role = useStudio.getState().documents[shown.file]?.role;
  if (role) await whenAnalysed(role);
  const { validation, applyFix: apply, announce } = useStudio.getState();
  const fix = currentFix(validation?.diagnostics ?? [], shown, title);
  if (!fix) return;
  apply(fix);
  announce(`Applied: ${title}.`);
}

/** Findings with their repairs. */
export function FindingsList({
  findings,
  id,
}: {
  readonly findings: readonly Diagnostic[];
  readonly id?: string;
}) {
  const readOnly = useStudio((studio) => studio.project?.readOnly !== undefined);
  if (findings.length === 0) return null;
  return (
    <ul className="form-findings" id={id}>
      {findings.map((finding, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two findings may be alike in everything but their order.
        <li key={`${finding.code} ${index}`} className={`hint ${finding.severity}`}>
          <SeverityIcon severity={finding.severity} />
          <span>
            {finding.message}
            {finding.fixes?.map((fix) => (
              <span key={fix.title}>
                {' '}
                <Button look="link" disabled={readOnly} onClick={() => void applyFix(finding, fix.title)}>
                  {fix.title}
                </Button>
              </span>
            ))}
          </span>
        </li>
      ))}
    </ul>
  );
}

/** The findings of places of the object around, under the fields that show them. */
export function FindingsAt({ paths }: { readonly paths: readonly Path[] }) {
  const scope = useObjectScope();
  return paths.map((path) => {
    const findings = scope.findings.get(placeKey(path));
    return findings ? (
      <FindingsList key={placeKey(path)} findings={findings} id={findingsId(scope, path)} />
    ) : null;
  });
}
