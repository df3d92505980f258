import { get } from '../../../../shared/model/plain.ts';
import { formatPath } from '../../../../shared/text/path.ts';
import type { DocumentView, Role } from '../../../language/protocol.ts';
import { useStudio } from '../../../store/studio.ts';
import { appJsonShape } from './model/app-json-shape.ts';
import { appSpecShape } from './model/appspec-shapes.ts';
import { placeOf, specAt } from './model/shape.ts';

/** One line under the form that says what the field with the focus (or the cursor in the text) is for. */
export function HelpLine({ role, view }: { readonly role: Role; readonly view: DocumentView }) {
  const selection = useStudio((studio) => studio.selection);
  const object = selection?.role === role ? view.objects[selection.object] : undefined;
  if (!selection || !object) return <p className="form-help hint">Select a field to see what it means.</p>;
  const shape = role === 'appJson' ? appJsonShape : appSpecShape(get(object.value, 'kind'));
  const spec = specAt(shape, placeOf(shape, object.value, selection.path));
  return (
    <p className="form-help hint">
      <code>{formatPath(selection.path) || 'the whole object'}</code>
      {spec ? (
        <span>
          <b>{spec.label}</b> {spec.help}
        </span>
      ) : null}
    </p>
  );
}
