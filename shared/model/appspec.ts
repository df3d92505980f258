import type { ParsedDocument, ParsedObject } from '../text/document.ts';
import type { Path } from '../text/path.ts';
import { get, isMap, itemsOf, type PlainMap, textOf } from './plain.ts';

export type Kind = 'Service' | 'ReplicaSet' | 'StatefulSet' | 'Job';

/** The kinds an app may have, with the only `apiVersion` of each. */
export const apiVersions: Readonly<Record<Kind, string>> = {
  Service: 'v1',
  ReplicaSet: 'apps/v1',
  StatefulSet: 'apps/v1',
  Job: 'batch/v1',
};

/** Variables that the platform sets in every pod. */
export const injectedVariables: readonly string[] = [
  'HOST_IP',
  'APPS_API_ENDPOINT_IP',
  'APPS_API_ENDPOINT_PORT',
  'APP_AUTHENTICATION_TOKEN',
  'POD_UID',
];

/** A place in the AppSpec and the plain data there; `value` is `undefined` where the text has nothing. */
export interface Entry {
  readonly object: ParsedObject;
  readonly path: Path;
  readonly value: unknown;
}

/** One object of the AppSpec, whatever it is. */
export interface AppSpecObject extends Entry {
  readonly kind: string | undefined;
  /** What its rules are: its own kind, or the legal one that it plainly stands for (`replicaset`, `Deployment`). */
  readonly treatedAs: Kind | undefined;
  readonly name: string | undefined;
  /** For messages: `ReplicaSet my-app`, `Service without a name`, `object 3`. */
  readonly title: string;
}

export interface Port extends Entry {
  readonly service: Service;
  readonly name: string | undefined;
  /** The number, where it is one between 1 and 65535. */
  readonly port: number | undefined;
  /** TCP where none, or none known, is said. */
  readonly protocol: 'TCP' | 'UDP';
  /** The port on the pods: a number, or the name of a container port. */
  readonly target: number | string | undefined;
}

export interface Service {
  readonly object: AppSpecObject;
  readonly type: Entry;
  readonly labels: Entry;
  readonly selector: Entry;
  readonly ports: Entry;
  readonly portList: readonly Port[];
}

export interface Variable extends Entry {
  readonly container: Container;
  readonly name: string | undefined;
}

export interface Container extends Entry {
  readonly workload: Workload;
  readonly name: string | undefined;
  readonly image: string | undefined;
  readonly init: boolean;
  /** For messages: `container web of ReplicaSet my-app`. */
  readonly title: string;
  readonly variables: readonly Variable[];
  readonly ports: readonly Entry[];
  readonly mounts: readonly Entry[];
}

/** A ReplicaSet, StatefulSet or Job, or what stands for one. */
export interface Workload {
  readonly object: AppSpecObject;
  readonly kind: Exclude<Kind, 'Service'>;
  readonly replicas: Entry;
  readonly selector: Entry;
  readonly template: Entry;
  readonly templateLabels: Entry;
  readonly podSpec: Entry;
  readonly containers: readonly Container[];
  readonly volumes: readonly Entry[];
}

/** A tolerant view of an AppSpec: everything that could be read, with the place of each part. */
export interface AppSpec {
  readonly objects: readonly AppSpecObject[];
  readonly services: readonly Service[];
  readonly workloads: readonly Workload[];
  /** All ports of all Services, in order. */
  readonly ports: readonly Port[];
  /** All containers of all workloads, in order. */
  readonly containers: readonly Container[];
}

/** The entry below another one. */
export function below(entry: Entry, ...steps: readonly (string | number)[]): Entry {
  let value = entry.value;
  for (const step of steps) value = typeof step === 'number' ? itemsOf(value)[step] : get(value, step);
  return { object: entry.object, path: [...entry.path, ...steps], value };
}

/** The items of a sequence as entries; nothing where it is none. */
export function entriesOf(entry: Entry): Entry[] {
  return itemsOf(entry.value).map((value, i) => ({ object: entry.object, path: [...entry.path, i], value }));
}

/** Whether labels carry every pair of a selector's map; an empty selector selects nothing. */
export function labelsMatch(selector: unknown, labels: unknown): boolean {
  if (!isMap(selector)) return false;
  const pairs = Object.entries(selector);
  return pairs.length > 0 && pairs.every(([key, value]) => get(labels, key) === value);
}

