import type { AppSpecObject } from '../../model/appspec.ts';
import type { ChangeList } from './change-list.ts';
import { fieldChanges, fieldSentence } from './field-changes.ts';

/** Paths that other comparisons tell in words of their own. */
const told: readonly RegExp[] = [
  /^(?:kind|apiVersion|metadata\.name)$/,
  /^metadata(?:\.labels)?\.cohesityTag$/,
  /^spec\.(?:type$|ports\[)/,
  /^spec\.replicas(?:\.|$)/,
  /^spec\.template\.spec\.volumes\[/,
  /^spec\.template\.spec\.(?:containers|initContainers)\[[^\]]*\]\.(?:name|image|env|command|args|workingDir)(?=$|[.[])/,
  /^spec\.template\.spec\.(?:containers|initContainers)\[[^\]]*\]\.securityContext\.capabilities\.add\[/,
  /^spec\.template\.spec\.(?:containers|initContainers)\[[^\]]*\]\.volumeMounts\[[^\]]*\]\.(?:name|mountPath|readOnly)$/,
  /^spec\.template\.spec\.(?:containers|initContainers)\[[^\]]*\]\.resources\.requests\.(?:cpu|memory)$/,
];
/** Switches that are told as rights gained or dropped where they are on. */
const rights =
  /^spec\.template\.spec\.(?:host(?:Network|PID|IPC)|(?:containers|initContainers)\[[^\]]*\]\.securityContext\.(?:privileged|allowPrivilegeEscalation))$/;
/** Where a new name shows again; that it is new is told once. */
const follows = /^(?:metadata\.labels|spec\.selector|spec\.template\.metadata\.labels)(?=$|[.[])/;
const mostTold = 20;

/** Whatever differs between two objects and is told nowhere else, field by field: nothing goes unsaid. */
export function compareLeftovers(before: AppSpecObject, after: AppSpecObject, changes: ChangeList): void {
  const renamed = before.name !== after.name;
  const found = fieldChanges(before.value, after.value, (path, was, is) => {
    if (rights.test(path) && (was === 'true' || is === 'true')) return true;
    return told.some((pattern) => pattern.test(path)) || (renamed && follows.test(path));
  });
  for (const change of found.slice(0, mostTold)) {
    const { path, ...sides } = change;
    changes.add('field-changed', 'minor', fieldSentence(fieldName(path, after.title), change), {
      path: `${after.title} › ${path}`,
      ...sides,
    });
  }
  if (found.length > mostTold) {
    const message = `${found.length - mostTold} more fields of ${after.title} changed; the texts show them all.`;
    changes.add('field-changed', 'minor', message, { path: after.title });
  }
}

/** A field by what it belongs to: `imagePullPolicy of container web of ReplicaSet shop`. */
function fieldName(path: string, title: string): string {
  const [, container, field] =
    /^spec\.template\.spec\.(?:containers|initContainers)\[([^\]]+)\]\.(.+)$/.exec(path) ?? [];
  if (container !== undefined) return `${field} of container ${container} of ${title}`;
  const [, ofPods] = /^spec\.template\.spec\.(.+)$/.exec(path) ?? [];
  if (ofPods !== undefined) return `${ofPods} of the pods of ${title}`;
  return `${path.replace(/^spec\./, '')} of ${title}`;
}
