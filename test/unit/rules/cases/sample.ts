import type { FileFact } from '../../../../shared/rules/project.ts';
import type { Parts } from '../../../support/rules.ts';

/** An AppSpec that nothing is to be said about, with a comment at most places one can be lost. */
export const goodAppSpec = `# The one Service people see
apiVersion: v1
kind: Service
metadata:
  name: my-app-web
  labels:
    app: my-app
spec:
  type: NodePort # reached from outside
  selector:
    app: my-app
  ports:
    - port: 8080 # as in the Dockerfile
      protocol: TCP
      name: http
      cohesityTag: ui # behind the gate
---
# Runs the server
apiVersion: apps/v1
kind: ReplicaSet # one pod is enough
metadata:
  name: my-app
spec:
  replicas:
    fixed: 1
  selector:
    matchLabels:
      app: my-app
  template:
    metadata:
      labels:
        app: my-app
    spec:
      containers:
        - name: web
          image: my-app:1.4.0 # the tag stays
          resources:
            requests:
              cpu: 250m
              memory: 128Mi
          env:
            - name: LOG_LEVEL
              value: info
          volumeMounts:
            - name: data
              mountPath: /data
      volumes:
        - name: data
          fsType: ext4
          volumeType: dynamic # made at install
---
# Clears up
apiVersion: batch/v1
kind: Job
metadata:
  name: goodbye
  cohesityTag: cleanup
spec:
  template:
    spec:
      restartPolicy: Never
      containers:
        - name: goodbye
          image: my-app:1.4.0
          resources:
            requests:
              cpu: 100m
              memory: 64Mi
`;

export const goodAppJson = `{
  "name": "My app",
  "description": "Shows what an app can do",
  "version": "1.4.0",
  "min_software_version": "7.1",
  "unrestricted_app_ui_access": false
}
`;

const dockerfile = `# syntax=docker/dockerfile:1
FROM python:3.11-slim
WORKDIR /app
COPY . .
RUN chmod 755 /app
EXPOSE 8080
CMD ["./wrapper.sh"]
`;

function file(name: string, text: string, executable = false): FileFact {
  return { name, bytes: text.length, executable, text };
}

export const goodFiles: readonly FileFact[] = [
  file('appspec.yaml', goodAppSpec),
  file('app.json', goodAppJson),
  file('Dockerfile', dockerfile),
  file('.dockerignore', '# kept out\n.git\n.env\n**/node_modules\n**/__pycache__\ntests\n'),
  file('wrapper.sh', '#!/bin/sh\nexec python main.py\n', true),
  file('main.py', 'import os\nTOKEN = os.environ["APP_AUTHENTICATION_TOKEN"]\n'),
];

/** A whole project with every fact known and nothing to find. */
export const goodProject: Parts = {
  appSpec: goodAppSpec,
  appJson: goodAppJson,
  files: goodFiles,
  images: [{ tags: ['my-app:1.4.0'], exposedPorts: ['8080/tcp'] }],
  lastExport: '1.3.9',
};

export type Change = readonly [from: string, to: string];

/** A text with the first place of each change replaced; a change that finds nothing is a mistake of the test. */
export function changed(text: string, changes: readonly Change[]): string {
  let result = text;
  for (const [from, to] of changes) {
    const index = result.indexOf(from);
    if (index < 0) throw new Error(`the sample has no ${JSON.stringify(from)}`);
    result = result.slice(0, index) + to + result.slice(index + from.length);
  }
  return result;
}

/** The sample project's files with one replaced, added, or (with no text) taken away. */
export function withFile(
  name: string,
  text: string | undefined,
  more: Partial<FileFact> = {},
): readonly FileFact[] {
  const others = goodFiles.filter((each) => each.name !== name);
  return text === undefined ? others : [...others, { ...file(name, text, true), ...more }];
}

/** One finding that a change to the sample project must bring. */
export interface RuleCase {
  readonly code: string;
  /** What is changed, for the test's name. */
  readonly when: string;
  readonly parts: Parts;
  /** Line and column where the range begins, and the text it covers. */
  readonly at: string;
  readonly covers: string;
  /** Words of the message: the actual value among them. */
  readonly says: string;
  readonly file?: string;
}

/** A case made by changing the sample's appspec.yaml. */
export function inAppSpec(
  code: string,
  when: string,
  changes: readonly Change[],
  at: string,
  covers: string,
  says: string,
): RuleCase {
  return { code, when, parts: { ...goodProject, appSpec: changed(goodAppSpec, changes) }, at, covers, says };
}

/** A case made by changing the sample's app.json. */
export function inAppJson(
  code: string,
  when: string,
  changes: readonly Change[],
  at: string,
  covers: string,
  says: string,
): RuleCase {
  return {
    code,
    when,
    parts: { ...goodProject, appJson: changed(goodAppJson, changes) },
    at,
    covers,
    says,
    file: 'app.json',
  };
}
