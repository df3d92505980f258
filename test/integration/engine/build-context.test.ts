import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { connectEngine } from '../../../electron/services/engine/discovery.ts';
import { systemEnvironment } from '../../../electron/services/engine/environment.ts';
import { busyboxImage, describeWith, dockerEngine } from '../../support/engines.ts';
import { temporaryFolder } from '../../support/temp-folder.ts';

const { signal } = new AbortController();

/** Files of a context, chosen so that each line of the lists below decides about some. */
const files = [
  'Dockerfile',
  'README.md',
  'a.log',
  'wrapper.sh',
  'c++/main.cc',
  'docs/README.md',
  'docs/keep/no.md',
  'docs/keep/yes.md',
  'logs/a.log',
  'logs/deep/er/b.log',
  'node_modules/x/index.js',
  'src/node_modules/y/index.js',
  'src/main.py',
  'temp1/a',
  'tempx/a',
  `${'long-name/'.repeat(15)}file`,
  'ünïcode/päth.txt',
];

const lists = [
  '',
  'node_modules\n*.log\n',
  '**/node_modules\n**/*.log\n/docs/\n',
  '*\n!src\n!wrapper.sh\nsrc/node_modules\n',
  'docs\n!docs/keep\ndocs/keep/no.md\ntemp[0-9]\n',
  'docs/**\n!docs/keep/yes.md\n',
  'Dockerfile\n.dockerignore\nlong-name\n?emp1\n',
  '# nothing\n./logs/../src\n\n',
];

describeWith(['docker engine', 'busybox'], 'the build context', () => {
  test.each(lists)('is what Docker’s own client sends for the .dockerignore %j', async (list) => {
    const docker = await dockerEngine();
    const engine = await connectEngine(signal, {
      ...systemEnvironment(),
      variables: { DOCKER_HOST: docker.endpoint },
    });
    await busyboxImage(docker, 'context-test-base:1');
    const context = await temporaryFolder();
    for (const name of files) {
      await mkdir(dirname(join(context, name)), { recursive: true });
      await writeFile(join(context, name), `content of ${name}\n`);
    }
    await writeFile(join(context, '.dockerignore'), list);
    await writeFile(join(context, 'Dockerfile'), 'FROM context-test-base:1\nCOPY . /context/\n');
    await chmod(join(context, 'wrapper.sh'), 0o755);
    await symlink('src/main.py', join(context, 'link'));
    await symlink('/nowhere', join(context, 'dangling'));

    await docker.cli(['build', '--no-cache', '--tag', 'context-test:theirs', '.'], { cwd: context });
    await engine.build(
      {
        reference: 'context-test:ours',
        context,
        dockerfile: 'Dockerfile',
        platform: 'linux/amd64',
        buildArgs: {},
      },
      () => undefined,
      signal,
    );
    const listing = (tag: string) =>
      docker.cli([
        'run',
        '--rm',
        '--network',
        'none',
        `context-test:${tag}`,
        'sh',
        '-c',
        'cd /context && find . | sort | while read -r f; do stat -c "%n %A %s %N" "$f"; [ -f "$f" ] && cat "$f"; done',
      ]);
    const theirs = await listing('theirs');
    expect(theirs).toContain('./src');
    expect(await listing('ours')).toBe(theirs);
  });
});
