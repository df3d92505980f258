import type { AppSpecObject } from '../../model/appspec.ts';
import { findCredentials, mask } from '../../rules/credentials.ts';
import type { ChangeList } from './change-list.ts';
import { leaves } from './pairs.ts';

/** Paths that other comparisons tell in words of their own. */
const told: readonly RegExp[] = [
  /^(?:kind|apiVersion|metadata\.name)$/,
  /^metadata(?:\.labels)?\.cohesityTag$/,
  /^spec\.(?:type$|ports\[)/,
  /^spec\.replicas(?:\.|$)/,
  /^spec\.template\.spec\.(?:volumes|containers|initContainers)\[[^\]]*\]\.(?:name|image|env|command|args|workingDir|fsType|volumeType|volumeName)(?=$|[.[])/,
  /^spec\.template\.spec\.(?:containers|initContainers)\[[^\]]*\]\.volumeMounts\[[^\]]*\]\.(?:name|mountPath|readOnly)$/,
  /^spec\.template\.spec\.(?:containers|initContainers)\[[^\]]*\]\.resources\.requests\.(?:cpu|memory)$/,
];
/** Where a new name shows again; that it is new is told once. */
const follows = /^(?:metadata\.labels|spec\.selector|spec\.template\.metadata\.labels)(?=$|[.[])/;
const mostTold = 20;

/** Whatever differs between two objects and is told nowhere else, field by field: nothing goes unsaid. */
export function compareLeftovers(before: AppSpecObject, after: AppSpecObject, changes: ChangeList): void {
  const [one, two] = [leaves(before.value), leaves(after.value)];
  const renamed = before.name !== after.name;
  const paths = [...new Set([...one.keys(), ...two.keys()])].filter(
    (path) =>
      one.get(path) !== two.get(path) &&
      !told.some((pattern) => pattern.test(path)) &&
      !(renamed && follows.test(path)),
  );
  for (const path of paths.slice(0, mostTold)) {
    const [was, is] = [shown(one.get(path)), shown(two.get(path))];
    const message =
      was === undefined
        ? `${path} of ${after.title} is new: ${is}.`
        : is === undefined
          ? `${path} of ${after.title} is gone (it was ${was}).`
          : `${path} of ${after.title} changed from ${was} to ${is}.`;
    changes.add('field-changed', 'minor', message, {
      path: `${after.title} › ${path}`,
      ...(was === undefined ? {} : { before: was }),
      ...(is === undefined ? {} : { after: is }),
    });
  }
  if (paths.length > mostTold) {
    const message = `${paths.length - mostTold} more fields of ${after.title} changed; the texts show them all.`;
    changes.add('field-changed', 'minor', message, { path: after.title });
  }
}

function shown(value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  let text = value;
  for (const { value: credential } of findCredentials(value))
    text = text.replaceAll(credential, mask(credential));
  return text.length > 200 ? `${text.slice(0, 197)}…` : text;
}
