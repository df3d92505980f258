import { type AppSpecObject, apiVersions, below, type Kind } from '../model/appspec.ts';
import { isMap } from '../model/plain.ts';
import { refusedKind } from './kubernetes-kinds.ts';
import { at, type Finding, type Repair, type Rule, rule, write } from './rule.ts';
import { listed, nearMiss, show } from './words.ts';

const kinds = Object.keys(apiVersions) as Kind[];
const isKind = (kind: string): kind is Kind => Object.hasOwn(apiVersions, kind);

type Family = NonNullable<ReturnType<typeof refusedKind>>['family'];

function alternatives(object: AppSpecObject): readonly Repair[] {
  const kind = below(object, 'kind');
  if (object.kind === 'Deployment') return [write('Use ReplicaSet', kind, 'ReplicaSet', { safe: true })];
  if (object.kind !== 'DaemonSet') return [];
  const index = object.object.index;
  return [
    {
      title: 'Use ReplicaSet with one pod for each node',
      safe: true,
      changes: [
        { op: 'set', object: index, path: ['kind'], value: 'ReplicaSet' },
        { op: 'set', object: index, path: ['spec', 'replicas'], value: { share: 1 } },
      ],
    },
  ];
}

function family(name: Family, title: string, help: string): Rule {
  return rule({
    code: `appspec/kubernetes-only-${name}`,
    severity: 'error',
    title,
    help,
    needs: ['appSpec'],
    *check({ appSpec }): Iterable<Finding> {
      for (const object of appSpec.objects) {
        const found = object.kind === undefined ? undefined : refusedKind(object.kind);
        if (found?.family !== name) continue;
        const called = object.name === undefined ? '' : ` “${object.name}”`;
        yield {
          at: at(below(object, 'kind')),
          message: `${object.kind}${called} is Kubernetes, but not allowed in an AppSpec. ${found.instead}`,
          repairs: alternatives(object),
        };
      }
    },
  });
}

