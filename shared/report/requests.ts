import type { Requests } from '../contract/review.ts';
import { accessRequirements } from '../model/app-json.ts';
import {
  type AppSpec,
  below,
  type Container,
  injectedVariables,
  type Port,
  type Workload,
} from '../model/appspec.ts';
import { get, isMap, textOf } from '../model/plain.ts';
import { parseQuantity } from '../model/quantity.ts';
import { maskedValue } from '../rules/credentials.ts';
import { turnsVerificationOff } from '../rules/tls.ts';
import { listed } from '../rules/words.ts';
import { privilegesOf } from './privileges.ts';
import { isCleanup } from './topology-pods.ts';

/** An app’s manifests as far as they could be read, each with the name of its file. */
export interface RequestsInput {
  readonly appSpec: { readonly file: string; readonly spec: AppSpec } | undefined;
  readonly appJson: { readonly file: string; readonly value: unknown } | undefined;
}

type Group = Requests['groups'][number];
type Line = Group['lines'][number];
type Tone = Line['tone'];

/** What an access requirement lets an app do. */
export const accessWords: Readonly<Record<string, string>> = {
  read_access: 'read the cluster’s data',
  read_write_access: 'read and change the cluster’s data',
  management_access: 'manage the cluster',
  protected_object_access: 'reach protected objects',
};

/** What an app asks for, in plain words. Never fails: what cannot be read is left out. */
export function requestsOf(input: RequestsInput): Requests {
  const spec = input.appSpec?.spec;
  return {
    groups: [
      { id: 'ui', title: 'User interface', lines: uiLines(input) },
      { id: 'ports', title: 'Ports', lines: portLines(input) },
      { id: 'access', title: 'Access', lines: accessLines(input) },
      { id: 'environment', title: 'Environment', lines: environmentLines(input) },
      { id: 'volumes', title: 'Volumes', lines: volumeLines(input) },
      { id: 'cleanup', title: 'Installing and uninstalling', lines: jobLines(input) },
    ],
    workloads: (spec?.workloads ?? []).map(amountsOf),
  };
}

class Lines {
  readonly list: Line[] = [];
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  add(text: string, tone: Tone = 'plain', path = '', file = this.#file): this {
    this.list.push({ text, tone, file, path });
    return this;
  }
}

const isUi = (port: Port): boolean => get(port.value, 'cohesityTag') === 'ui';
const isNodePort = (port: Port): boolean => port.service.type.value === 'NodePort';

/** A port as people call it: `port web (8080/TCP) of Service demo`. */
function portTitle(port: Port): string {
  const number = `${port.port ?? 'no number'}/${port.protocol}`;
  const name = port.name === undefined ? `port ${number}` : `port ${port.name} (${number})`;
  return `${name} of ${port.service.object.title}`;
}

function uiLines({ appSpec, appJson }: RequestsInput): Line[] {
  const lines = new Lines(appSpec?.file ?? '');
  if (appSpec === undefined) return lines.list;
  const ports = appSpec.spec.ports.filter(isUi);
  for (const port of ports) lines.add(`The app launcher opens ${portTitle(port)}.`, 'plain', portTitle(port));
  if (ports.length === 0) lines.add('The app launcher shows nothing to open: no port is tagged ui.');
  if (get(appJson?.value, 'unrestricted_app_ui_access') === true) {
    const words =
      ports.length === 0
        ? 'It asks to go without the token gate, though it has no UI port that the gate would guard.'
        : 'No token gate stands before the UI: whoever reaches the node’s port reaches the app, and only the app itself can ask who calls.';
    lines.add(words, 'attention', 'unrestricted_app_ui_access', appJson?.file);
  } else if (ports.length > 0) {
    lines.add(
      'The platform’s token gate stands before the UI.',
      'good',
      'unrestricted_app_ui_access',
      appJson?.file,
    );
  }
  return lines.list;
}

function portLines({ appSpec }: RequestsInput): Line[] {
  const lines = new Lines(appSpec?.file ?? '');
  if (appSpec === undefined) return lines.list;
  const { ports, services } = appSpec.spec;
  const open = ports.filter(isNodePort);
  if (open.length === 0) lines.add('It opens no port on the nodes.', 'good');
  for (const port of open) {
    const gate = isUi(port) ? '' : ' The token gate does not stand before it.';
    const variable = textOf(get(port.value, 'cohesityEnv'));
    const told = variable === undefined ? '' : ` Every pod learns its number as ${variable}.`;
    lines.add(
      `Every node opens a port that leads to ${portTitle(port)}.${gate}${told}`,
      isUi(port) ? 'plain' : 'attention',
      portTitle(port),
    );
  }
  for (const service of services) {
    if (service.type.value === 'NodePort') continue;
    const numbers = service.portList.map((port) => `${port.port ?? '?'}/${port.protocol}`);
    const which = numbers.length === 0 ? '' : ` on ${listed(numbers)}`;
    lines.add(
      `${service.object.title} answers inside the cluster only${which}.`,
      'plain',
      service.object.title,
    );
  }
  return lines.list;
}

