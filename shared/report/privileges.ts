import { below, type Entry, entriesOf, type Workload } from '../model/appspec.ts';
import { itemsOf, textOf } from '../model/plain.ts';

/** Something a workload asks of the node beyond running in a container of its own. */
export interface Privilege {
  /** Stable within its workload: `hostNetwork`, `web privileged`. */
  readonly key: string;
  /** What it means, as a clause after the workload’s name. */
  readonly words: string;
  readonly entry: Entry;
}

const podSwitches: Readonly<Record<string, string>> = {
  hostNetwork: 'uses the node’s own network (hostNetwork)',
  hostPID: 'sees every process of the node (hostPID)',
  hostIPC: 'shares the node’s memory segments (hostIPC)',
};

/** Everything a workload’s pods ask for that reaches out of their containers. */
export function privilegesOf(workload: Workload): Privilege[] {
  const { podSpec } = workload;
  const found: Privilege[] = [];
  for (const [key, words] of Object.entries(podSwitches)) {
    const entry = below(podSpec, key);
    if (entry.value === true) found.push({ key, words, entry });
  }
  found.push(...runsAsRoot(below(podSpec, 'securityContext'), 'pod', 'its pods'));
  for (const container of workload.containers) {
    const name = container.name ?? 'a container';
    const context = below(container, 'securityContext');
    const add = (key: string, words: string, entry: Entry): void => {
      found.push({ key: `${name} ${key}`, words: `${words} in ${name}`, entry });
    };
    const privileged = below(context, 'privileged');
    if (privileged.value === true)
      add('privileged', 'has the rights of the node itself (privileged)', privileged);
    const escalation = below(context, 'allowPrivilegeEscalation');
    if (escalation.value === true) {
      add(
        'allowPrivilegeEscalation',
        'may gain more rights than it starts with (allowPrivilegeEscalation)',
        escalation,
      );
    }
    const capabilities = below(context, 'capabilities', 'add');
    for (const capability of itemsOf(capabilities.value)) {
      const text = textOf(capability) ?? String(capability);
      add(`capability ${text}`, `has the capability ${text}`, capabilities);
    }
    found.push(...runsAsRoot(context, name, name));
    for (const port of container.ports) {
      const host = below(port, 'hostPort');
      if (typeof host.value === 'number') {
        add(`hostPort ${host.value}`, `takes port ${host.value} of the node itself (hostPort)`, host);
      }
    }
  }
  for (const volume of entriesOf(below(podSpec, 'volumes'))) {
    const path = below(volume, 'hostPath', 'path');
    const text = textOf(path.value);
    if (text !== undefined) {
      found.push({
        key: `hostPath ${text}`,
        words: `reads or writes ${text} of the node (hostPath)`,
        entry: path,
      });
    }
  }
  return found;
}

function runsAsRoot(context: Entry, key: string, who: string): Privilege[] {
  const user = below(context, 'runAsUser');
  if (user.value !== 0) return [];
  return [{ key: `${key} root`, words: `runs ${who} as root (runAsUser: 0)`, entry: user }];
}
