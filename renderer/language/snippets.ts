import type { Role } from './protocol.ts';

/** A whole object as a template with tab stops (`${1:name}`). */
export interface ObjectSnippet {
  readonly label: string;
  readonly help: string;
  readonly body: string;
}

function workload(kind: string, apiVersion: string, spec: string): string {
  return `apiVersion: ${apiVersion}
kind: ${kind}
metadata:
  name: \${1:my-app}
  labels:
    app: \${1:my-app}
spec:
${spec}`;
}

const keptRunning = `  replicas:
    fixed: \${2:1}
  selector:
    matchLabels:
      app: \${1:my-app}
  template:
    metadata:
      labels:
        app: \${1:my-app}
    spec:
      containers:
        - name: \${3:server}
          image: \${4:my-app:latest}
          resources:
            requests:
              cpu: \${5:100m}
              memory: \${6:128Mi}
`;

const service = (type: string, tag: string): string => `apiVersion: v1
kind: Service
metadata:
  name: \${1:my-app}
  labels:
    app: \${2:my-app}
spec:
  type: ${type}
  selector:
    app: \${2:my-app}
  ports:
    - name: \${3:http}
      port: \${4:8080}
      protocol: TCP
${tag}`;

const job = (tag: string): string => `apiVersion: batch/v1
kind: Job
metadata:
  name: \${1:my-app-job}
${tag}spec:
  template:
    spec:
      restartPolicy: OnFailure
      containers:
        - name: \${2:job}
          image: \${3:my-app:latest}
          resources:
            requests:
              cpu: \${4:100m}
              memory: \${5:64Mi}
`;

/** Whole objects to begin with, for an empty file and behind `---`. */
export const objectSnippets: Readonly<Record<Role, readonly ObjectSnippet[]>> = {
  appSpec: [
    {
      label: 'Service that people open',
      help: 'A NodePort Service whose port the app launcher opens, behind the token gate.',
      body: service('NodePort', '      cohesityTag: ui\n'),
    },
    {
      label: 'Service for programs outside',
      help: 'A NodePort Service. Every pod learns the node’s port from a variable.',
      body: service('NodePort', `      cohesityEnv: \${5:APP_NODE_PORT}\n`),
    },
    {
      label: 'Service inside the app',
      help: 'A ClusterIP Service, which only the app’s own pods reach.',
      body: service('ClusterIP', ''),
    },
    {
      label: 'ReplicaSet',
      help: 'Pods that are all alike and keep no data of their own.',
      body: workload('ReplicaSet', 'apps/v1', keptRunning),
    },
    {
      label: 'StatefulSet with a volume',
      help: 'Pods that keep data on a volume of their own.',
      body: workload(
        'StatefulSet',
        'apps/v1',
        `${keptRunning}          volumeMounts:
            - name: \${7:data}
              mountPath: \${8:/data}
      volumes:
        - name: \${7:data}
          fsType: ext4
          volumeType: dynamic
`,
      ),
    },
    { label: 'Job at installation', help: 'Runs to its end when the app is installed.', body: job('') },
    {
      label: 'Job at uninstallation',
      help: 'Tagged cleanup: runs to its end when the app is uninstalled.',
      body: job('  labels:\n    cohesityTag: cleanup\n'),
    },
  ],
  appJson: [
    {
      label: 'app.json',
      help: 'The fields that every app has.',
      body: `{
  "name": "\${1:My app}",
  "description": "\${2:What it does}",
  "version": "\${3:1.0.0}",
  "min_software_version": "\${4:7.2}",
  "unrestricted_app_ui_access": \${5:false}
}
`,
    },
  ],
};
