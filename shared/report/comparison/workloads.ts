import type { Requests } from '../../contract/review.ts';
import type { Container, Workload } from '../../model/appspec.ts';
import { get, textOf } from '../../model/plain.ts';
import { formatBytes } from '../format.ts';
import { privilegesOf } from '../privileges.ts';
import { amountsOf } from '../requests.ts';
import { sides } from './app-json.ts';
import type { ChangeList } from './change-list.ts';
import { compareContainer } from './containers.ts';
import { fieldChanges, fieldSentence } from './field-changes.ts';
import { likenessOf, pairUp, type Sides } from './pairs.ts';

type Amounts = Requests['workloads'][number];

/** What changed about a ReplicaSet, StatefulSet or Job. */
export function compareWorkload({ before, after }: Sides<Workload>, changes: ChangeList): void {
  const title = (after ?? before)?.object.title ?? '';
  comparePrivileges(before, after, title, changes);
  compareVolumes(before, after, title, changes);
  const containers = pairUp<Container>(
    before?.containers ?? [],
    after?.containers ?? [],
    (container) => container.name,
    (one, two) => likenessOf(one.value, two.value, new Set(['name'])),
  );
  for (const pair of containers) {
    if (after !== undefined) compareContainer(pair, title, before === undefined, changes);
  }
  if (before === undefined || after === undefined) return;
  compareReplicas(before, after, title, changes);
  compareAmounts(amountsOf(before), amountsOf(after), title, changes);
  compareCleanup(amountsOf(before), amountsOf(after), title, changes);
}

function comparePrivileges(
  before: Workload | undefined,
  after: Workload | undefined,
  title: string,
  changes: ChangeList,
): void {
  const [was, is] = [before, after].map((workload) => (workload === undefined ? [] : privilegesOf(workload)));
  const had = new Set((was ?? []).map(({ key }) => key));
  const has = new Set((is ?? []).map(({ key }) => key));
  for (const { key, words } of is ?? []) {
    if (had.has(key)) continue;
    changes.add('privilege-gained', 'critical', `${title} now ${words}.`, {
      path: title,
      after: key,
      widens: true,
    });
  }
  if (after === undefined) return;
  for (const { key, words } of was ?? []) {
    if (has.has(key)) continue;
    changes.add('privilege-dropped', 'minor', `No longer: ${title} ${words}.`, { path: title, before: key });
  }
}

function compareVolumes(
  before: Workload | undefined,
  after: Workload | undefined,
  title: string,
  changes: ChangeList,
): void {
  const named = (workload: Workload | undefined) =>
    new Map(
      (workload?.volumes ?? []).map(
        (volume) => [textOf(get(volume.value, 'name')) ?? '', volume.value] as const,
      ),
    );
  const [was, is] = [named(before), named(after)];
  for (const [name, value] of is) {
    const path = `${title} › volume ${name}`;
    const existing = get(value, 'volumeType') === 'static' ? textOf(get(value, 'volumeName')) : undefined;
    const old = was.get(name);
    const oldExisting = get(old, 'volumeType') === 'static' ? textOf(get(old, 'volumeName')) : undefined;
    if (existing !== undefined && existing !== oldExisting) {
      const message = `${title} now reaches the existing volume ${existing}, as ${name}.`;
      changes.add(old === undefined ? 'volume-added' : 'volume-changed', 'critical', message, {
        path,
        ...sides(oldExisting, existing),
        widens: true,
      });
    } else if (old === undefined) {
      changes.add('volume-added', 'notable', `${title} has a new volume, ${name}.`, { path, after: name });
    } else if (JSON.stringify(old) !== JSON.stringify(value)) {
      const fields = fieldChanges(old, value);
      const how = fields.map((change) => fieldSentence(change.path, change).slice(0, -1)).join('; ');
      const words = (side: 'before' | 'after'): string =>
        fields.map((field) => `${field.path} ${field[side] ?? 'not set'}`).join(', ');
      changes.add('volume-changed', 'notable', `Volume ${name} of ${title} changed: ${how}.`, {
        path,
        before: words('before'),
        after: words('after'),
      });
    }
  }
  if (after === undefined) return;
  for (const name of was.keys()) {
    if (is.has(name)) continue;
    const message = `${title} no longer has the volume ${name}; what it holds is no longer reached.`;
    changes.add('volume-removed', 'notable', message, { path: `${title} › volume ${name}`, before: name });
  }
}

function compareReplicas(before: Workload, after: Workload, title: string, changes: ChangeList): void {
  const [was, is] = [before.replicas.value, after.replicas.value];
  if (JSON.stringify(was) === JSON.stringify(is)) return;
  const [old, now] = [before, after].map((each) => replicaWords(amountsOf(each).replicas));
  const message = `${title} now runs ${now}; before, ${old}.`;
  const path = `${title} › replicas`;
  changes.add('replicas-changed', 'notable', message, { path, ...sides(old, now) });
}

function replicaWords({ fixed, share, min, max }: Amounts['replicas']): string {
  if (fixed !== undefined) return `${fixed} ${fixed === 1 ? 'pod' : 'pods'}`;
  if (share === undefined) return 'a number of pods that is not said';
  const bounds = [
    ...(min === undefined ? [] : [`at least ${min}`]),
    ...(max === undefined ? [] : [`at most ${max}`]),
  ];
  return [`${share} ${share === 1 ? 'pod' : 'pods'} per node`, ...bounds].join(', ');
}

function compareAmounts(before: Amounts, after: Amounts, title: string, changes: ChangeList): void {
  for (const resource of ['cpu', 'memory'] as const) {
    const [was, is] = [before[resource], after[resource]];
    if (was === is) continue;
    const raised = (is ?? 0) > (was ?? 0);
    const message = `Each pod of ${title} now asks for ${amountWords(resource, is)}; before, ${amountWords(resource, was)}.`;
    changes.add(raised ? 'requests-raised' : 'requests-lowered', raised ? 'notable' : 'minor', message, {
      path: `${title} › ${resource}`,
      before: amountWords(resource, was),
      after: amountWords(resource, is),
    });
  }
}

/** An amount of a resource for people: `0.25 CPU cores`, `128 MB of memory`. */
function amountWords(resource: 'cpu' | 'memory', amount: number | undefined): string {
  if (amount === undefined) return resource === 'cpu' ? 'no CPU' : 'no memory';
  if (resource === 'memory') return `${formatBytes(amount)} of memory`;
  const cores = Number(amount.toFixed(3));
  return `${cores} CPU ${cores === 1 ? 'core' : 'cores'}`;
}

function compareCleanup(before: Amounts, after: Amounts, title: string, changes: ChangeList): void {
  if (before.cleanup === after.cleanup) return;
  if (after.cleanup) {
    changes.add('cleanup-added', 'notable', `${title} now runs when the app is uninstalled.`, {
      path: title,
    });
  } else {
    const message = `${title} no longer runs when the app is uninstalled, but when it is installed.`;
    changes.add('cleanup-removed', 'notable', message, { path: title });
  }
}

/** What a whole workload that came or went means, as a sentence. */
export function workloadMessage(workload: Workload, added: boolean): string {
  const { title } = workload.object;
  const containers = workload.containers.map((container) => container.image ?? 'no image').join(', ');
  if (amountsOf(workload).cleanup) {
    return added
      ? `${title} is new; it runs when the app is uninstalled (${containers}).`
      : `${title} is gone: nothing of it runs any more when the app is uninstalled.`;
  }
  return added ? `${title} is new; it runs ${containers}.` : `${title} is gone.`;
}
