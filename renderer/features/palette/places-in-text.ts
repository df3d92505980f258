import { get, isMap, textOf } from '../../../shared/model/plain.ts';
import { formatPath, type Path } from '../../../shared/text/path.ts';
import { languageService } from '../../language/client.ts';
import type { DocumentView, Role } from '../../language/protocol.ts';
import { documentOfRole } from '../../store/documents.ts';
import { useStudio } from '../../store/studio.ts';

/** An object or field of a manifest, as one can jump to it. */
export interface PlaceInText {
  readonly role: Role;
  readonly object: number;
  readonly path: Path;
  /** `Service web`, `version`. */
  readonly title: string;
  /** The value of a field, or the file of an object. */
  readonly detail: string;
}

const mostFields = 4000;

/** Every object and every field with a plain value, in the order of the files. */
export function placesInText(views: Readonly<Partial<Record<Role, DocumentView>>>): readonly PlaceInText[] {
  const found: PlaceInText[] = [];
  for (const role of ['appSpec', 'appJson'] as const) {
    for (const { index, value } of views[role]?.objects ?? []) {
      const name = objectName(value, index);
      if (role === 'appSpec')
        found.push({ role, object: index, path: [], title: name, detail: 'appspec.yaml' });
      addFields(found, { role, object: index, prefix: role === 'appSpec' ? `${name}: ` : '' }, value, []);
    }
  }
  return found;
}

function objectName(value: unknown, index: number): string {
  const kind = textOf(get(value, 'kind')) ?? `Object ${index + 1}`;
  const name = textOf(get(get(value, 'metadata'), 'name'));
  return name === undefined ? kind : `${kind} ${name}`;
}

interface Where {
  readonly role: Role;
  readonly object: number;
  readonly prefix: string;
}

function addFields(found: PlaceInText[], where: Where, value: unknown, path: Path): void {
  if (found.length >= mostFields) return;
  if (isMap(value)) {
    for (const [key, each] of Object.entries(value)) addFields(found, where, each, [...path, key]);
  } else if (Array.isArray(value)) {
    for (const [index, each] of value.entries()) addFields(found, where, each, [...path, index]);
  } else if (path.length > 0) {
    const { role, object, prefix } = where;
    found.push({ role, object, path, title: `${prefix}${formatPath(path)}`, detail: String(value) });
  }
}

/** Shows a place in the text, where it still is. */
export async function goToPlace({ role, object, path, title }: PlaceInText): Promise<void> {
  const { documents, revealSpan, announce, select } = useStudio.getState();
  const document = documentOfRole(documents, role);
  if (!document) return;
  const span = await languageService().locate(role, document.state.text, object, path);
  if (!span) return announce(`“${title}” is not in the text any more.`);
  revealSpan(document.name, span);
  select({ role, object, path });
}
