import { isIgnored } from '../model/ignore-file.ts';
import { get } from '../model/plain.ts';
import { baseName, isDockerfile, type ProjectFiles } from './files.ts';
import type { FileFact } from './project.ts';
import { atFile, type Repair, rule } from './rule.ts';
import { listed } from './words.ts';

const folderOf = (name: string): string => name.slice(0, name.lastIndexOf('/') + 1);
const isImageArchive = (name: string): boolean => /\.(?:tar|tar\.gz|tgz)$/i.test(name);

function hasDockerfile(files: ProjectFiles): boolean {
  return files.list.some((file) => isDockerfile(file.name));
}

/** The ignore file that Docker reads for a Dockerfile: one of its own, one beside it, or the project's. */
function ignoreFileFor(dockerfile: string, files: ProjectFiles): FileFact | undefined {
  return (
    files.get(`${dockerfile}.dockerignore`) ??
    files.get(`${folderOf(dockerfile)}.dockerignore`) ??
    files.get('.dockerignore')
  );
}

/** What a `.dockerignore` of this project had better name, with a file that shows why. */
function worthIgnoring(files: ProjectFiles): readonly { pattern: string; sample: string }[] {
  const has = (test: (name: string) => boolean): boolean => files.list.some((file) => test(file.name));
  const all: { pattern: string; sample: string; when: boolean }[] = [
    { pattern: '.git', sample: '.git/config', when: true },
    { pattern: '.env', sample: '.env', when: true },
    {
      pattern: '**/node_modules',
      sample: 'node_modules/a',
      when: has((name) => baseName(name) === 'package.json'),
    },
    { pattern: '**/__pycache__', sample: '__pycache__/a', when: has((name) => name.endsWith('.py')) },
  ];
  return all.filter((each) => each.when);
}

function wrappers(files: ProjectFiles): readonly FileFact[] {
  return files.list.filter((file) => baseName(file.name) === 'wrapper.sh');
}

