import { below, type Container } from '../../model/appspec.ts';
import { normaliseReference } from '../../model/image-reference.ts';
import { get } from '../../model/plain.ts';
import { maskedValue } from '../../rules/credentials.ts';
import { turnsVerificationOff } from '../../rules/tls.ts';
import { listed } from '../../rules/words.ts';
import { variableValue } from '../requests.ts';
import { sides } from './app-json.ts';
import type { ChangeList } from './change-list.ts';
import type { Pair } from './pairs.ts';

/** What changed about a container. `quiet`: its workload is new, so that its being there is told already. */
export function compareContainer(
  pair: Pair<Container>,
  workload: string,
  quiet: boolean,
  changes: ChangeList,
): void {
  const { before, after } = pair;
  const name = (after ?? before)?.name ?? 'a container without a name';
  const path = `${workload} › container ${name}`;
  if (after === undefined) {
    changes.add('container-removed', 'notable', `${workload} no longer runs the container ${name}.`, {
      path,
      before: name,
    });
    return;
  }
  if (before === undefined && !quiet) {
    const message = `${workload} now also runs the container ${name} (${after.image ?? 'no image'}).`;
    changes.add('container-added', 'notable', message, { path, after: name });
  }
  compareEnvironment(before, after, path, quiet, changes);
  if (before === undefined) return;
  if (before.name !== after.name) {
    changes.add(
      'container-renamed',
      'minor',
      `Container ${before.name ?? ''} of ${workload} is now called ${name}.`,
      {
        path,
        ...sides(before.name, after.name),
      },
    );
  }
  compareReference(before, after, name, path, changes);
  for (const [key, what] of startFields) {
    const [was, is] = [below(before, key).value, below(after, key).value];
    if (JSON.stringify(was) === JSON.stringify(is)) continue;
    const [old, now] = [startWords(was), startWords(is)];
    const message = `Container ${name} of ${workload} now has ${what} ${now}; before, ${old}.`;
    changes.add('command-changed', 'notable', message, { path: `${path} › ${key}`, ...sides(old, now) });
  }
  compareMounts(before, after, name, path, changes);
}

/** What a container starts with, and what people call it. */
const startFields = [
  ['command', 'the command'],
  ['args', 'the arguments'],
  ['workingDir', 'the working folder'],
] as const;
const longestStart = 160;

/** A command, its arguments or its folder as one types them; credentials that can be told by their look are masked. */
function startWords(value: unknown): string {
  if (value === undefined || value === null) return 'that of its image';
  const words = Array.isArray(value)
    ? value.map((word) => (/[\s"]/.test(String(word)) ? JSON.stringify(word) : String(word)))
    : [typeof value === 'string' ? value : JSON.stringify(value)];
  const text = maskedValue('', words.join(' '));
  return `“${text.length > longestStart ? `${text.slice(0, longestStart - 1)}…` : text}”`;
}

function compareMounts(
  before: Container,
  after: Container,
  name: string,
  path: string,
  changes: ChangeList,
): void {
  const [was = [], is = []] = [before.mounts, after.mounts].map((mounts) => mounts.map(mountWords).sort());
  if (JSON.stringify(was) === JSON.stringify(is)) return;
  const [added, gone] = [is.filter((each) => !was.includes(each)), was.filter((each) => !is.includes(each))];
  const message = [
    ...(added.length === 0 ? [] : [`now mounts ${listed(added)}`]),
    ...(gone.length === 0 ? [] : [`no longer mounts ${listed(gone)}`]),
  ].join(' and ');
  changes.add('mounts-changed', 'notable', `Container ${name} ${message}.`, {
    path: `${path} › volumeMounts`,
    before: was.join(', '),
    after: is.join(', '),
  });
}

function mountWords(mount: { readonly value: unknown }): string {
  return `${String(get(mount.value, 'name'))} at ${String(get(mount.value, 'mountPath'))}${get(mount.value, 'readOnly') === true ? ' (read only)' : ''}`;
}

function compareReference(
  before: Container,
  after: Container,
  name: string,
  path: string,
  changes: ChangeList,
): void {
  const [was, is] = [before.image ?? '', after.image ?? ''].map(normaliseReference);
  if (was === is) return;
  changes.add('image-renamed', 'notable', `Container ${name} now runs the image ${is}, not ${was}.`, {
    path: `${path} › image`,
    ...sides(was, is),
  });
}

function compareEnvironment(
  before: Container | undefined,
  after: Container,
  path: string,
  quiet: boolean,
  changes: ChangeList,
): void {
  const values = (container: Container | undefined) =>
    new Map(
      (container?.variables ?? []).map((variable) => {
        const plain = below(variable, 'value').value;
        const value = plain ?? below(variable, 'valueFrom').value;
        return [variable.name ?? '', value] as const;
      }),
    );
  const [was, is] = [values(before), values(after)];
  for (const [name, value] of is) {
    const shown = variableValue(name, value);
    const place = `${path} › ${name}`;
    const old = was.get(name);
    const off = value !== undefined && turnsVerificationOff(name, String(value));
    if (off && JSON.stringify(old) !== JSON.stringify(value)) {
      const message = `${name} = ${shown} turns the checking of certificates off.`;
      changes.add('verification-off', 'critical', message, { path: place, after: shown, widens: true });
    } else if (!was.has(name)) {
      if (!quiet)
        changes.add('env-added', 'notable', `${name} is a new variable: ${shown}.`, {
          path: place,
          after: shown,
        });
    } else if (JSON.stringify(old) !== JSON.stringify(value)) {
      const from = variableValue(name, old);
      // Two masked values may look the same though the values differ.
      const message =
        from === shown
          ? `${name} has another value (${shown}).`
          : `${name} changed from ${from} to ${shown}.`;
      changes.add('env-changed', 'notable', message, { path: place, before: from, after: shown });
    }
  }
  for (const [name, value] of was) {
    if (is.has(name)) continue;
    const shown = variableValue(name, value);
    changes.add('env-removed', 'notable', `${name} is no longer set (it was ${shown}).`, {
      path: `${path} › ${name}`,
      before: shown,
    });
  }
}
