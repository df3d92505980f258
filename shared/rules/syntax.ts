import type { SyntaxProblem } from '../text/document.ts';
import type { SourceFile } from './project.ts';
import { atFile, type Finding, type Repair, rule } from './rule.ts';

type Manifest = 'appSpec' | 'appJson';

function* problems(
  source: SourceFile,
  manifest: Manifest,
  which: (problem: SyntaxProblem) => boolean,
): Iterable<Finding> {
  for (const problem of source.document.problems) {
    if (which(problem)) yield { at: { in: manifest, span: problem.span }, message: problem.message };
  }
}

const isDuplicate = (problem: SyntaxProblem): boolean => problem.code === 'duplicate-key';
const isDoubtful = (problem: SyntaxProblem): boolean => problem.warning === true && !isDuplicate(problem);
const isBroken = (problem: SyntaxProblem): boolean => problem.warning !== true && !isDuplicate(problem);

/** `"version": 1.2.3` without quotes, which is not JSON. */
const bareVersion = /("version"\s*:\s*)(\d+\.\d+\.[0-9A-Za-z.+-]*)/;

function quoteVersion(source: SourceFile): readonly Repair[] {
  const { text } = source.document;
  const match = bareVersion.exec(text);
  if (match === null) return [];
  const [, before = '', version = ''] = match;
  const start = match.index + before.length;
  return [
    {
      title: `Write "${version}" in quotes`,
      safe: true,
      splices: [{ start, end: start + version.length, text: `"${version}"` }],
    },
  ];
}

export const syntaxRules = [
  rule({
    code: 'appspec/missing-file',
    severity: 'error',
    title: 'The app has an appspec.yaml.',
    help: 'The AppSpec says what runs on the cluster. Without it nothing can be installed.',
    needs: ['project'],
    *check({ project }) {
      if (project.appSpec !== undefined) return;
      yield {
        at: atFile('appspec.yaml'),
        message: `${project.name} has no appspec.yaml. Add one: it says what runs on the cluster.`,
      };
    },
  }),
  rule({
    code: 'appjson/missing-file',
    severity: 'error',
    title: 'The app has an app.json.',
    help: 'app.json names and versions the app. Without it the upload is refused.',
    needs: ['project'],
    *check({ project }) {
      if (project.appJson !== undefined) return;
      yield {
        at: atFile('app.json'),
        message: `${project.name} has no app.json. Add one: it holds the app’s name, description and version.`,
      };
    },
  }),
  rule({
    code: 'appspec/syntax',
    severity: 'error',
    title: 'appspec.yaml is well-formed YAML.',
    help: 'The message says where the text stops making sense and what is expected there.',
    needs: ['appSpecFile'],
    check: ({ appSpecFile }) => problems(appSpecFile, 'appSpec', isBroken),
  }),
  rule({
    code: 'appspec/duplicate-key',
    severity: 'error',
    title: 'No map of appspec.yaml has a key twice.',
    help: 'Readers differ in which of the two they take. Keep one of them.',
    needs: ['appSpecFile'],
    check: ({ appSpecFile }) => problems(appSpecFile, 'appSpec', isDuplicate),
  }),
  rule({
    code: 'appspec/syntax-doubtful',
    severity: 'warning',
    title: 'appspec.yaml uses no YAML that readers understand differently.',
    help: 'The text parses, but another reader may take it otherwise. Write it plainly.',
    needs: ['appSpecFile'],
    check: ({ appSpecFile }) => problems(appSpecFile, 'appSpec', isDoubtful),
  }),
  rule({
    code: 'appjson/syntax',
    severity: 'error',
    title: 'app.json is well-formed JSON.',
    help: 'The message says where the text stops making sense. JSON has no comments, no trailing commas, and text only in double quotes.',
    needs: ['appJsonFile'],
    *check({ appJsonFile }) {
      let repairs = quoteVersion(appJsonFile);
      for (const finding of problems(appJsonFile, 'appJson', isBroken)) {
        yield repairs.length === 0 ? finding : { ...finding, repairs };
        repairs = [];
      }
    },
  }),
  rule({
    code: 'appjson/duplicate-key',
    severity: 'error',
    title: 'No object of app.json has a key twice.',
    help: 'Readers differ in which of the two they take. Keep one of them.',
    needs: ['appJsonFile'],
    check: ({ appJsonFile }) => problems(appJsonFile, 'appJson', isDuplicate),
  }),
  rule({
    code: 'appjson/syntax-doubtful',
    severity: 'warning',
    title: 'app.json uses no JSON that readers understand differently.',
    help: 'The text parses, but another reader may take it otherwise. Write it plainly.',
    needs: ['appJsonFile'],
    check: ({ appJsonFile }) => problems(appJsonFile, 'appJson', isDoubtful),
  }),
];