/** Whether some Dockerfile makes the script executable itself, or runs it by a shell. */
function madeExecutable(files: ProjectFiles): boolean {
  return files.dockerfiles.some(({ parsed }) =>
    parsed.instructions.some(({ name, rest }) => {
      if (name === 'RUN') return /\bchmod\b/.test(rest) && /wrapper\.sh|\*\.sh/.test(rest);
      if (name === 'COPY' || name === 'ADD') return /--chmod=/.test(rest) && /wrapper\.sh/.test(rest);
      return (
        (name === 'CMD' || name === 'ENTRYPOINT') &&
        /\b(?:ba|da|z|k)?sh\b["',\s]+[^|;&]*wrapper\.sh/.test(rest)
      );
    }),
  );
}

function appendLines(file: FileFact, lines: readonly string[]): readonly Repair[] {
  const { text } = file;
  if (text === undefined) return [];
  const end = text.includes('\r\n') ? '\r\n' : '\n';
  const lead = text === '' || /[\r\n]$/.test(text) ? '' : end;
  const added = `${lead}${lines.map((line) => line + end).join('')}`;
  return [
    {
      title: `Add ${listed(lines)}`,
      safe: true,
      splices: [{ start: text.length, end: text.length, text: added }],
    },
  ];
}

export const projectFileRules = [
  rule({
    code: 'project/missing-dockerfile',
    severity: 'warning',
    title: 'The project has a Dockerfile, or image archives.',
    help: 'The images of the app are built from a Dockerfile, or come as archives.',
    needs: ['files', 'project'],
    *check({ files, project }) {
      if (hasDockerfile(files) || files.list.some((file) => isImageArchive(file.name))) return;
      if (project.images.known && project.images.value.length > 0) return;
      yield {
        at: atFile('Dockerfile'),
        message: `${project.name} has neither a Dockerfile nor an image archive, so there is nothing to make its images from. Add one.`,
      };
    },
  }),
  rule({
    code: 'project/missing-dockerignore',
    severity: 'warning',
    title: 'There is a .dockerignore where there is a Dockerfile.',
    help: 'It keeps node_modules, .git, .env, __pycache__ and tests out of the image.',
    needs: ['files'],
    *check({ files }) {
      for (const dockerfile of files.list) {
        if (!isDockerfile(dockerfile.name) || ignoreFileFor(dockerfile.name, files) !== undefined) continue;
        yield {
          at: atFile(`${folderOf(dockerfile.name)}.dockerignore`),
          message: `There is no .dockerignore beside ${dockerfile.name}, so everything in the folder is sent to the build. Add one that names .git, .env, node_modules, __pycache__ and tests.`,
        };
      }
    },
  }),
  rule({
    code: 'project/dockerignore-incomplete',
    severity: 'note',
    title: 'The .dockerignore names the usual things.',
    help: '.git and .env always; node_modules and __pycache__ where the project has such sources.',
    needs: ['files'],
    *check({ files }) {
      for (const file of files.list) {
        const { text } = file;
        if (baseName(file.name) !== '.dockerignore' || text === undefined || folderOf(file.name) !== '')
          continue;
        const missing = worthIgnoring(files).filter((each) => !isIgnored(text, each.sample));
        if (missing.length === 0) continue;
        const patterns = missing.map((each) => each.pattern);
        yield {
          at: atFile(file.name),
          message: `${file.name} does not name ${listed(patterns)}. Add ${patterns.length === 1 ? 'it' : 'them'}, or the image may carry what nobody needs.`,
          repairs: appendLines(file, patterns),
        };
      }
    },
  }),
  rule({
    code: 'project/env-file-in-image',
    severity: 'warning',
    title: 'No .env goes into an image.',
    help: 'A .env holds what is secret on one machine. The .dockerignore must name it.',
    needs: ['files'],
    *check({ files }) {
      if (!hasDockerfile(files)) return;
      const ignore = files.get('.dockerignore');
      for (const file of files.list) {
        if (!/^\.env(?:\.local)?$/.test(baseName(file.name))) continue;
        if (ignore?.text !== undefined && isIgnored(ignore.text, file.name)) continue;
        const nearer = files.get(`${folderOf(file.name)}.dockerignore`)?.text;
        if (nearer !== undefined && isIgnored(nearer, baseName(file.name))) continue;
        yield {
          at: atFile(file.name),
          message: `${file.name} is sent to the build, and with it what it holds. Name it in .dockerignore.`,
        };
      }
    },
  }),
  rule({
    code: 'project/missing-env-example',
    severity: 'note',
    title: 'A project with a .env has a .env.example.',
    help: 'It tells others which variables to set, without the values.',
    needs: ['files'],
    *check({ files }) {
      if (files.get('.env') === undefined || files.get('.env.example') !== undefined) return;
      yield {
        at: atFile('.env.example'),
        message:
          'There is a .env but no .env.example. Add one that names the variables without their values.',
      };
    },
  }),
  rule({
    code: 'project/missing-wrapper',
    severity: 'warning',
    title: 'There is a wrapper.sh where there is a Dockerfile.',
    help: 'wrapper.sh starts the server again when it crashes, and ends when it exits 0.',
    needs: ['files'],
    *check({ files }) {
      if (!hasDockerfile(files) || wrappers(files).length > 0) return;
      yield {
        at: atFile('wrapper.sh'),
        message:
          'There is no wrapper.sh. Add one that starts the server again when it crashes, and have the Dockerfile run it.',
      };
    },
  }),
  rule({
    code: 'project/wrapper-not-executable',
    severity: 'warning',
    title: 'wrapper.sh is executable.',
    help: 'Otherwise the container ends with “permission denied”. chmod +x wrapper.sh, here or in the Dockerfile.',
    needs: ['files'],
    *check({ files }) {
      if (madeExecutable(files)) return;
      for (const file of wrappers(files)) {
        if (file.executable === true) continue;
        if (file.executable === undefined) {
          yield {
            unknown: `This file system keeps no run bits, so whether ${file.name} is executable is not known.`,
            remedy: 'Have the Dockerfile run chmod +x on it.',
          };
          continue;
        }
        yield {
          at: atFile(file.name),
          message: `${file.name} is not executable, so the container would end with “permission denied”. Run chmod +x ${file.name}, or have the Dockerfile do it.`,
        };
      }
    },
  }),
  rule({
    code: 'project/script-line-ends',
    severity: 'error',
    title: 'wrapper.sh has Unix line ends.',
    help: 'With Windows line ends the container looks for an interpreter that is not there.',
    needs: ['files'],
    *check({ files }) {
      for (const file of wrappers(files)) {
        const { text } = file;
        if (text === undefined || !text.includes('\r\n')) continue;
        const splices = [...text.matchAll(/\r\n/g)].map((match) => ({
          start: match.index,
          end: match.index + 2,
          text: '\n',
        }));
        yield {
          at: atFile(file.name, { start: 0, end: text.indexOf('\r\n') }),
          message: `${file.name} has Windows line ends, with which it does not start in a container. Save it with Unix line ends (LF).`,
          repairs: [{ title: 'Use Unix line ends', safe: true, splices }],
        };
      }
    },
  }),
  rule({
    code: 'project/script-without-interpreter',
    severity: 'warning',
    title: 'wrapper.sh names its interpreter.',
    help: 'Its first line is #!/bin/sh or the like.',
    needs: ['files'],
    *check({ files }) {
      for (const file of wrappers(files)) {
        if (file.text === undefined || file.text.startsWith('#!')) continue;
        yield {
          at: atFile(file.name),
          message: `${file.name} does not begin with “#!”, so not every container starts it. Make #!/bin/sh its first line.`,
          repairs: [
            {
              title: 'Begin it with #!/bin/sh',
              safe: false,
              splices: [{ start: 0, end: 0, text: '#!/bin/sh\n' }],
            },
          ],
        };
      }
    },
  }),
  rule({
    code: 'project/ui-without-port',
    severity: 'warning',
    title: 'A project with a front end has a port tagged ui.',
    help: 'The app launcher opens the port tagged ui, behind the token gate.',
    needs: ['files', 'wholeAppSpec'],
    *check({ files, wholeAppSpec }) {
      const page = files.list.find((file) =>
        /^(?:frontend|web|ui)\/(?:package\.json|index\.html|src\/)/.test(file.name),
      );
      if (page === undefined || wholeAppSpec.ports.some((port) => get(port.value, 'cohesityTag') === 'ui'))
        return;
      yield {
        at: atFile(page.name),
        message: `${folderOf(page.name).split('/')[0]}/ holds a front end, but no port of the AppSpec is tagged ui, so the app launcher cannot open it. Add cohesityTag: ui to its port.`,
      };
    },
  }),
];