function accessLines({ appSpec, appJson }: RequestsInput): Line[] {
  const lines = new Lines(appJson?.file ?? '');
  const requirements = get(appJson?.value, 'access_requirements');
  const asked = isMap(requirements)
    ? Object.keys(requirements).filter((key) => requirements[key] === true)
    : [];
  for (const key of asked) {
    const path = `access_requirements.${key}`;
    const known = accessRequirements.includes(key) ? accessWords[key] : undefined;
    lines.add(
      known === undefined ? `It asks for ${key}.` : `It asks to ${known} (${key}).`,
      'attention',
      path,
    );
  }
  if (appJson !== undefined && asked.length === 0) lines.add('It names no access requirement.', 'good');
  const needed = get(appJson?.value, 'min_software_version');
  if (needed !== undefined)
    lines.add(`It needs software ${String(needed)} or later.`, 'plain', 'min_software_version');
  for (const workload of appSpec?.spec.workloads ?? []) {
    for (const { words } of privilegesOf(workload)) {
      lines.add(`${workload.object.title} ${words}.`, 'attention', workload.object.title, appSpec?.file);
    }
  }
  return lines.list;
}

function environmentLines({ appSpec }: RequestsInput): Line[] {
  const lines = new Lines(appSpec?.file ?? '');
  if (appSpec === undefined) return lines.list;
  for (const container of appSpec.spec.containers) {
    for (const variable of container.variables) {
      const name = variable.name ?? 'a variable without a name';
      const literal = below(variable, 'value').value;
      const source = below(variable, 'valueFrom').value;
      const value = variableValue(name, literal ?? source);
      const raw = String(literal ?? '');
      const masked = value !== raw && (literal !== undefined || source === undefined);
      const loud = masked || turnsVerificationOff(name, raw);
      lines.add(`${name} = ${value} (${container.title})`, loud ? 'attention' : 'plain', container.title);
    }
  }
  if (lines.list.length === 0) lines.add('It sets no variable of its own.');
  lines.add(`The platform adds ${listed(injectedVariables)} to every pod.`);
  return lines.list;
}

/** A variable’s value for people, credentials masked. */
export function variableValue(name: string, value: unknown): string {
  if (value === undefined || value === null) return 'no value';
  if (typeof value === 'object') return sourceWords(value);
  return maskedValue(name, String(value));
}

/** Where a value comes from that the AppSpec does not give itself. */
function sourceWords(value: object): string {
  const [kind, source] = Object.entries(value)[0] ?? [];
  const [from, key] = [textOf(get(source, 'name')), textOf(get(source, 'key'))];
  if (kind === 'fieldRef') return `the pod’s own ${textOf(get(source, 'fieldPath')) ?? 'field'}`;
  if (kind === 'resourceFieldRef')
    return `the container’s own ${textOf(get(source, 'resource')) ?? 'amount'}`;
  if (kind === 'secretKeyRef') return `${key ?? 'a key'} of the Secret ${from ?? 'without a name'}`;
  if (kind === 'configMapKeyRef') return `${key ?? 'a key'} of the ConfigMap ${from ?? 'without a name'}`;
  return 'taken from elsewhere';
}

function volumeLines({ appSpec }: RequestsInput): Line[] {
  const lines = new Lines(appSpec?.file ?? '');
  for (const workload of appSpec?.spec.workloads ?? []) {
    for (const volume of workload.volumes) {
      const name = textOf(get(volume.value, 'name')) ?? 'without a name';
      lines.add(
        `${workload.object.title} keeps ${volumeWords(volume.value)} as ${name}${mountWords(workload, name)}.`,
        'plain',
        `${workload.object.title} › volume ${name}`,
      );
    }
  }
  if (appSpec !== undefined && lines.list.length === 0) lines.add('It keeps nothing: no volume is declared.');
  return lines.list;
}

function volumeWords(volume: unknown): string {
  const [type, name, system] = ['volumeType', 'volumeName', 'fsType'].map((key) => textOf(get(volume, key)));
  const made = type === 'static' ? `the existing volume ${name ?? '(not named)'}` : `a volume of its own`;
  return system === undefined ? made : `${made} (${system})`;
}

