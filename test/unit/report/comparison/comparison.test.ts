import { describe, expect, it } from 'vitest';
import type { Change } from '../../../../shared/contract/comparison.ts';
import type { ReviewImage } from '../../../../shared/contract/review.ts';
import { readAppSpec } from '../../../../shared/model/appspec.ts';
import { type ComparedTarget, compareTargets } from '../../../../shared/report/comparison/comparison.ts';
import { parseJson } from '../../../../shared/text/json-document.ts';
import { parseYaml } from '../../../../shared/text/yaml-document.ts';
import { appJsonText, appSpecText } from '../../../support/sample-project.ts';

const spec = appSpecText('my-app:1.0');
const noFiles = { files: [], filesChanged: { added: 0, removed: 0, changed: 0 } };

function side(appSpec: string, appJson = appJsonText, more: Partial<ComparedTarget> = {}): ComparedTarget {
  return {
    target: 'x',
    kind: 'bundle',
    manifests: {
      appSpec: { file: 'appspec.yaml', spec: readAppSpec(parseYaml(appSpec)) },
      appJson: { file: 'app.json', value: parseJson(appJson).objects[0]?.value },
    },
    texts: [
      { role: 'appSpec', file: 'appspec.yaml', text: appSpec },
      { role: 'appJson', file: 'app.json', text: appJson },
    ],
    entries: [],
    ...more,
  };
}

const raised = appJsonText.replace('1.2.3', '1.3.0');

/** What changed between two AppSpecs whose version rose, but for that. */
function specChanges(before: string, after: string): Change[] {
  const { changes } = compareTargets(side(before), side(after, raised), () => noFiles);
  return changes.filter(({ kind }) => kind !== 'version-raised');
}

/** What changed between two app.json. */
function jsonChanges(before: string, after: string): string[] {
  return compareTargets(side(spec, before), side(spec, after), () => noFiles).changes.map(brief);
}

const brief = ({ kind, severity, widensAccess }: Change): string =>
  `${severity} ${kind}${widensAccess ? ' widens' : ''}`;

describe('comparing app.json', () => {
  const json = (field: string) => appJsonText.replace('"id": 7,', `"id": 7, ${field}`);

  it('tells nothing of two that are the same', () => {
    expect(jsonChanges(appJsonText, appJsonText)).toEqual([]);
  });

  it.each([
    ['a version that rose', '1.3.0', ['minor version-raised']],
    ['a version that went down', '1.2.2', ['critical version-lowered']],
    ['a pre-release of the version before', '1.2.3-rc.1', ['critical version-lowered']],
    ['a version that cannot be read', 'soon', ['notable version-changed']],
  ])('tells %s', (_what, version, expected) => {
    expect(jsonChanges(appJsonText, appJsonText.replace('1.2.3', version))).toEqual(expected);
  });

  it('says that the version should have risen where something else changed', () => {
    expect(jsonChanges(appJsonText, appJsonText.replace('My App', 'Your App'))).toEqual([
      'critical version-same',
      'notable name-changed',
    ]);
  });

  it('marks the loss of the token gate as wider access, and its return as none', () => {
    const open = appJsonText.replace('_access": false', '_access": true').replace('1.2.3', '1.3.0');
    expect(jsonChanges(appJsonText, open)).toEqual(['minor version-raised', 'critical gate-removed widens']);
    expect(jsonChanges(open, appJsonText)).toContain('notable gate-added');
  });

  it('marks each access requirement that is new', () => {
    const before = json('"access_requirements": {"read_access": true, "management_access": true},');
    const after = json('"access_requirements": {"read_access": true, "read_write_access": true},');
    expect(jsonChanges(before, after.replace('1.2.3', '1.3.0'))).toEqual([
      'minor version-raised',
      'critical access-widened widens',
      'minor access-narrowed',
    ]);
  });

  it('tells a field nobody knows by what it was and is', () => {
    const { changes } = compareTargets(
      side(spec, json('"x": 1,')),
      side(spec, json('"x": 2,')),
      () => noFiles,
    );
    expect(changes.find(({ kind }) => kind === 'field-changed')).toMatchObject({
      path: 'x',
      before: '1',
      after: '2',
    });
  });
});

