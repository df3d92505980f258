import { apiVersions, isPortNumber, type Kind, labelsMatch } from '../../../../../shared/model/appspec.ts';
import { repairName } from '../../../../../shared/model/kubernetes-name.ts';
import { get, isMap, itemsOf, textOf } from '../../../../../shared/model/plain.ts';
import { valueAt } from '../../../../../shared/text/path.ts';

/** What the menu adds: a legal kind, or the Job that cleans up. */
export type Addition = Kind | 'cleanup';

interface Surroundings {
  /** The objects of the file as plain data. */
  readonly objects: readonly unknown[];
  /** The app's name, from app.json or the folder. */
  readonly appName: string;
  /** Images that a container may name, the likeliest first. */
  readonly images: readonly string[];
}

/** The first of `base`, `base-2`, `base-3` … that is not taken. */
export function freeName(base: string, taken: readonly unknown[], joint = '-'): string {
  let name = base;
  for (let count = 2; taken.includes(name); count++) name = `${base}${joint}${count}`;
  return name;
}

const podLabels = ['spec', 'template', 'metadata', 'labels'];
const podContainers = ['spec', 'template', 'spec', 'containers'];

function namesOf(objects: readonly unknown[], kind: string): unknown[] {
  return objects
    .filter((each) => get(each, 'kind') === kind)
    .map((each) => valueAt(each, ['metadata', 'name']));
}

function portsOf(service: unknown): readonly unknown[] {
  return itemsOf(valueAt(service, ['spec', 'ports']));
}

/** The pods that a new Service should lead to: those that none leads to yet, or the first. */
function podsInNeed(objects: readonly unknown[]): unknown {
  const services = objects.filter((each) => get(each, 'kind') === 'Service');
  const workloads = objects.filter((each) => get(each, 'kind') !== 'Job' && isMap(valueAt(each, podLabels)));
  const unserved = workloads.find(
    (workload) =>
      !services.some((service) =>
        labelsMatch(valueAt(service, ['spec', 'selector']), valueAt(workload, podLabels)),
      ),
  );
  return unserved ?? workloads[0];
}

function newService({ objects, appName }: Surroundings): unknown {
  const target = podsInNeed(objects);
  const services = objects.filter((each) => get(each, 'kind') === 'Service');
  const base = textOf(valueAt(target, ['metadata', 'name'])) ?? appName;
  const labels = isMap(valueAt(target, podLabels)) ? valueAt(target, podLabels) : { app: base };
  const listening = itemsOf(valueAt(target, podContainers)).flatMap((container) =>
    itemsOf(get(container, 'ports')).map((port) => get(port, 'containerPort')),
  );
  const served = services.flatMap((service) => portsOf(service).map((port) => get(port, 'port')));
  const port =
    listening.find((each) => isPortNumber(each) && !served.includes(each)) ??
    listening.find(isPortNumber) ??
    8080;
  const hasUi = services.some((service) =>
    portsOf(service).some((each) => get(each, 'cohesityTag') === 'ui'),
  );
  return {
    apiVersion: apiVersions.Service,
    kind: 'Service',
    metadata: { name: freeName(base, namesOf(objects, 'Service')), labels },
    spec: {
      type: hasUi ? 'ClusterIP' : 'NodePort',
      selector: labels,
      ports: [{ name: 'http', port, protocol: 'TCP', ...(hasUi ? {} : { cohesityTag: 'ui' }) }],
    },
  };
}

/** A container as a new workload or the button "Add container" starts it. */
export function newContainer(name: string, image: string): unknown {
  return { name, image, resources: { requests: { cpu: '100m', memory: '128Mi' } } };
}

function newWorkload(
  kind: 'ReplicaSet' | 'StatefulSet',
  { objects, appName, images }: Surroundings,
): unknown {
  const taken = ['ReplicaSet', 'StatefulSet'].flatMap((each) => namesOf(objects, each));
  const name = freeName(appName, taken);
  const labels = { app: name };
  return {
    apiVersion: apiVersions[kind],
    kind,
    metadata: { name, labels },
    spec: {
      replicas: { fixed: 1 },
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: { containers: [newContainer(name, images[0] ?? `${name}:latest`)] },
      },
    },
  };
}

function newJob(cleanup: boolean, { objects, appName, images }: Surroundings): unknown {
  const name = freeName(`${appName}-${cleanup ? 'cleanup' : 'job'}`, namesOf(objects, 'Job'));
  return {
    apiVersion: apiVersions.Job,
    kind: 'Job',
    metadata: { name, labels: { app: name, ...(cleanup ? { cohesityTag: 'cleanup' } : {}) } },
    spec: {
      template: {
        metadata: { labels: { app: name } },
        spec: { restartPolicy: 'Never', containers: [newContainer(name, images[0] ?? `${appName}:latest`)] },
      },
    },
  };
}

/** Whether a Job runs at uninstall already; the file may have one. */
export function hasCleanupJob(objects: readonly unknown[]): boolean {
  return objects.some(
    (each) =>
      get(each, 'kind') === 'Job' &&
      [
        valueAt(each, ['metadata', 'cohesityTag']),
        valueAt(each, ['metadata', 'labels', 'cohesityTag']),
      ].includes('cleanup'),
  );
}

/** A new object that is valid as it stands, and fits what the file has already. */
export function startingObject(addition: Addition, around: Surroundings): unknown {
  const surroundings = { ...around, appName: repairName(around.appName, 40) ?? 'app' };
  switch (addition) {
    case 'Service':
      return newService(surroundings);
    case 'ReplicaSet':
    case 'StatefulSet':
      return newWorkload(addition, surroundings);
    case 'Job':
    case 'cleanup':
      return newJob(addition === 'cleanup', surroundings);
  }
}
