import { describe, expect, it } from 'vitest';
import { validate } from '../../../shared/rules/validate.ts';
import { type Parts, projectOf } from '../../support/rules.ts';
import {
  type Change,
  changed,
  goodAppJson,
  goodAppSpec,
  goodFiles,
  goodProject,
  withFile,
} from './cases/sample.ts';

function codes(parts: Parts): string[] {
  return validate(projectOf(parts)).diagnostics.map((each) => each.code);
}
const inAppSpec = (...changes: Change[]): string[] =>
  codes({ ...goodProject, appSpec: changed(goodAppSpec, changes) });
const inAppJson = (...changes: Change[]): string[] =>
  codes({ ...goodProject, appJson: changed(goodAppJson, changes) });
const inFile = (name: string, text: string): string[] =>
  codes({ ...goodProject, files: withFile(name, text) });

describe('the rules say nothing of', () => {
  it('an app.json of the earlier generation but that it is one', () => {
    const appJson =
      '{"id": 1, "name": "a", "version": 1, "dev_version": 1.0, "description": "b", "access_requirements": {"read_access": true}}';
    expect(codes({ ...goodProject, appJson, lastExport: null })).toEqual(['appjson/earlier-generation']);
  });

  it('an integer version above the one exported last', () => {
    const appJson = changed(goodAppJson, [['"1.4.0"', '3']]);
    expect(codes({ ...goodProject, appJson, lastExport: '2' })).toEqual(['appjson/earlier-generation']);
    expect(codes({ ...goodProject, appJson, lastExport: '3' })).toContain('appjson/version-not-raised');
  });

  it('a Gaia app that needs 7.2, 7.2.1 or 7.10', () => {
    for (const version of ['7.2', '7.2.1', '7.10', '8.0']) {
      expect(
        inAppJson(['"Shows what an app can do"', '"Chats with Gaia"'], ['"7.1"', `"${version}"`]),
      ).toEqual([]);
    }
  });

  it('Gaia where only the readme or a longer word has it', () => {
    expect(inFile('README.md', 'Not for Gaia.')).toEqual([]);
    expect(inFile('main.py', 'gaiannaise = 1')).toEqual([]);
  });

  it('fractions of a share, with bounds', () => {
    expect(inAppSpec(['    fixed: 1\n', '    share: 0.1\n    min: 1\n    max: 4\n'])).toEqual([]);
  });

  it('a value that Kubernetes fills in, and a reference to another variable', () => {
    const name = 'name: LOG_LEVEL\n              value: info';
    const from = 'name: POD_IP\n              valueFrom: {fieldRef: {fieldPath: status.podIP}}';
    expect(inAppSpec([name, from])).toEqual([]);
    expect(inAppSpec([name, 'name: API_TOKEN\n              value: $(OTHER)'])).toEqual([]);
  });

  it('settings whose names only sound secret', () => {
    const name = 'name: LOG_LEVEL\n              value: info';
    for (const pair of [
      'TOKEN_URL\n              value: https://a.b/c',
      'MAX_TOKENS\n              value: "4096"',
      'SECRET_PATH\n              value: /run/a',
      'API_KEY\n              value: ""',
      'VERIFY_SSL\n              value: "true"',
    ]) {
      expect(inAppSpec([name, `name: ${pair}`]), pair).toEqual([]);
    }
  });

  it('sources that read their secrets, and checks of certificates that are on', () => {
    const text =
      'key = os.environ["API_KEY"]\npassword = getpass("Password: ")\nverify = True\nTOKEN_HEADER = "X-Token-1234"\n';
    expect(inFile('main.py', text)).toEqual([]);
    expect(
      inFile('run.sh', '#!/bin/sh\ncurl -k https://localhost:8080/health\ncurl -fsS https://a.b/k -o k\n'),
    ).toEqual([]);
  });

  it('a .env that the .dockerignore names, with its example', () => {
    const files = [
      ...goodFiles,
      { name: '.env', bytes: 9, text: 'API_KEY=k3y-k3y-k3y-k3y\n' },
      { name: '.env.example', bytes: 9, text: 'API_KEY=your-api-key\n' },
    ];
    expect(codes({ ...goodProject, files })).toEqual([]);
  });

  it('a wrapper.sh without run bit that the Dockerfile makes executable or runs by a shell', () => {
    for (const line of [
      'RUN chmod +x wrapper.sh\nCMD ["./wrapper.sh"]',
      'COPY --chmod=755 wrapper.sh .\nCMD ["./wrapper.sh"]',
      'CMD ["bash", "wrapper.sh"]',
    ]) {
      const files = withFile('Dockerfile', `FROM python:3.11-slim\nEXPOSE 8080\n${line}\n`).map((file) =>
        file.name === 'wrapper.sh' ? { ...file, executable: false } : file,
      );
      expect(codes({ ...goodProject, files }), line).toEqual([]);
    }
  });

  it('a target port that differs from the port, where the containers and the image have it', () => {
    expect(inAppSpec(['port: 8080 # as in the Dockerfile', 'port: 80\n      targetPort: 8080'])).toEqual([]);
  });

  it('a named target port that a container has', () => {
    const image = '          image: my-app:1.4.0 # the tag stays\n';
    const ports = `${image}          ports:\n            - name: web\n              containerPort: 8080\n`;
    expect(
      inAppSpec(['      name: http\n', '      name: http\n      targetPort: web\n'], [image, ports]),
    ).toEqual([]);
  });

  it('an image named without its tag, where the archive has latest', () => {
    const appSpec = goodAppSpec.replaceAll('my-app:1.4.0', 'my-app');
    expect(codes({ ...goodProject, appSpec, images: [{ tags: ['my-app:latest'] }] })).toEqual([]);
  });

  it('a mount of a claim template, beside that these are not read', () => {
    const claim = 'kind: StatefulSet # one pod is enough';
    expect(
      inAppSpec(
        ['kind: ReplicaSet # one pod is enough', claim],
        ['  replicas:\n', '  volumeClaimTemplates:\n    - metadata: {name: more}\n  replicas:\n'],
        [
          '            - name: data\n              mountPath: /data\n',
          '            - name: more\n              mountPath: /more\n',
        ],
      ),
    ).toEqual(['appspec/kubernetes-only-claim-templates']);
  });

  it('objects of different kinds with one name', () => {
    expect(inAppSpec(['name: my-app-web', 'name: my-app'])).toEqual([]);
  });

  it('the ports of a Dockerfile where several make the images', () => {
    const files = [
      ...goodFiles,
      { name: 'side/Dockerfile', bytes: 1, text: 'FROM debian:12-slim\nEXPOSE 9\nCMD ["./wrapper.sh"]\n' },
    ];
    expect(codes({ ...goodProject, files })).toEqual([]);
  });
});