describe('comparing AppSpecs', () => {
  const second = `---
apiVersion: v1
kind: Service
metadata:
  name: api
  labels: {app: web}
spec:
  type: ClusterIP
  selector: {app: web}
  ports:
  - {port: 9000, name: api}
`;

  it('tells nothing of a new order of objects, keys, ports and variables', () => {
    const [service = '', workload = ''] = spec.split('---\n');
    const env = '        env:\n        - {name: A, value: "1"}\n        - {name: B, value: "2"}\n';
    const swapped = '        env:\n        - {name: B, value: "2"}\n        - {name: A, value: "1"}\n';
    expect(
      specChanges(
        `${service}---\n${workload}${env}${second}`,
        `${second.slice(4)}---\n${workload}${swapped}---\n${service}`,
      ),
    ).toEqual([]);
  });

  it('takes a renamed object for the same one', () => {
    const renamed = spec.replaceAll('name: web', 'name: portal').replaceAll('app: web', 'app: portal');
    const kinds = specChanges(spec, renamed).map(brief);
    expect(kinds).toEqual(['minor object-renamed', 'minor object-renamed']);
  });

  it('marks a new port of the nodes, and not one inside the cluster', () => {
    const port = spec.replace(
      '    cohesityTag: ui\n',
      '    cohesityTag: ui\n  - port: 9090\n    name: metrics\n',
    );
    expect(specChanges(spec, port).map(brief)).toEqual(['critical port-added widens']);
    expect(specChanges(port, spec).map(brief)).toEqual(['notable port-removed']);
    expect(specChanges(spec, spec + second).map(brief)).toEqual([
      'notable object-added',
      'notable port-added',
    ]);
  });

  it('marks a Service that opens itself, and a UI tag that takes the gate with it', () => {
    expect(specChanges(spec + second, spec + second.replace('ClusterIP', 'NodePort')).map(brief)).toEqual([
      'critical service-opened widens',
    ]);
    expect(specChanges(spec, spec.replace('    cohesityTag: ui\n', '')).map(brief)).toEqual([
      'critical ui-tag-removed widens',
    ]);
  });

  it('tells replicas and requests by what they mean', () => {
    const more = spec
      .replace('fixed: 1', 'share: 0.5')
      .replace('cpu: 100m', 'cpu: 250m')
      .replace('64Mi', '32Mi');
    expect(specChanges(spec, more).map(({ kind, message }) => [kind, message])).toEqual([
      ['replicas-changed', 'ReplicaSet web now runs 0.5 pods per node; before, 1 pod.'],
      ['requests-raised', 'Each pod of ReplicaSet web now asks for 0.25 CPU cores; before, 0.1 CPU cores.'],
      [
        'requests-lowered',
        'Each pod of ReplicaSet web now asks for 33.6 MB of memory; before, 67.1 MB of memory.',
      ],
    ]);
  });

  it('masks the values of variables that are credentials', () => {
    const secret = 'hunter2hunter2hunter2';
    const env = (value: string) => `${spec}        env:\n        - {name: API_KEY, value: ${value}}\n`;
    const changes = specChanges(env(secret), env(`${secret}x`));
    expect(changes.map(brief)).toEqual(['notable env-changed']);
    expect(JSON.stringify(changes)).not.toContain(secret);
    expect(specChanges(spec, env(secret)).map(brief)).toEqual(['notable env-added']);
    expect(JSON.stringify(specChanges(env(secret), spec))).not.toContain(secret);
  });

  it('marks what reaches out of the containers', () => {
    const loud = spec
      .replace('    spec:\n      containers', '    spec:\n      hostNetwork: true\n      containers')
      .concat('        securityContext: {privileged: true, capabilities: {add: [NET_ADMIN]}}\n');
    const widened = specChanges(spec, loud).filter(({ widensAccess }) => widensAccess);
    expect(widened.map(({ after }) => after)).toEqual([
      'hostNetwork',
      'main-0 privileged',
      'main-0 capability NET_ADMIN',
    ]);
  });

  it('marks an existing volume that is now reached', () => {
    const volume = (rest: string) => `${spec}      volumes:\n      - {name: data, fsType: ext4, ${rest}}\n`;
    expect(specChanges(spec, volume('volumeType: dynamic')).map(brief)).toEqual(['notable volume-added']);
    expect(specChanges(spec, volume('volumeType: static, volumeName: theirs')).map(brief)).toEqual([
      'critical volume-added widens',
    ]);
    expect(specChanges(volume('volumeType: dynamic'), spec).map(brief)).toEqual(['notable volume-removed']);
  });

  it('tells a cleanup Job that is lost', () => {
    const job = (tag: string) =>
      `${spec}---\napiVersion: batch/v1\nkind: Job\nmetadata: {name: tidy${tag}}\nspec: {template: {spec: {containers: [{name: c, image: "c:1"}]}}}\n`;
    expect(specChanges(job(', cohesityTag: cleanup'), job('')).map(brief)).toEqual([
      'notable cleanup-removed',
    ]);
  });

  it('leaves nothing unsaid: what it has no words for is told field by field', () => {
    const [change] = specChanges(spec, `${spec}        imagePullPolicy: Always\n`);
    expect(change).toMatchObject({ kind: 'field-changed', severity: 'minor', after: '“Always”' });
    expect(change?.path).toContain('containers[main-0].imagePullPolicy');
  });

  it('tells a part that came or went whole once, whatever it holds', () => {
    const probe =
      '        livenessProbe: {httpGet: {path: /healthz, port: 8080}, periodSeconds: 10}\n        imagePullPolicy: Always\n';
    expect(specChanges(spec, spec + probe).map(({ message }) => message)).toEqual([
      'livenessProbe of container main-0 of ReplicaSet web is new: httpGet.path “/healthz”, httpGet.port 8080, periodSeconds 10.',
      'imagePullPolicy of container main-0 of ReplicaSet web is new: “Always”.',
    ]);
    expect(specChanges(spec + probe, spec).map(({ message }) => message.replace(/; it was.*/, ''))).toEqual([
      'livenessProbe of container main-0 of ReplicaSet web is gone',
      'imagePullPolicy of container main-0 of ReplicaSet web is gone',
    ]);
    const labelled = spec.replace('  name: web\n', '  name: web\n  annotations: {a.b/c: x}\n');
    expect(specChanges(spec, labelled).map(({ message }) => message)).toEqual([
      'metadata.annotations of Service web is new: ["a.b/c"] “x”.',
    ]);
  });

  it('tells commands, mounts, volumes and variables in words, never as they are stored', () => {
    const container = (lines: string) => `${spec}${lines}`;
    const was = container(
      '        command: [/bin/web]\n        env: []\n        volumeMounts:\n        - {name: data, mountPath: /data}\n      volumes:\n      - {name: data, fsType: nfs, volumeType: dynamic, size: 10Gi}\n',
    );
    const is = container(
      '        command: [/bin/web, --say, "a b"]\n        workingDir: /srv\n        env:\n        - {name: NODE, valueFrom: {fieldRef: {fieldPath: status.hostIP}}}\n        volumeMounts:\n        - {name: data, mountPath: /srv/data}\n      volumes:\n      - {name: data, fsType: nfs, volumeType: dynamic, size: 40Gi}\n',
    );
    const changes = specChanges(was, is);
    expect(changes.map(({ message }) => message)).toEqual([
      'Volume data of ReplicaSet web changed: size changed from “10Gi” to “40Gi”.',
      'NODE is a new variable: the pod’s own status.hostIP.',
      'Container main-0 of ReplicaSet web now has the command “/bin/web --say "a b"”; before, “/bin/web”.',
      'Container main-0 of ReplicaSet web now has the working folder “/srv”; before, that of its image.',
      'Container main-0 now mounts data at /srv/data and no longer mounts data at /data.',
    ]);
    for (const { before, after } of changes) expect(`${before} ${after}`).not.toMatch(/[{}]|\["/);
  });

  it('tells rights that are gained once, and masks what looks like a credential in any field', () => {
    const token = `ghp_${'Z9'.repeat(18)}`;
    const loud = spec
      .replace('    spec:\n      containers', '    spec:\n      hostIPC: true\n      containers')
      .concat(
        `        securityContext: {privileged: true}\n        args: [--token, ${token}]\n        x: ${token}\n`,
      );
    const changes = specChanges(spec, loud);
    expect(changes.map(({ kind }) => kind)).toEqual([
      'privilege-gained',
      'privilege-gained',
      'command-changed',
      'field-changed',
    ]);
    expect(JSON.stringify(changes)).not.toContain(token);
    const json = (value: string) => appJsonText.replace('"id": 7,', `"id": 7, "api_token": "${value}",`);
    const { changes: inJson } = compareTargets(
      side(spec, json('hunter2hunter2')),
      side(spec, json('hunter3hunter3')),
      () => noFiles,
    );
    expect(JSON.stringify(inJson)).not.toContain('hunter');
    expect(inJson.map(({ message }) => message)).toContain(
      'api_token has another value (“h… (14 characters)”).',
    );
  });

  it('survives texts that are no AppSpec', () => {
    for (const text of [
      '',
      '[1]',
      'a: [',
      '- 1\n- {kind: Service, spec: 7}',
      'kind: ReplicaSet\nspec: {template: 3}',
    ]) {
      expect(() => specChanges(spec, text)).not.toThrow();
      expect(() => specChanges(text, spec)).not.toThrow();
    }
  });
});

describe('comparing findings', () => {
  const finding = (code: string, message: string, severity: 'error' | 'note' = 'error') => ({
    code,
    message,
    severity,
    file: 'appspec.yaml',
  });

  it('tells those that are new and gone, and takes one that only names another object for the same', () => {
    const before = [finding('a/x', 'web lacks x'), finding('a/y', 'web lacks y')];
    const after = [finding('a/x', 'portal lacks x'), finding('a/z', 'z is odd', 'note')];
    const { changes } = compareTargets(
      side(spec, appJsonText, { findings: before }),
      side(spec, raised, { findings: after }),
      () => noFiles,
    );
    expect(changes.map(({ kind, severity, path }) => [kind, severity, path])).toEqual([
      ['version-raised', 'minor', 'version'],
      ['finding-new', 'minor', 'a/z'],
      ['finding-gone', 'minor', 'a/y'],
    ]);
  });
});

describe('comparing images', () => {
  const image = (ref: string, layers: readonly string[], more: Partial<ReviewImage> = {}): ReviewImage => ({
    ref,
    tags: [ref],
    id: `id of ${layers.join()}`,
    origin: 'x.tar',
    platform: 'linux/amd64',
    bytes: layers.length * 10,
    layers: layers.map((diffId) => ({ diffId, bytes: 10, command: '' })),
    exposedPorts: [],
    user: '1000',
    entrypoint: ['/app'],
    command: [],
    workingDir: '',
    labels: {},
    env: [],
    ...more,
  });
  const compared = (before: ReviewImage[], after: ReviewImage[]) =>
    compareTargets(
      side(spec, appJsonText, { images: before }),
      side(spec, raised, { images: after }),
      () => noFiles,
    );

  it('shows which layers stayed, went and came, in order', () => {
    const { images } = compared([image('a:1', ['p', 'q', 'r'])], [image('a:1', ['p', 'x', 'r', 'y'])]);
    expect(images[0]?.status).toBe('changed');
    expect(images[0]?.baseChanged).toBe(false);
    expect(images[0]?.layers.map(({ status, diffId }) => `${status} ${diffId}`)).toEqual([
      'same p',
      'removed q',
      'added x',
      'same r',
      'added y',
    ]);
  });

  it('takes an image with another tag for the same one, and tells another base', () => {
    const { images, changes } = compared([image('a:1', ['p', 'q'])], [image('a:2', ['o', 'q'])]);
    expect(images.map(({ status, baseChanged }) => [status, baseChanged])).toEqual([['changed', true]]);
    expect(changes.map(({ kind }) => kind)).toEqual(['version-raised', 'base-changed', 'image-changed']);
  });

  it('marks an image that now runs as root, and one for another platform', () => {
    const after = image('a:1', ['p', 'q'], { user: '', platform: 'linux/arm64' });
    expect(compared([image('a:1', ['p'])], [after]).changes.map(brief)).toEqual([
      'minor version-raised',
      'critical user-changed widens',
      'critical platform-changed',
      'minor image-changed',
    ]);
  });

  it('tells what an image now sets, starts and listens on', () => {
    const before = image('a:1', ['p'], {
      env: [
        { name: 'GONE', value: '1' },
        { name: 'MODE', value: 'slow' },
        { name: 'SAME', value: 'yes' },
      ],
      exposedPorts: ['80/tcp'],
    });
    const after = image('a:1', ['p', 'q'], {
      env: [
        { name: 'MODE', value: 'fast' },
        { name: 'SAME', value: 'yes' },
        { name: 'NEW', value: '2' },
      ],
      exposedPorts: ['80/tcp', '9090/tcp'],
      command: ['--verbose'],
    });
    const told = compared([before], [after]).changes.filter(
      ({ kind }) => !/^(version|image-changed)/.test(kind),
    );
    expect(told.map(({ kind, path, before, after }) => [kind, path, before, after])).toEqual([
      ['entrypoint-changed', 'Image a:1', '/app', '/app --verbose'],
      ['exposed-port-added', 'Image a:1', null, '9090/tcp'],
      ['image-variable-changed', 'Image a:1 › GONE', '1', null],
      ['image-variable-changed', 'Image a:1 › MODE', 'slow', 'fast'],
      ['image-variable-changed', 'Image a:1 › NEW', null, '2'],
    ]);
  });

  it('tells a size that grew or shrank by much, and no other', () => {
    const sized = (bytes: number) => image('a:1', [`of ${bytes}`], { bytes });
    const kinds = (before: number, after: number) =>
      compared([sized(before)], [sized(after)])
        .changes.map(({ kind }) => kind)
        .filter((kind) => /grown|shrunk/.test(kind));
    expect(kinds(100e6, 200e6)).toEqual(['image-grown']);
    expect(kinds(200e6, 100e6)).toEqual(['image-shrunk']);
    expect(kinds(100e6, 100.1e6)).toEqual([]);
  });

  it('tells images that came and went', () => {
    const { images } = compared([image('a:1', ['p'])], [image('b:1', ['z'])]);
    expect(images.map(({ ref, status }) => `${ref} ${status}`)).toEqual(['b:1 added', 'a:1 removed']);
  });
});