/** The workloads whose pods a Service sends traffic to. */
export function selectedBy(service: Service, workloads: readonly Workload[]): Workload[] {
  return workloads.filter((workload) => labelsMatch(service.selector.value, workload.templateLabels.value));
}

const standIns: Readonly<Record<string, Kind>> = { Deployment: 'ReplicaSet', DaemonSet: 'ReplicaSet' };
const kinds = Object.keys(apiVersions) as Kind[];

function treatedAs(kind: string | undefined): Kind | undefined {
  if (kind === undefined) return undefined;
  const folded = kind.trim().toLowerCase();
  return (
    kinds.find((each) => each.toLowerCase() === folded) ??
    (Object.hasOwn(standIns, kind) ? standIns[kind] : undefined)
  );
}

/** Reads a parsed appspec.yaml. Never fails: what is not there or not of the right type is left out. */
export function readAppSpec(document: ParsedDocument): AppSpec {
  const objects = document.objects.map(readObject);
  const services: Service[] = [];
  const workloads: Workload[] = [];
  for (const object of objects) {
    if (object.treatedAs === 'Service') services.push(readService(object));
    else if (object.treatedAs !== undefined) workloads.push(readWorkload(object, object.treatedAs));
  }
  return {
    objects,
    services,
    workloads,
    ports: services.flatMap((service) => service.portList),
    containers: workloads.flatMap((workload) => workload.containers),
  };
}

function readObject(object: ParsedObject): AppSpecObject {
  const value = object.value;
  const kind = textOf(get(value, 'kind'));
  const name = textOf(get(get(value, 'metadata'), 'name'));
  const title =
    kind === undefined
      ? `object ${object.index + 1}`
      : `${kind} ${name === undefined ? 'without a name' : name}`;
  return { object, path: [], value, kind, treatedAs: treatedAs(kind), name, title };
}

function readService(object: AppSpecObject): Service {
  const portList: Port[] = [];
  const ports = below(object, 'spec', 'ports');
  const service: Service = {
    object,
    type: below(object, 'spec', 'type'),
    labels: below(object, 'metadata', 'labels'),
    selector: below(object, 'spec', 'selector'),
    ports,
    portList,
  };
  for (const entry of entriesOf(ports)) portList.push(readPort(entry, service));
  return service;
}

function readPort(entry: Entry, service: Service): Port {
  const number = get(entry.value, 'port');
  const port = isPortNumber(number) ? number : undefined;
  const target = get(entry.value, 'targetPort');
  return {
    ...entry,
    service,
    name: textOf(get(entry.value, 'name')),
    port,
    protocol: textOf(get(entry.value, 'protocol'))?.trim().toUpperCase() === 'UDP' ? 'UDP' : 'TCP',
    target: isPortNumber(target) || typeof target === 'string' ? target : port,
  };
}

/** Whether a value is a port number, 1 to 65535. */
export function isPortNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 65_535;
}

function readWorkload(object: AppSpecObject, kind: Exclude<Kind, 'Service'>): Workload {
  const containers: Container[] = [];
  const template = below(object, 'spec', 'template');
  const podSpec = below(template, 'spec');
  const workload: Workload = {
    object,
    kind,
    replicas: below(object, 'spec', 'replicas'),
    selector: below(object, 'spec', 'selector'),
    template,
    templateLabels: below(template, 'metadata', 'labels'),
    podSpec,
    containers,
    volumes: entriesOf(below(podSpec, 'volumes')),
  };
  for (const list of ['initContainers', 'containers']) {
    for (const entry of entriesOf(below(podSpec, list))) {
      if (isMap(entry.value))
        containers.push(readContainer(entry, entry.value, workload, list === 'initContainers'));
    }
  }
  return workload;
}

function readContainer(entry: Entry, value: PlainMap, workload: Workload, init: boolean): Container {
  const variables: Variable[] = [];
  const name = textOf(value.name);
  const container: Container = {
    ...entry,
    workload,
    name,
    image: textOf(value.image),
    init,
    title: `container ${name ?? `number ${Number(entry.path.at(-1)) + 1}`} of ${workload.object.title}`,
    variables,
    ports: entriesOf(below(entry, 'ports')),
    mounts: entriesOf(below(entry, 'volumeMounts')),
  };
  for (const variable of entriesOf(below(entry, 'env'))) {
    variables.push({ ...variable, container, name: textOf(get(variable.value, 'name')) });
  }
  return container;
}
