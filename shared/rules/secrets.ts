import { below } from '../model/appspec.ts';
import { textOf } from '../model/plain.ts';
import { findCredentials, isLiteralSecret, isPlaceholder, isSecretName, mask } from './credentials.ts';
import { baseName, isDockerfile } from './files.ts';
import type { FileFact, Project } from './project.ts';
import { at, atFile, rule } from './rule.ts';
import { findVerificationOff, turnsVerificationOff } from './tls.ts';
import { show } from './words.ts';

const mostPerFile = 5;

/** The sources that go into an image or a repository: no manifests, no installed packages, no local settings. */
function sources(files: readonly FileFact[], project: Project): readonly FileFact[] {
  return files.filter(({ name, text }) => {
    if (text === undefined || name === project.appSpec?.name || name === project.appJson?.name) return false;
    if (/(?:^|\/)(?:node_modules|\.git|\.venv|venv|__pycache__|dist|build)\//.test(name)) return false;
    return !/^(?:package-lock\.json|yarn\.lock|pnpm-lock\.yaml|poetry\.lock|Cargo\.lock|go\.sum)$/.test(
      baseName(name),
    );
  });
}

const isLocalSettings = (name: string): boolean => /^\.env(?:\.local)?$/.test(baseName(name));
const isProse = (name: string): boolean => /\.(?:md|rst|txt|adoc)$/i.test(name);
const isTest = (name: string): boolean =>
  /(?:^|\/)(?:tests?|__tests__)\/|\.(?:test|spec)\.[a-z]+$|(?:^|\/)test_[^/]*$/i.test(name);

/** `NAME = "value"` and `NAME=value` where the name says that the value is a credential. */
const assignment = /\b([A-Za-z][\w-]{2,60})["']?\s*[=:]\s*(["'])([^"'\n]{8,200})\2/g;
const bareAssignment = /^[ \t]*(?:export[ \t]+)?([A-Za-z]\w{2,60})=([^\s"'#]{8,200})[ \t]*$/gm;

interface Assigned {
  readonly name: string;
  readonly value: string;
  readonly index: number;
}

function* assignedSecrets(file: FileFact, text: string): Iterable<Assigned> {
  // ENV and ARG of a Dockerfile have a check of their own.
  if (isDockerfile(file.name)) return;
  const found: Assigned[] = [...text.matchAll(assignment)].map((match) => ({
    name: match[1] ?? '',
    value: match[3] ?? '',
    index: match.index + match[0].lastIndexOf(match[3] ?? ''),
  }));
  if (/\.(?:sh|env|ini|conf|properties)$|\.env\b/.test(file.name)) {
    for (const match of text.matchAll(bareAssignment)) {
      const value = match[2] ?? '';
      found.push({ name: match[1] ?? '', value, index: match.index + match[0].lastIndexOf(value) });
    }
  }
  for (const each of found) {
    // Real credentials mix letters and digits; prose, names and lookups do not.
    const random =
      /\d/.test(each.value) && /[A-Za-z]/.test(each.value) && /^[\w+/=.~!@#%^&*-]+$/.test(each.value);
    if (isSecretName(each.name) && random && isLiteralSecret(each.value)) yield each;
  }
}

export const secretRules = [
  rule({
    code: 'appspec/placeholder',
    severity: 'warning',
    title: 'No variable still holds a placeholder.',
    help: 'Values such as your-api-key, changeme or <token> are to be replaced before the app is uploaded.',
    needs: ['appSpec'],
    *check({ appSpec }) {
      for (const container of appSpec.containers) {
        for (const variable of container.variables) {
          const value = below(variable, 'value');
          if (typeof value.value !== 'string' || !isPlaceholder(value.value)) continue;
          yield {
            at: at(value),
            message: `Variable ${variable.name ?? 'without a name'} of ${container.title} still holds the placeholder ${show(value.value)}. Put the real value there, or have the app ask for it.`,
          };
        }
      }
    },
  }),
  rule({
    code: 'appspec/literal-secret',
    severity: 'warning',
    title: 'No credentials in the AppSpec.',
    help: 'Whoever gets the bundle can read them. Have the user enter them in the app, or use APP_AUTHENTICATION_TOKEN.',
    needs: ['appSpec'],
    *check({ appSpec }) {
      for (const container of appSpec.containers) {
        for (const variable of container.variables) {
          const value = below(variable, 'value');
          if (typeof value.value !== 'string' || isPlaceholder(value.value)) continue;
          const [credential] = findCredentials(value.value);
          const named =
            variable.name !== undefined && isSecretName(variable.name) && isLiteralSecret(value.value);
          if (credential === undefined && !named) continue;
          yield {
            at: at(value),
            message: `Variable ${variable.name ?? 'without a name'} of ${container.title} holds ${credential?.what ?? 'a credential'}: ${mask(value.value)}. Take it out: whoever gets the bundle can read it.`,
          };
        }
        for (const key of ['command', 'args']) {
          const words = below(container, key);
          const text = Array.isArray(words.value)
            ? words.value.map((word) => textOf(word) ?? '').join('\n')
            : '';
          const [credential] = findCredentials(text);
          if (credential === undefined) continue;
          yield {
            at: at(words),
            message: `${key} of ${container.title} holds ${credential.what}: ${mask(credential.value)}. Take it out: whoever gets the bundle can read it.`,
          };
        }
      }
    },
  }),
  rule({
    code: 'project/literal-secret',
    severity: 'warning',
    title: 'No credentials in the project’s files.',
    help: 'Files are copied into images and repositories. Read credentials from the environment instead.',
    needs: ['files', 'project'],
    *check({ files, project }) {
      for (const file of sources(files.list, project)) {
        if (file.text === undefined || isLocalSettings(file.name)) continue;
        const found = [
          ...findCredentials(file.text),
          ...[...assignedSecrets(file, file.text)].map((each) => ({
            ...each,
            what: `a credential in ${each.name}`,
          })),
        ];
        for (const { what, value, index } of found.slice(0, mostPerFile)) {
          yield {
            at: atFile(file.name, { start: index, end: index + value.length }),
            message: `${file.name} holds ${what}: ${mask(value)}. Take it out, and read it from the environment.`,
          };
        }
      }
    },
  }),
  rule({
    code: 'appspec/tls-verification-off',
    severity: 'warning',
    title: 'No variable turns the checking of certificates off.',
    help: 'Without it anyone on the way can read and change what the app sends.',
    needs: ['appSpec'],
    *check({ appSpec }) {
      for (const container of appSpec.containers) {
        for (const variable of container.variables) {
          const value = below(variable, 'value');
          if (variable.name === undefined || value.value === undefined || value.value === null) continue;
          if (!turnsVerificationOff(variable.name, String(value.value))) continue;
          yield {
            at: at(value),
            message: `${variable.name} is ${show(value.value)} (${container.title}), which turns the checking of certificates off. Turn it on, or give the app the certificate to trust.`,
          };
        }
      }
    },
  }),
  rule({
    code: 'project/tls-verification-off',
    severity: 'warning',
    title: 'No source turns the checking of certificates off.',
    help: 'Without it anyone on the way can read and change what the app sends.',
    needs: ['files', 'project'],
    *check({ files, project }) {
      for (const file of sources(files.list, project)) {
        if (file.text === undefined || isProse(file.name) || isTest(file.name)) continue;
        for (const match of findVerificationOff(file.text).slice(0, mostPerFile)) {
          yield {
            at: atFile(file.name, { start: match.index, end: match.index + match.text.length }),
            message: `${show(match.text)} in ${file.name} turns the checking of certificates off. Turn it on, or give the app the certificate to trust.`,
          };
        }
      }
    },
  }),
];