function mountWords(workload: Workload, volume: string): string {
  const places = workload.containers.flatMap((container) =>
    container.mounts
      .filter((mount) => get(mount.value, 'name') === volume)
      .map(
        (mount) =>
          `${textOf(get(mount.value, 'mountPath')) ?? 'no path'} in ${container.name ?? 'a container'}`,
      ),
  );
  return places.length === 0 ? ', mounted nowhere' : `, mounted at ${listed(places)}`;
}

function jobLines({ appSpec }: RequestsInput): Line[] {
  const lines = new Lines(appSpec?.file ?? '');
  if (appSpec === undefined) return lines.list;
  const jobs = appSpec.spec.workloads.filter(({ kind }) => kind === 'Job');
  for (const job of jobs) {
    const when = isCleanup(job) ? 'when the app is uninstalled' : 'once, when the app is installed';
    lines.add(`${job.object.title} runs ${when}.`, 'plain', job.object.title);
  }
  if (!jobs.some(isCleanup)) lines.add('Nothing runs when it is uninstalled.');
  return lines.list;
}

type Amounts = Requests['workloads'][number];

/** What one pod of a workload asks for, and how many run. */
export function amountsOf(workload: Workload): Amounts {
  const number = (key: string): number | undefined => {
    const found = get(workload.replicas.value, key);
    return typeof found === 'number' && Number.isFinite(found) ? found : undefined;
  };
  const replicas: Amounts['replicas'] = {};
  for (const key of ['fixed', 'share', 'min', 'max'] as const) {
    const value = number(key);
    if (value !== undefined) replicas[key] = value;
  }
  const main = workload.containers.filter(({ init }) => !init);
  const cpu = podAmount(workload, 'cpu');
  const memory = podAmount(workload, 'memory');
  return {
    title: workload.object.title,
    kind: workload.kind,
    cleanup: isCleanup(workload),
    replicas,
    ...(cpu === undefined ? {} : { cpu }),
    ...(memory === undefined ? {} : { memory }),
    silent: main.filter((container) => ['cpu', 'memory'].some((each) => asked(container, each) === undefined))
      .length,
  };
}

/** A pod asks for what its containers ask for together, or for the largest of those that run before them. */
function podAmount(workload: Workload, resource: string): number | undefined {
  const amounts = workload.containers.map((container) => ({ container, amount: asked(container, resource) }));
  if (amounts.every(({ amount }) => amount === undefined)) return undefined;
  const together = amounts
    .filter(({ container }) => !container.init)
    .reduce((sum, { amount }) => sum + (amount ?? 0), 0);
  const first = amounts.filter(({ container }) => container.init).map(({ amount }) => amount ?? 0);
  return Math.max(together, ...first);
}

function asked(container: Container, resource: string): number | undefined {
  const { value } = below(container, 'resources', 'requests', resource);
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  return parseQuantity(String(value))?.value;
}

/** What a workload takes of a cluster. */
export interface ResourceTotal {
  readonly title: string;
  readonly pods: number;
  /** Cores. */
  readonly cpu: number;
  /** Bytes. */
  readonly memory: number;
  /** A container asks for nothing, so it may take more. */
  readonly lowerBound: boolean;
}

export interface ResourceTotals extends ResourceTotal {
  readonly workloads: readonly ResourceTotal[];
}

/** What runs all the time takes of a cluster of so many nodes. Jobs run once, and are left out. A share is rounded up. */
export function resourceTotals(requests: Requests, nodes: number): ResourceTotals {
  const workloads = requests.workloads
    .filter(({ kind }) => kind !== 'Job')
    .map((workload): ResourceTotal => {
      const pods = podCount(workload.replicas, nodes);
      return {
        title: workload.title,
        pods,
        cpu: pods * (workload.cpu ?? 0),
        memory: pods * (workload.memory ?? 0),
        lowerBound: workload.silent > 0,
      };
    });
  const sum = (pick: (total: ResourceTotal) => number): number =>
    workloads.reduce((all, each) => all + pick(each), 0);
  return {
    title: 'Together',
    pods: sum((each) => each.pods),
    cpu: sum((each) => each.cpu),
    memory: sum((each) => each.memory),
    lowerBound: workloads.some((each) => each.lowerBound),
    workloads,
  };
}

function podCount({ fixed, share, min, max }: Amounts['replicas'], nodes: number): number {
  if (fixed !== undefined) return Math.max(0, fixed);
  if (share === undefined) return 1;
  const wanted = Math.ceil(share * nodes - 1e-9);
  return Math.max(min ?? 0, Math.min(max ?? Number.POSITIVE_INFINITY, wanted));
}
