import Type, { type TProperties, type TSchema } from 'typebox';
import { ContainerSchema } from './container-schema.ts';
import { choice, dnsName, labels, metadata, objectOfKind } from './object-schema.ts';

const count = (description: string) => Type.Integer({ minimum: 0, description });

/** How many pods run: a number of them, or a share for each node of the cluster. */
const Replicas = Type.Union(
  [
    Type.Object(
      { fixed: count('Exactly this many pods, whatever the size of the cluster. Stands alone.') },
      { additionalProperties: false },
    ),
    Type.Object(
      {
        share: Type.Number({
          exclusiveMinimum: 0,
          examples: [0.5, 1],
          description:
            'Pods for each node of the cluster: 1 is one on every node, 0.5 one on every second node.',
        }),
        min: Type.Optional(count('Never fewer pods than this.')),
        max: Type.Optional(count('Never more pods than this.')),
      },
      { additionalProperties: false },
    ),
  ],
  {
    description:
      'How many pods run: {fixed: 2} for two, {share: 0.5} for one on every second node. Never a bare number.',
    examples: [{ fixed: 1 }, { share: 0.5 }],
  },
);

const Volume = Type.Object(
  {
    name: dnsName('What the volume is called. volumeMounts of the containers say it.'),
    fsType: Type.String({
      minLength: 1,
      examples: ['ext4'],
      description: 'Which file system the volume has.',
    }),
    volumeType: choice('Where the volume comes from.', {
      dynamic: 'The platform makes one.',
      static: 'One that is there already; volumeName says which.',
    }),
    volumeName: Type.Optional(
      Type.String({ minLength: 1, description: 'The existing volume that a static one stands for.' }),
    ),
  },
  {
    title: 'Volume',
    description: 'Storage that outlives a container. Kubernetes’ own kinds of volume are not allowed here.',
  },
);

type RestartPolicy = Readonly<Record<string, string>>;

function template(restartPolicies: RestartPolicy) {
  return Type.Object(
    {
      metadata: Type.Optional(
        Type.Object(
          { labels: labels('Labels of every pod. Selectors of workloads and Services look for these.') },
          { description: 'What every pod carries.' },
        ),
      ),
      spec: Type.Object(
        {
          containers: Type.Array(ContainerSchema, {
            minItems: 1,
            description: 'The containers that run together in each pod and share its network.',
          }),
          initContainers: Type.Optional(
            Type.Array(ContainerSchema, {
              description: 'Containers that run first, one after the other, each to its end.',
            }),
          ),
          volumes: Type.Optional(
            Type.Array(Volume, { description: 'Volumes that the containers of the pod can mount.' }),
          ),
          restartPolicy: Type.Optional(choice('What happens when a container ends.', restartPolicies)),
          terminationGracePeriodSeconds: Type.Optional(
            count('Seconds that a pod gets to end by itself after SIGTERM. Left out, it is 30.'),
          ),
        },
        { description: 'What runs in each pod.' },
      ),
    },
    { description: 'The pattern that every pod is made from.' },
  );
}

function selector(description: string) {
  return Type.Object(
    {
      matchLabels: labels('All of these must be among spec.template.metadata.labels.'),
    },
    { description },
  );
}

const alwaysRunning: RestartPolicy = { Always: 'It is started again, as everything that keeps running.' };
const untilDone: RestartPolicy = {
  OnFailure: 'It is started again where it failed.',
  Never: 'It stays as it is; the Job makes another pod where it may.',
};

function workload<Kind extends string, Spec extends TProperties>(parts: {
  readonly kind: Kind;
  readonly apiVersion: string;
  readonly description: string;
  readonly labels: TSchema;
  readonly metadata: TProperties;
  readonly spec: Spec;
}) {
  return objectOfKind({
    kind: parts.kind,
    apiVersion: parts.apiVersion,
    description: parts.description,
    metadata: metadata(parts.labels, parts.metadata),
    spec: Type.Object(parts.spec, { description: `What the ${parts.kind} runs, and how.` }),
  });
}

const ownLabels = Type.Optional(labels('Pairs that say what the object belongs to, such as app: my-app.'));

/** The schema of a ReplicaSet. */
export const ReplicaSetSchema = workload({
  kind: 'ReplicaSet',
  apiVersion: 'apps/v1',
  description: 'Keeps pods running that are all alike and keep no data of their own: web servers, APIs.',
  labels: ownLabels,
  metadata: {},
  spec: {
    replicas: Type.Optional(Replicas),
    selector: Type.Optional(selector('Which pods are the ReplicaSet’s own.')),
    template: template(alwaysRunning),
  },
});

/** The schema of a StatefulSet. */
export const StatefulSetSchema = workload({
  kind: 'StatefulSet',
  apiVersion: 'apps/v1',
  description: 'Keeps pods running that each have a lasting name and lasting storage: databases, queues.',
  labels: ownLabels,
  metadata: {},
  spec: {
    serviceName: Type.Optional(dnsName('The Service that gives each pod its own name on the network.')),
    replicas: Type.Optional(Replicas),
    selector: Type.Optional(selector('Which pods are the StatefulSet’s own.')),
    template: template(alwaysRunning),
  },
});

const cleanupTag = Type.Optional(
  choice('When the Job runs. Left out, it runs at installation.', {
    cleanup: 'The Job runs when the app is uninstalled. One Job of the AppSpec may have the tag.',
  }),
);

/** The schema of a Job. */
export const JobSchema = workload({
  kind: 'Job',
  apiVersion: 'batch/v1',
  description: 'Runs pods to their end, once: set-up at installation, or cleaning up at uninstallation.',
  labels: Type.Optional(
    Type.Object(
      { cohesityTag: cleanupTag },
      {
        additionalProperties: Type.String({ maxLength: 63 }),
        description: 'Pairs that say what the object belongs to. cohesityTag: cleanup may stand here.',
      },
    ),
  ),
  metadata: { cohesityTag: cleanupTag },
  spec: {
    template: template(untilDone),
    backoffLimit: Type.Optional(count('How often a failed pod is tried again. Left out, it is 6.')),
    completions: Type.Optional(count('How many pods must end well. Left out, it is 1.')),
    parallelism: Type.Optional(count('How many pods run at the same time. Left out, it is 1.')),
    activeDeadlineSeconds: Type.Optional(count('Seconds after which the Job is ended, done or not.')),
    ttlSecondsAfterFinished: Type.Optional(count('Seconds after its end that the Job is kept.')),
  },
});
