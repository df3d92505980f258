/** A large AppSpec, the same at every run, and keystrokes in it. */

/** How many apps of a Service and a workload it takes to come to about 1,100 lines. */
const apps = 16;

/** An app.json that goes with it. */
export const largeAppJson = `${JSON.stringify(
  {
    name: 'Large app',
    description: 'An app of many parts, for measuring.',
    version: '1.4.0',
    min_software_version: '7.2',
    unrestricted_app_ui_access: false,
  },
  undefined,
  2,
)}\n`;

/**
 * About 1,100 lines of AppSpec: Services and workloads with ports, variables, resources and volumes, commented as
 * people do, with a few mistakes for the rules to find.
 */
export function largeAppSpec(): string {
  return Array.from({ length: apps }, (_, index) => `${serviceOf(index)}---\n${workloadOf(index)}`).join(
    '---\n',
  );
}

/** The same amount in one workload: nothing of a document can be kept from one keystroke to the next. */
export function largeWorkload(): string {
  const variables = Array.from(
    { length: 520 },
    (_, index) => `            - name: SETTING_${index}\n              value: "${index * 7}"\n`,
  );
  return `${serviceOf(0)}---\n${workloadOf(0).replace('          env:\n', `          env:\n${variables.join('')}`)}`;
}

function serviceOf(index: number): string {
  const name = `part-${index}`;
  return `# Part ${index}: where the others reach it.
apiVersion: v1
kind: Service
metadata:
  name: ${name}
  labels:
    app: ${name}
spec:
  type: ${index === 0 ? 'NodePort' : 'ClusterIP'}
  selector:
    app: ${name}
  ports:
    - name: http
      port: ${8000 + index}
      targetPort: ${8000 + index}
      protocol: TCP
${index === 0 ? '      cohesityTag: ui\n' : ''}    - name: metrics
      port: ${9100 + index}
      protocol: TCP
`;
}

function workloadOf(index: number): string {
  const name = `part-${index}`;
  const stateful = index % 4 === 3;
  return `apiVersion: apps/v1
kind: ${stateful ? 'StatefulSet' : 'ReplicaSet'}
metadata:
  name: ${name}
  labels:
    app: ${name}
spec:
  replicas:
    fixed: ${1 + (index % 3)}
  selector:
    matchLabels:
      app: ${name}
  template:
    metadata:
      labels:
        app: ${name}
    spec:
      containers:
        - name: ${name}
          # Version ${index} of the part.
          image: ${name}:1.${index}.0
          ports:
            - containerPort: ${8000 + index}
            - containerPort: ${9100 + index}
          env:
            - name: LOG_LEVEL
              value: info
            - name: WORKERS
              value: "${2 + index}"
            - name: CACHE
              value: /data/cache
            - name: PEERS
              value: part-${(index + 1) % apps}
          resources:
            requests:
              cpu: 250m
              memory: 256Mi
            limits:
              cpu: ${index % 5 === 4 ? '100m' : '500m'}
              memory: 512Mi
          volumeMounts:
            - name: data
              mountPath: /data
      volumes:
        - name: data
          fsType: ext4
          volumeType: dynamic
`;
}

/** What a person types somewhere: the text after each keystroke is measured. */
interface Typing {
  /** Where: behind this piece of the text, in the object of the given number. */
  readonly behind: string;
  readonly object: number;
  readonly keys: string;
}

const typings: readonly Typing[] = [
  { object: 1, behind: 'value: info', keys: 'rmation' },
  { object: 4, behind: 'name: metrics', keys: '-of-all' },
  { object: 7, behind: 'Version 3 of the part.', keys: ' It was slow.' },
  { object: 9, behind: 'volumeType: dynamic', keys: '\n        - name: more\n          hostPath:' },
  { object: 13, behind: 'fixed: 1', keys: '2' },
  { object: 17, behind: 'image: part-8:1.8.0', keys: '"x"' },
  { object: 20, behind: 'ports:', keys: ' [' },
  {
    object: 25,
    behind: 'value: /data/cache',
    keys: '\n            - name: "EXTRA"\n              value: on',
  },
  { object: 31, behind: 'cpu: 250m', keys: '\n   bad' },
];

/** The texts that one keystroke after another leads to, each place starting from the text as it was. */
export function keystrokes(text: string): readonly string[] {
  const starts = [0, ...[...text.matchAll(/^---\n/gm)].map((match) => match.index)];
  const texts: string[] = [];
  for (const { object, behind, keys } of typings) {
    const from = starts[object % starts.length] ?? 0;
    const found = text.indexOf(behind, from);
    const known = found >= 0 ? found : text.indexOf(behind);
    const at = known >= 0 ? known + behind.length : text.indexOf('\n', from);
    for (let length = 1; length <= keys.length; length += 1) {
      texts.push(text.slice(0, at) + keys.slice(0, length) + text.slice(at));
    }
  }
  return texts;
}
