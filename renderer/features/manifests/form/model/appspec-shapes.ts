import { apiVersions, type Kind } from '../../../../../shared/model/appspec.ts';
import { field, group, heading, list, type Shape, within } from './shape.ts';

const name = (help: string) => field('Name', help, 'text', { required: true });
const labels = (label: string, help: string) => field(label, help, 'pairs');

const protocol = field('Protocol', 'TCP where nothing is said.', 'choice', {
  options: [
    { value: 'TCP', label: 'TCP' },
    { value: 'UDP', label: 'UDP' },
  ],
  placeholder: 'default',
});

const servicePort = group({
  port: field('Port', 'The port on which the Service answers, 1 to 65535.', 'integer', { required: true }),
  targetPort: field(
    'Target port',
    'The port of the pods, as a number or by its name. The same as the port where nothing is said.',
    'integer-or-name',
    { onlyPresent: true },
  ),
  protocol,
  name: field('Name', 'Needed with several ports, and for an injected variable.', 'text'),
  cohesityTag: field(
    'Shown as',
    '“App UI” lists the port in the app launcher, with the token gate in front of it. One port of the whole file may have it.',
    'choice',
    {
      options: [{ value: 'ui', label: 'App UI (ui)' }],
      placeholder: 'Not shown',
    },
  ),
  cohesityEnv: field(
    'Injected as',
    'Every pod gets a variable of this name with the port number that was assigned on the node.',
    'text',
    { placeholder: 'no variable' },
  ),
});

const service = group({
  apiVersion: heading,
  kind: heading,
  metadata: within({
    name: name('Small letters, digits and “-”. Other pods reach the Service by this name.'),
    labels: labels('Labels', 'A Service must have labels.'),
  }),
  spec: within({
    type: field(
      'Type',
      'NodePort: reached from outside the cluster. ClusterIP: only by other pods.',
      'choice',
      {
        required: true,
        options: [
          { value: 'NodePort', label: 'NodePort' },
          { value: 'ClusterIP', label: 'ClusterIP' },
        ],
      },
    ),
    selector: labels('Selects pods labelled', 'Traffic goes to the pods that carry all of these labels.'),
    ports: list(servicePort),
  }),
});

const replicas = group({
  fixed: field('Replicas', 'This many replicas, however many nodes the cluster has.', 'integer', {
    onlyPresent: true,
  }),
  share: field('Per node', 'Replicas for each node of the cluster; fractions are allowed.', 'number', {
    onlyPresent: true,
  }),
  min: field('Minimum', 'Never fewer replicas than this.', 'integer', { onlyPresent: true }),
  max: field('Maximum', 'Never more replicas than this.', 'integer', { onlyPresent: true }),
});

const seconds = (label: string, help: string, placeholder: string) =>
  field(label, help, 'integer', { placeholder });

/** A probe: what is asked, and how often. What the form has no field for (a command) is shown as in the text. */
const probe = group({
  httpGet: within({
    path: field('Path', 'Asked for over HTTP; any status from 200 to 399 is well.', 'text', {
      onlyPresent: true,
      placeholder: '/',
    }),
    port: field('Port', 'The container’s port, as a number or by its name.', 'integer-or-name', {
      onlyPresent: true,
      required: true,
    }),
  }),
  tcpSocket: within({
    port: field('Port', 'It is enough that the port takes connections.', 'integer-or-name', {
      onlyPresent: true,
      required: true,
    }),
  }),
  initialDelaySeconds: seconds(
    'First after',
    'Seconds from the start of the container to the first question.',
    '0',
  ),
  periodSeconds: seconds('Every', 'Seconds between two questions.', '10'),
  timeoutSeconds: seconds('Waits', 'Seconds until no answer counts as a bad one.', '1'),
  failureThreshold: seconds('Gives up after', 'So many bad answers one after the other are a failure.', '3'),
});

