/**
 * Bundles as somebody sends them: made by hand, with the archive of `docker save` written here byte by byte, so that
 * no engine is needed. The second version asks for more than the first, carries a credential, and has one more file.
 */
import { execFileSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type LayerFile, layerTar } from '../../electron/services/archives/layer-tar.ts';
import { sampleArchive } from './archive-bytes.ts';
import { appJsonText, appSpecText } from './sample-project.ts';

const reference = 'tide-table:1.0';

const base: readonly LayerFile[] = [
  { path: 'bin/', mode: 0o755, type: 'directory' },
  { path: 'bin/app', mode: 0o755, content: '#!/bin/sh\nexec sleep 1\n' },
  { path: 'etc/motd', mode: 0o644, content: 'hello\n'.repeat(400) },
];
const own: readonly LayerFile[] = [{ path: 'srv/index.html', mode: 0o644, content: '<h1>Tides</h1>\n' }];
const more: readonly LayerFile[] = [
  { path: 'srv/index.html', mode: 0o644, content: `<h1>Tides</h1>\n${'<p>High water</p>\n'.repeat(90)}` },
  { path: 'srv/tides.csv', mode: 0o644, content: 'port,high,low\n'.repeat(700) },
];

const config = {
  architecture: 'amd64',
  os: 'linux',
  config: {
    ExposedPorts: { '8080/tcp': {} },
    User: '1000',
    Entrypoint: ['/bin/app'],
    Env: ['PATH=/bin', 'LANG=C.UTF-8'],
    Labels: { 'org.opencontainers.image.title': 'Tide table' },
  },
  history: [{ created_by: 'ADD base.tar /' }, { created_by: 'COPY srv /srv' }],
};

/** What both versions are made of, by file name. */
export async function reviewedFiles(
  version: 'first' | 'second',
): Promise<Record<string, string | Uint8Array>> {
  const first = version === 'first';
  const spec = appSpecText(reference);
  const json = appJsonText
    .replace('My App', 'Tide table')
    .replace('Shows that a bundle holds what it should.', 'High and low water of every harbour.');
  return {
    'appspec.yaml': first
      ? spec
      : spec
          .replace(
            '    cohesityTag: ui\n',
            '    cohesityTag: ui\n  - port: 9090\n    name: metrics\n    protocol: TCP\n',
          )
          .replace(
            '        resources:',
            '        env:\n        - name: API_TOKEN\n          value: s3cr3t-9f8e7d6c5b4a\n        - name: REFRESH_SECONDS\n          value: "30"\n        resources:',
          )
          .replace('fixed: 1', 'share: 0.5\n    min: 1'),
    'app.json': first
      ? json
      : json
          .replace('1.2.3', '1.3.0')
          .replace('"unrestricted_app_ui_access": false', '"unrestricted_app_ui_access": true'),
    'tide-table.tar': await sampleArchive('docker', {
      tags: [reference],
      layers: [layerTar(base), layerTar(first ? own : more)],
      config,
    }),
  };
}

/** Packs files with the system’s `tar`, with a leading `./` as people do. Gives the bundle’s path. */
export async function packedByHand(
  folder: string,
  name: string,
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<string> {
  const stage = join(folder, `.${name}-files`);
  await mkdir(stage, { recursive: true });
  for (const [file, content] of Object.entries(files)) await writeFile(join(stage, file), content);
  const bundle = join(folder, name);
  execFileSync('tar', ['-czf', bundle, '-C', stage, ...Object.keys(files).map((file) => `./${file}`)]);
  return bundle;
}
