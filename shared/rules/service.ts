import {
  below,
  type Entry,
  entriesOf,
  isPortNumber,
  type Service,
  selectedBy,
  type Workload,
} from '../model/appspec.ts';
import { get, isMap, textOf } from '../model/plain.ts';
import { at, type Repair, rule, write } from './rule.ts';
import { listed, nearMiss, show, shownPairs } from './words.ts';

const types = ['NodePort', 'ClusterIP'];
const onlyKubernetes: Readonly<Record<string, string>> = {
  LoadBalancer: 'Use NodePort; the platform gives it its port on the cluster.',
  ExternalName: 'Let the app call the outside name itself, and remove this Service.',
};

const isAbsent = (entry: Entry): boolean => entry.value === undefined || entry.value === null;

function hasTag(service: Service): boolean {
  return service.portList.some((port) => get(port.value, 'cohesityTag') !== undefined);
}

/** The labels that most pods of the AppSpec could be selected by, for a repair of a Service that selects nothing. */
function onlyLabels(workloads: readonly Workload[]): unknown {
  const lasting = workloads.filter(
    (workload) => workload.kind !== 'Job' && isMap(workload.templateLabels.value),
  );
  return lasting.length === 1 ? lasting[0]?.templateLabels.value : undefined;
}

export const serviceRules = [
  rule({
    code: 'appspec/service-missing-labels',
    severity: 'error',
    title: 'Every Service has metadata.labels.',
    help: 'Other objects may do without, a Service may not.',
    needs: ['appSpec'],
    *check({ appSpec }) {
      for (const { object, labels, selector } of appSpec.services) {
        if (!isMap(object.value) || !isAbsent(labels)) continue;
        const repairs: Repair[] = [];
        if (isMap(selector.value) && Object.keys(selector.value).length > 0) {
          repairs.push(write('Label it as its selector says', labels, selector.value, { safe: true }));
        }
        yield {
          at: at(labels),
          message: `${object.title} has no metadata.labels. Add them, such as app: ${object.name ?? 'my-app'}.`,
          repairs,
          absent: true,
        };
      }
    },
  }),
  rule({
    code: 'appspec/service-missing-type',
    severity: 'error',
    title: 'Every Service has a spec.type.',
    help: 'NodePort for what is reached from outside, ClusterIP for what only the app itself reaches.',
    needs: ['appSpec'],
    *check({ appSpec }) {
      for (const service of appSpec.services) {
        if (!isMap(get(service.object.value, 'spec')) || !isAbsent(service.type)) continue;
        const likely = hasTag(service) ? 'NodePort' : 'ClusterIP';
        yield {
          at: at(service.type),
          message: `${service.object.title} has no spec.type. Set it to NodePort (reached from outside) or ClusterIP (inside the app only).`,
          repairs: [likely, ...types.filter((type) => type !== likely)].map((type) =>
            write(`Use ${type}`, service.type, type, { safe: false }),
          ),
          absent: true,
        };
      }
    },
  }),
  rule({
    code: 'appspec/kubernetes-only-service-type',
    severity: 'error',
    title: 'No Service is a LoadBalancer or an ExternalName.',
    help: 'Both are legal Kubernetes, but the Marketplace refuses them.',
    needs: ['appSpec'],
    *check({ appSpec }) {
      for (const { object, type } of appSpec.services) {
        if (typeof type.value !== 'string' || !Object.hasOwn(onlyKubernetes, type.value)) continue;
        yield {
          at: at(type),
          message: `${type.value} is a Service type of Kubernetes, but not allowed in an AppSpec (${object.title}). ${onlyKubernetes[type.value]}`,
          repairs:
            type.value === 'LoadBalancer' ? [write('Use NodePort', type, 'NodePort', { safe: true })] : [],
        };
      }
    },
  }),
  rule({
    code: 'appspec/service-type',
    severity: 'error',
    title: 'Every Service is a NodePort or a ClusterIP.',
    help: 'Both are written exactly so.',
    needs: ['appSpec'],
    *check({ appSpec }) {
      for (const { object, type } of appSpec.services) {
        if (isAbsent(type) || (typeof type.value === 'string' && types.includes(type.value))) continue;
        if (typeof type.value === 'string' && Object.hasOwn(onlyKubernetes, type.value)) continue;
        const near = typeof type.value === 'string' ? nearMiss(type.value, types) : undefined;
        const sameWord = near?.toLowerCase() === String(type.value).trim().toLowerCase();
        yield {
          at: at(type),
          message: `${show(type.value)} is not a Service type here (${object.title}). ${near === undefined ? 'Use NodePort or ClusterIP.' : `Did you mean ${near}?`}`,
          repairs: near === undefined ? [] : [write(`Use ${near}`, type, near, { safe: sameWord })],
        };
      }
    },
  }),
  rule({
    code: 'appspec/service-missing-ports',
    severity: 'error',
    title: 'Every NodePort Service has ports.',
    help: 'A NodePort Service without ports opens nothing.',
    needs: ['appSpec'],
    *check({ appSpec }) {
      for (const { object, type, ports } of appSpec.services) {
        if (type.value !== 'NodePort' && type.value !== 'LoadBalancer') continue;
        if (Array.isArray(ports.value) && ports.value.length > 0) continue;
        const wrong = !isAbsent(ports) && !Array.isArray(ports.value);
        yield {
          at: at(ports),
          message: wrong
            ? `The ports of ${object.title} are ${show(ports.value)}. Write a list, each with a port.`
            : `${object.title} is a NodePort Service without ports. Add the port it opens.`,
          absent: true,
        };
      }
    },
  }),
  rule({
    code: 'appspec/service-without-ports',
    severity: 'warning',
    title: 'A ClusterIP Service has ports, or is headless.',
    help: 'Kubernetes takes a Service without ports only with clusterIP: None.',
    needs: ['appSpec'],
    *check({ appSpec }) {
      for (const { object, type, ports } of appSpec.services) {
        if (type.value !== 'ClusterIP' || (Array.isArray(ports.value) && ports.value.length > 0)) continue;
        if (textOf(get(get(object.value, 'spec'), 'clusterIP'))?.toLowerCase() === 'none') continue;
        yield {
          at: at(ports),
          message: `${object.title} has no ports, so Kubernetes may refuse it. Add the port it answers on.`,
          absent: true,
        };
      }
    },
  }),
  rule({
    code: 'appspec/service-missing-selector',
    severity: 'error',
    title: 'Every Service has a spec.selector.',
    help: 'The selector says by which labels the Service finds its pods.',
    needs: ['appSpec'],
    *check({ appSpec }) {
      for (const service of appSpec.services) {
        if (!isMap(get(service.object.value, 'spec')) || !isAbsent(service.selector)) continue;
        const labels = onlyLabels(appSpec.workloads);
        yield {
          at: at(service.selector),
          message: `${service.object.title} has no spec.selector, so it finds no pods. Name the labels of the pods it serves.`,
          repairs:
            labels === undefined
              ? []
              : [write('Select the app’s only pods', service.selector, labels, { safe: false })],
          absent: true,
        };
      }
    },
  }),
  rule({
    code: 'appspec/service-selects-nothing',
    severity: 'error',
    title: 'Every Service selects the pods of some workload.',
    help: 'All pairs of the selector must be among the labels under spec.template.metadata.labels of a workload.',
    needs: ['wholeAppSpec'],
    *check({ wholeAppSpec }) {
      for (const service of wholeAppSpec.services) {
        const { selector, object } = service;
        if (!isMap(selector.value) || selectedBy(service, wholeAppSpec.workloads).length > 0) continue;
        const pairs = shownPairs(selector.value);
        const labels = onlyLabels(wholeAppSpec.workloads);
        const what =
          pairs === ''
            ? 'selects nothing'
            : `selects pods labelled ${show(pairs)}, and no workload has such pods`;
        yield {
          at: at(selector),
          message: `${object.title} ${what}, so nothing would answer. Use the labels of the pods it serves.`,
          repairs:
            labels === undefined
              ? []
              : [write('Select the app’s only pods', selector, labels, { safe: false })],
        };
      }
    },
  }),
  rule({
    code: 'appspec/target-port-unknown',
    severity: 'error',
    title: 'A target port given by name is a port of the pods.',
    help: 'A container of the selected pods must have a port of that name.',
    needs: ['wholeAppSpec'],
    *check({ wholeAppSpec }) {
      for (const port of wholeAppSpec.ports) {
        const target = get(port.value, 'targetPort');
        if (typeof target !== 'string' || /^\d*$/.test(target)) continue;
        const pods = selectedBy(port.service, wholeAppSpec.workloads);
        if (pods.length === 0) continue;
        const names = pods.flatMap((pod) =>
          pod.containers.flatMap((container) =>
            container.ports.map((each) => textOf(get(each.value, 'name'))),
          ),
        );
        if (names.includes(target)) continue;
        const known = names.filter((name) => name !== undefined);
        yield {
          at: at(below(port, 'targetPort')),
          message: `No container behind ${port.service.object.title} has a port named ${show(target)}. ${known.length === 0 ? 'Use the port’s number.' : `The names there are ${listed(known)}.`}`,
        };
      }
    },
  }),
  rule({
    code: 'appspec/target-port-invalid',
    severity: 'error',
    title: 'A target port is a port number or the name of one.',
    help: 'Numbers go from 1 to 65535.',
    needs: ['appSpec'],
    *check({ appSpec }) {
      for (const { object, ports } of appSpec.services) {
        for (const port of entriesOf(ports)) {
          const target = below(port, 'targetPort');
          if (isAbsent(target) || isPortNumber(target.value)) continue;
          const digits = typeof target.value === 'string' && /^\d+$/.test(target.value);
          if (typeof target.value === 'string' && !digits && target.value !== '') continue;
          const meant = digits ? Number(target.value) : undefined;
          yield {
            at: at(target),
            message: `${show(target.value)} is not a target port (${object.title}). Use a number from 1 to 65535${digits ? ', without quotes' : ', or the name of a container’s port'}.`,
            repairs: isPortNumber(meant) ? [write(`Use ${meant}`, target, meant, { safe: true })] : [],
          };
        }
      }
    },
  }),
];
