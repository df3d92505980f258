import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { temporaryFolder } from './temp-folder.ts';

/** An AppSpec without findings of error severity, for the given images, each in a container of its own. */
export function appSpecText(...images: readonly string[]): string {
  const containers = images.map(
    (image, i) => `      - name: main-${i}
        image: ${image}
        resources:
          requests:
            cpu: 100m
            memory: 64Mi
`,
  );
  return `apiVersion: v1
kind: Service
metadata:
  name: web
  labels:
    app: web
spec:
  type: NodePort
  selector:
    app: web
  ports:
  - port: 8080
    name: ui
    protocol: TCP
    cohesityTag: ui
---
apiVersion: apps/v1
kind: ReplicaSet
metadata:
  name: web
  labels:
    app: web
spec:
  replicas:
    fixed: 1
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
${containers.join('')}`;
}

export const appJsonText = `{
  "id": 7,
  "name": "My App",
  "description": "Shows that a bundle holds what it should.",
  "version": "1.2.3",
  "min_software_version": "7.2",
  "unrestricted_app_ui_access": false
}
`;

/** A project in a folder of its own: two manifests for the images, and the files given besides or in their stead. */
export async function sampleProject(
  images: readonly string[],
  files: Readonly<Record<string, string | Uint8Array>> = {},
): Promise<string> {
  const folder = join(await temporaryFolder(), 'my-app');
  const all = { 'appspec.yaml': appSpecText(...images), 'app.json': appJsonText, ...files };
  for (const [name, content] of Object.entries(all)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
  return folder;
}