export const kindRules = [
  rule({
    code: 'appspec/empty',
    severity: 'error',
    title: 'The AppSpec has at least one object.',
    help: 'A file of comments and blank lines installs nothing.',
    needs: ['wholeAppSpec', 'appSpecFile'],
    *check({ wholeAppSpec, appSpecFile }) {
      if (wholeAppSpec.objects.length > 0) return;
      yield {
        at: { in: 'appSpec', span: { start: 0, end: 0 } },
        message: `${appSpecFile.name} holds no object, so nothing would be installed. Add a Service and a ReplicaSet.`,
      };
    },
  }),
  rule({
    code: 'appspec/not-an-object',
    severity: 'error',
    title: 'Every YAML document of the AppSpec is a map.',
    help: 'An object begins with apiVersion and kind. Text or a list is none.',
    needs: ['appSpec'],
    *check({ appSpec }) {
      for (const object of appSpec.objects) {
        if (object.value === undefined || isMap(object.value)) continue;
        yield {
          at: at(object),
          message: `Document ${object.object.index + 1} is ${show(object.value)}, not an object. Begin it with apiVersion and kind.`,
        };
      }
    },
  }),
  rule({
    code: 'appspec/missing-kind',
    severity: 'error',
    title: 'Every object has a kind.',
    help: `The kinds of an AppSpec are ${listed(kinds)}.`,
    needs: ['appSpec'],
    *check({ appSpec }) {
      for (const object of appSpec.objects) {
        if (!isMap(object.value) || object.kind !== undefined) continue;
        const kind = below(object, 'kind');
        const written = kind.value === undefined || kind.value === null;
        const called =
          object.name === undefined ? `Object ${object.object.index + 1}` : `The object “${object.name}”`;
        yield {
          at: at(kind),
          message: `${called} has ${written ? 'no kind' : `${show(kind.value)} as its kind`}. Set it to ${listed(kinds, 'or')}.`,
          absent: true,
        };
      }
    },
  }),
  rule({
    code: 'appspec/unsupported-kind',
    severity: 'error',
    title: 'Every kind is one the Marketplace takes.',
    help: `The kinds of an AppSpec are ${listed(kinds)}, written exactly so.`,
    needs: ['appSpec'],
    *check({ appSpec }) {
      for (const object of appSpec.objects) {
        if (object.kind === undefined || isKind(object.kind) || refusedKind(object.kind) !== undefined)
          continue;
        const near = object.treatedAs ?? nearMiss(object.kind, kinds);
        const entry = below(object, 'kind');
        const sameWord = near !== undefined && near.toLowerCase() === object.kind.trim().toLowerCase();
        yield {
          at: at(entry),
          message:
            near === undefined
              ? `${show(object.kind)} is not a kind here. Use ${listed(kinds, 'or')}.`
              : `${show(object.kind)} is not a kind here. Did you mean ${near}?`,
          repairs: near === undefined ? [] : [write(`Use ${near}`, entry, near, { safe: sameWord })],
        };
      }
    },
  }),
  family(
    'workload',
    'No workload kinds but ReplicaSet, StatefulSet and Job.',
    'Deployment, DaemonSet, CronJob and Pod are legal Kubernetes, but the Marketplace refuses them.',
  ),
  family(
    'config',
    'No ConfigMap and no Secret.',
    'The Marketplace knows neither. Values go into the env of the containers.',
  ),
  family(
    'network',
    'No network kinds but Service.',
    'A NodePort Service is how an app is reached; a ClusterIP Service is how its parts reach each other.',
  ),
  family(
    'storage',
    'No storage kinds.',
    'Volumes are declared in the pod, with name, fsType and volumeType.',
  ),
  family(
    'scaling',
    'No scaling kinds.',
    'How many pods run is said by replicas: fixed, or a share per node with min and max.',
  ),
  family('access', 'No accounts and roles.', 'The platform sets up accounts itself.'),
  family('cluster', 'No kinds that change the cluster.', 'An app brings its own objects only.'),
  rule({
    code: 'appspec/missing-api-version',
    severity: 'error',
    title: 'Every object has an apiVersion.',
    help: 'v1 for a Service, apps/v1 for a ReplicaSet and StatefulSet, batch/v1 for a Job. The reference validator crashes without it.',
    needs: ['appSpec'],
    *check({ appSpec }) {
      for (const object of appSpec.objects) {
        const entry = below(object, 'apiVersion');
        if (!isMap(object.value) || (entry.value !== undefined && entry.value !== null)) continue;
        const right = object.treatedAs === undefined ? undefined : apiVersions[object.treatedAs];
        yield {
          at: at(entry),
          message: `${object.title} has no apiVersion. ${right === undefined ? 'Add it.' : `Add apiVersion: ${right}.`}`,
          repairs:
            right === undefined ? [] : [write(`Add apiVersion: ${right}`, entry, right, { safe: true })],
          absent: true,
        };
      }
    },
  }),
  rule({
    code: 'appspec/wrong-api-version',
    severity: 'error',
    title: 'Every apiVersion is the one of its kind.',
    help: 'v1 for a Service, apps/v1 for a ReplicaSet and StatefulSet, batch/v1 for a Job.',
    needs: ['appSpec'],
    *check({ appSpec }) {
      for (const object of appSpec.objects) {
        const entry = below(object, 'apiVersion');
        if (object.treatedAs === undefined || entry.value === undefined || entry.value === null) continue;
        const right = apiVersions[object.treatedAs];
        if (entry.value === right) continue;
        yield {
          at: at(entry),
          message: `${show(entry.value)} is not the apiVersion of a ${object.treatedAs}; the only one is ${right}.`,
          repairs: [write(`Use ${right}`, entry, right, { safe: true })],
        };
      }
    },
  }),
  rule({
    code: 'appspec/missing-spec',
    severity: 'error',
    title: 'Every object has a spec.',
    help: 'The reference validator crashes on an object without spec.',
    needs: ['appSpec'],
    *check({ appSpec }) {
      for (const object of appSpec.objects) {
        if (!isMap(object.value) || object.treatedAs === undefined) continue;
        const spec = below(object, 'spec');
        if (isMap(spec.value)) continue;
        const nothing = spec.value === undefined || spec.value === null;
        yield {
          at: at(spec),
          message: nothing
            ? `${object.title} has no spec. Add it: it says what the ${object.treatedAs} does.`
            : `The spec of ${object.title} is ${show(spec.value)}. Write a map.`,
          absent: true,
        };
      }
    },
  }),
];
