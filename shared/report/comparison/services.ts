import type { Port, Service } from '../../model/appspec.ts';
import { get, textOf } from '../../model/plain.ts';
import { show } from '../../rules/words.ts';
import { sides } from './app-json.ts';
import type { ChangeList } from './change-list.ts';
import { likenessOf, type Pair, pairUp, type Sides } from './pairs.ts';

const isOpen = (service: Service | undefined): boolean => service?.type.value === 'NodePort';
const isUi = (port: Port): boolean => get(port.value, 'cohesityTag') === 'ui';
const numberOf = (port: Port): string => `${port.port ?? '?'}/${port.protocol}`;

function nameOf(port: Port): string {
  return port.name === undefined ? `port ${numberOf(port)}` : `port ${port.name}`;
}

/** What changed about a Service: who reaches it, and at which ports. */
export function compareService(pair: Sides<Service>, changes: ChangeList): void {
  const { before, after } = pair;
  const title = (after ?? before)?.object.title ?? '';
  if (before !== undefined && after !== undefined && before.type.value !== after.type.value) {
    const details = { path: title, ...sides(before.type.value, after.type.value) };
    if (isOpen(after)) {
      const message = `${title} is now open on every node (NodePort); before, only the cluster reached it.`;
      changes.add('service-opened', 'critical', message, { ...details, widens: true });
    } else {
      changes.add('service-closed', 'minor', `${title} is no longer open on the nodes.`, details);
    }
  }
  const ports = pairUp<Port>(
    before?.portList ?? [],
    after?.portList ?? [],
    (port) => port.name ?? numberOf(port),
    (one, two) => (numberOf(one) === numberOf(two) ? 1 : likenessOf(one.value, two.value)),
  );
  for (const port of ports) comparePort(port, pair, title, changes);
}

function comparePort(
  port: Pair<Port>,
  { before, after }: Sides<Service>,
  title: string,
  changes: ChangeList,
): void {
  if (port.before === undefined) {
    portAdded(port.after, isOpen(after), title, changes);
    return;
  }
  if (port.after === undefined) {
    const message = `${title} no longer has ${nameOf(port.before)} (${numberOf(port.before)}).`;
    changes.add('port-removed', isOpen(before) ? 'notable' : 'minor', message, {
      path: `${title} › ${nameOf(port.before)}`,
      before: numberOf(port.before),
    });
    return;
  }
  const [was, is] = [port.before, port.after];
  const path = `${title} › ${nameOf(is)}`;
  if (numberOf(was) !== numberOf(is)) {
    changes.add(
      'port-changed',
      'notable',
      `${nameOf(is)} of ${title} is now ${numberOf(is)}, not ${numberOf(was)}.`,
      {
        path,
        before: numberOf(was),
        after: numberOf(is),
      },
    );
  }
  if (was.name !== is.name) {
    changes.add('port-renamed', 'minor', `${nameOf(was)} of ${title} is now called ${nameOf(is)}.`, {
      path,
      ...sides(was.name, is.name),
    });
  }
  compareUi(was, is, isOpen(after), path, title, changes);
  compareEnv(was, is, path, title, changes);
  const [from, to] = [was.target, is.target];
  if (from !== to && (from !== was.port || to !== is.port)) {
    changes.add(
      'port-target-changed',
      'minor',
      `${nameOf(is)} of ${title} now leads to ${show(to)} of the pods, not ${show(from)}.`,
      {
        path,
        ...sides(from, to),
      },
    );
  }
}

function portAdded(port: Port, open: boolean, title: string, changes: ChangeList): void {
  const path = `${title} › ${nameOf(port)}`;
  const details = { path, after: numberOf(port), widens: open };
  if (!open) {
    const message = `${title} has a new ${nameOf(port)} (${numberOf(port)}), inside the cluster only.`;
    changes.add('port-added', 'notable', message, details);
    return;
  }
  const gate = isUi(port) ? ', shown in the app launcher' : '; the token gate does not stand before it';
  const message = `Every node now opens a port for ${nameOf(port)} (${numberOf(port)}) of ${title}${gate}.`;
  changes.add('port-added', 'critical', message, details);
}

function compareUi(
  was: Port,
  is: Port,
  open: boolean,
  path: string,
  title: string,
  changes: ChangeList,
): void {
  if (isUi(was) === isUi(is)) return;
  if (isUi(is)) {
    changes.add('ui-tag-added', 'notable', `${nameOf(is)} of ${title} is now shown in the app launcher.`, {
      path,
    });
    return;
  }
  const message = open
    ? `${nameOf(is)} of ${title} is no longer tagged ui: the node’s port stays open, and the token gate no longer stands before it.`
    : `${nameOf(is)} of ${title} is no longer shown in the app launcher.`;
  changes.add('ui-tag-removed', open ? 'critical' : 'notable', message, { path, widens: open });
}

function compareEnv(was: Port, is: Port, path: string, title: string, changes: ChangeList): void {
  const [from, to] = [was, is].map((port) => textOf(get(port.value, 'cohesityEnv')));
  if (from === to) return;
  const message =
    to === undefined
      ? `Pods no longer learn the node’s port of ${nameOf(is)} of ${title} as ${from}.`
      : `Pods learn the node’s port of ${nameOf(is)} of ${title} as ${to}${from === undefined ? '' : `, not as ${from}`}.`;
  changes.add('port-variable-changed', 'notable', message, { path, ...sides(from, to) });
}