describe('a value that is secret', () => {
  it('is not repeated in the message', () => {
    const secret = ['hunter2', 'hunter2', 'hunter2'].join('-');
    const appSpec = changed(goodAppSpec, [
      ['name: LOG_LEVEL\n              value: info', `name: DB_PASSWORD\n              value: ${secret}`],
    ]);
    const files = withFile('run.sh', `#!/bin/sh\nexport DB_PASSWORD=${secret}\n`);
    const images = [{ tags: ['my-app:1.4.0'], env: [`DB_PASSWORD=${secret}`] }];
    const { diagnostics } = validate(projectOf({ ...goodProject, appSpec, files, images }));
    expect(diagnostics.map((each) => each.code)).toEqual([
      'image/literal-secret',
      'appspec/literal-secret',
      'project/literal-secret',
    ]);
    expect(JSON.stringify(diagnostics.map((each) => [each.message, each.fixes]))).not.toContain(secret);
  });
});

describe('the place of a finding', () => {
  it('follows an alias to its anchor', () => {
    const appSpec = changed(goodAppSpec, [
      ['    app: my-app\nspec', '    app: my-app\n    tier: &tier 7\nspec'],
      ['      labels:\n        app: my-app\n', '      labels:\n        app: my-app\n        tier: *tier\n'],
    ]);
    const found = validate(projectOf({ ...goodProject, appSpec })).diagnostics.filter(
      (each) => each.code === 'appspec/label-invalid',
    );
    expect(found.map((each) => appSpec.slice(each.span.start, each.span.end))[0]).toContain('7');
  });

  it('counts lines and columns the same with Windows line ends', () => {
    const appSpec = changed(goodAppSpec, [['cohesityTag: ui', 'cohesityTag: ux']]).replaceAll('\n', '\r\n');
    const [finding] = validate(projectOf({ ...goodProject, appSpec })).diagnostics;
    expect(finding?.range).toEqual({ start: { line: 16, column: 20 }, end: { line: 16, column: 22 } });
  });
});
