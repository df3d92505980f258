import { isMap } from '../../../shared/model/plain.ts';
import { formatCount } from '../../../shared/report/format.ts';
import { Button } from '../../components/button.tsx';
import type { DocumentView, Role } from '../../language/protocol.ts';
import { documentOfRole, isDirty } from '../../store/documents.ts';
import { useStudio } from '../../store/studio.ts';

/** How both manifests stand. */
export function ManifestsCard() {
  return (
    <section className="card" aria-labelledby="overview-manifests">
      <div className="card-head">
        <h2 id="overview-manifests">Manifests</h2>
      </div>
      <ul className="overview-list">
        <Manifest of="appJson" usual="app.json" />
        <Manifest of="appSpec" usual="appspec.yaml" />
      </ul>
    </section>
  );
}

function Manifest({ of: role, usual }: { readonly of: Role; readonly usual: string }) {
  const document = useStudio((studio) => documentOfRole(studio.documents, role));
  const view = useStudio((studio) => studio.views[role]);
  const diagnostics = useStudio((studio) => studio.validation?.diagnostics);
  const { showTab } = useStudio.getState();
  const name = document?.name ?? usual;
  const count = (severity: string) =>
    diagnostics?.filter((each) => each.file === name && each.severity === severity).length ?? 0;
  const [errors, warnings] = [count('error'), count('warning')];
  return (
    <li>
      <div>
        <b>{name}</b>
        <p className="hint">
          {document ? contents(role, view) : 'There is none yet.'}
          {document && isDirty(document) ? ' · not saved' : ''}
        </p>
      </div>
      {errors > 0 ? <span className="pill error">{formatCount(errors, 'error')}</span> : null}
      {errors === 0 && warnings > 0 ? (
        <span className="pill warning">{formatCount(warnings, 'warning')}</span>
      ) : null}
      {document && diagnostics && errors + warnings === 0 ? <span className="pill ok">ok</span> : null}
      <Button look="ghost" onClick={() => showTab(role)} aria-label={`Open ${name}`}>
        Open
      </Button>
    </li>
  );
}

/** What a manifest holds: `1 Service, 2 ReplicaSets`, or its number of fields. */
function contents(role: Role, view: DocumentView | undefined): string {
  if (!view) return 'Reading …';
  if (view.problems.length > 0) return 'It cannot be read whole yet.';
  if (role === 'appJson') {
    const value = view.objects[0]?.value;
    return formatCount(isMap(value) ? Object.keys(value).length : 0, 'field');
  }
  const kinds = new Map<string, number>();
  for (const { value } of view.objects) {
    const kind = isMap(value) && typeof value.kind === 'string' ? value.kind : 'object';
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  }
  return kinds.size === 0
    ? 'It is empty.'
    : [...kinds].map(([kind, count]) => formatCount(count, kind)).join(', ');
}
