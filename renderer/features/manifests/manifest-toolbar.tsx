import { Plus, WandSparkles } from 'lucide-react';
import { useState } from 'react';
import { get, textOf } from '../../../shared/model/plain.ts';
import { Button } from '../../components/button.tsx';
import { Menu } from '../../components/menu.tsx';
import { Segmented } from '../../components/segmented.tsx';
import type { Role } from '../../language/protocol.ts';
import { documentOfRole } from '../../store/documents.ts';
import { useStudio } from '../../store/studio.ts';
import { changeInOrder, revealPlace, whenAnalysed } from './form/change.ts';
import { imageChoices, imagesInUse } from './form/model/image-choices.ts';
import { type Addition, hasCleanupJob, startingObject } from './form/model/starting-values.ts';

const layouts = [
  { value: 'form', label: 'Form' },
  { value: 'both', label: 'Both' },
  { value: 'text', label: 'Text' },
] as const;

const additions: readonly { readonly addition: Addition; readonly label: string; readonly detail: string }[] =
  [
    { addition: 'Service', label: 'Service', detail: 'leads people or pods to pods' },
    { addition: 'ReplicaSet', label: 'ReplicaSet', detail: 'pods that are all alike' },
    { addition: 'StatefulSet', label: 'StatefulSet', detail: 'pods with names and data of their own' },
    { addition: 'Job', label: 'Job', detail: 'runs once' },
    { addition: 'cleanup', label: 'Cleanup Job', detail: 'runs at uninstall' },
  ];

/** Adds an object behind the others and goes there; gives the reason when it is refused. */
async function addObject(addition: Addition): Promise<string | undefined> {
  const { views, facts, project } = useStudio.getState();
  const objects = views.appSpec?.objects ?? [];
  const appName = textOf(get(views.appJson?.objects[0]?.value, 'name')) ?? project?.name ?? 'app';
  const images = imageChoices(facts?.images, imagesInUse(objects)).map(({ reference }) => reference);
  const value = startingObject(addition, { objects: objects.map((each) => each.value), appName, images });
  const object = objects.length;
  const reason = await changeInOrder('appSpec', { op: 'add-object', object, value });
  if (reason !== undefined) return reason;
  await whenAnalysed('appSpec');
  const { select, announce } = useStudio.getState();
  const place = { role: 'appSpec', object, path: [] } as const;
  select(place);
  announce(`${additions.find((each) => each.addition === addition)?.label ?? 'Object'} added.`);
  await revealPlace('appSpec', object, place.path, false);
  document.querySelector(`[data-object="${object}"]`)?.scrollIntoView({ block: 'nearest' });
  return undefined;
}

/** What can be done with a manifest as a whole. */
export function ManifestToolbar({ role }: { readonly role: Role }) {
  const layout = useStudio((studio) => studio.layout);
  const setLayout = useStudio((studio) => studio.setLayout);
  const readOnly = useStudio((studio) => studio.project?.readOnly !== undefined);
  const exists = useStudio((studio) => documentOfRole(studio.documents, role) !== undefined);
  const safeFixes = useStudio(
    (studio) =>
      studio.validation?.diagnostics.some((diagnostic) => diagnostic.fixes?.some((fix) => fix.safe)) ?? false,
  );
  const cleanup = useStudio((studio) =>
    hasCleanupJob(studio.views.appSpec?.objects.map(({ value }) => value) ?? []),
  );
  const [reason, setReason] = useState<string>();
  return (
    <div className="manifests-tools">
      {reason === undefined ? null : (
        <span className="hint error" role="alert">
          Not added: {reason}
        </span>
      )}
      <Segmented label="What is shown" value={layout} options={layouts} onChange={setLayout} />
      <Button
        title="Fix all safe"
        disabled={readOnly || !safeFixes}
        onClick={() => void useStudio.getState().fixAllSafe()}
      >
        <WandSparkles size={14} aria-hidden />
        <span className="label">Fix all safe</span>
      </Button>
      {role === 'appSpec' ? (
        <Menu
          trigger={
            <Button look="primary" title="Add object" disabled={readOnly || !exists}>
              <Plus size={14} aria-hidden />
              <span className="label">Add object</span>
            </Button>
          }
          items={additions.map(({ addition, label, detail }) => ({
            label,
            ...(addition === 'cleanup' && cleanup
              ? { detail: 'there is one already', disabled: true }
              : { detail }),
            onSelect: () => void addObject(addition).then(setReason),
          }))}
        />
      ) : null}
    </div>
  );
}