const container = group({
  name: name('Tells the containers of a pod apart.'),
  image: field(
    'Image',
    'Must equal a tag of an image in the bundle; without a tag, “latest” is meant.',
    'image',
    { required: true },
  ),
  resources: within({
    requests: within({
      cpu: field('CPU request', 'What the scheduler keeps free: 250m is a quarter of a core.', 'quantity', {
        placeholder: '250m',
      }),
      memory: field('Memory request', 'What the scheduler keeps free: 128Mi, 1Gi.', 'quantity', {
        placeholder: '128Mi',
      }),
    }),
    limits: within({
      cpu: field('CPU limit', 'The container is slowed down above this: 500m is half a core.', 'quantity', {
        onlyPresent: true,
      }),
      memory: field('Memory limit', 'The container is ended above this: 256Mi, 1Gi.', 'quantity', {
        onlyPresent: true,
      }),
    }),
  }),
  readinessProbe: probe,
  livenessProbe: probe,
  startupProbe: probe,
  ports: list(
    group({
      containerPort: field('Port', 'A port on which the container listens.', 'integer', { required: true }),
      name: field('Name', 'Lets a Service name the port instead of its number.', 'text'),
      protocol,
    }),
  ),
  env: list(
    group({
      name: field('Variable', 'Letters, digits and “_”.', 'text', { required: true }),
      value: field(
        'Value',
        'Always text. Values of names that look like secrets are masked here, not in the file.',
        'variable',
      ),
    }),
  ),
  volumeMounts: list(
    group({
      name: field('Volume', 'The name of a volume declared in the same object.', 'text', { required: true }),
      mountPath: field('Mounted at', 'An absolute path in the container.', 'text', { required: true }),
      readOnly: field('Read-only', 'The container may not write there.', 'switch', { onlyPresent: true }),
    }),
  ),
});

const volume = group({
  name: field('Name', 'What the mounts call it.', 'text', { required: true }),
  fsType: field('File system', 'Such as ext4 or nfs.', 'text', { required: true }),
  volumeType: field(
    'Volume type',
    'dynamic: made for the app. static: one that is there already.',
    'choice',
    {
      required: true,
      options: [
        { value: 'dynamic', label: 'dynamic' },
        { value: 'static', label: 'static' },
      ],
    },
  ),
  volumeName: field('Existing volume', 'Needed for a static volume: which one is meant.', 'text', {
    placeholder: 'for static',
  }),
});

type WorkloadKind = Exclude<Kind, 'Service'>;

function workload(kind: WorkloadKind): Shape {
  const job = kind === 'Job';
  const selector = field(
    'Selects pods labelled',
    'Must match the labels of the pods below.',
    'pairs',
    job ? { onlyPresent: true } : {},
  );
  const cleanup = field(
    'Cleanup',
    'A Job tagged cleanup runs when the app is uninstalled. One Job of the file may have it.',
    'choice',
    {
      onlyPresent: true,
      options: [{ value: 'cleanup', label: 'Runs at uninstall (cleanup)' }],
      placeholder: 'Ordinary Job',
    },
  );
  return group({
    apiVersion: heading,
    kind: heading,
    metadata: within({
      name: name('Small letters, digits, “-” and “.”.'),
      labels: labels(
        'Labels',
        job
          ? 'cohesityTag = cleanup makes the Job run when the app is uninstalled.'
          : 'Labels of the object itself, not of its pods.',
      ),
      ...(job ? { cohesityTag: cleanup } : {}),
    }),
    spec: within({
      ...(kind === 'StatefulSet'
        ? {
            serviceName: field('Service name', 'The Service that gives its pods their names.', 'text', {
              onlyPresent: true,
            }),
          }
        : {}),
      replicas,
      selector: within({ matchLabels: selector }),
      template: within({
        metadata: within({
          labels: labels('Pods are labelled', 'Services and selectors find the pods by these.'),
        }),
        spec: within({
          restartPolicy: job
            ? field(
                'After a failure',
                'Never: the pod is left as it is. OnFailure: its containers start again.',
                'choice',
                {
                  options: [
                    { value: 'Never', label: 'Never' },
                    { value: 'OnFailure', label: 'OnFailure' },
                  ],
                  placeholder: 'not said',
                },
              )
            : field('Restart policy', 'What keeps running is always restarted.', 'choice', {
                onlyPresent: true,
                options: [{ value: 'Always', label: 'Always' }],
              }),
          initContainers: list(container),
          containers: list(container),
          volumes: list(volume),
        }),
      }),
    }),
  });
}

const shapes: Readonly<Record<Kind, Shape>> = {
  Service: service,
  ReplicaSet: workload('ReplicaSet'),
  StatefulSet: workload('StatefulSet'),
  Job: workload('Job'),
};

/** An object that has no form: nothing of it is shown but its kind and name. */
const formless = group({ apiVersion: heading, kind: heading, metadata: within({ name: heading }) });

/** Whether a kind may stand in an AppSpec, spelled exactly so. */
export function isLegalKind(kind: unknown): kind is Kind {
  return typeof kind === 'string' && Object.hasOwn(apiVersions, kind);
}

/** What the form shows of an object of a kind. */
export function appSpecShape(kind: unknown): Shape {
  return isLegalKind(kind) ? shapes[kind] : formless;
}
