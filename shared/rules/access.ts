import { compareSoftwareVersions, gaiaSoftwareVersion } from '../model/app-json.ts';
import type { AppSpec } from '../model/appspec.ts';
import { get } from '../model/plain.ts';
import { baseName, type ProjectFiles } from './files.ts';
import type { Project } from './project.ts';
import { type AppJson, atField, rule, write } from './rule.ts';
import { show } from './words.ts';

/** What shows that the app uses Gaia, as a clause; `undefined` where nothing does. */
function gaiaUse(
  appJson: AppJson,
  project: Project,
  appSpec: AppSpec | undefined,
  files: ProjectFiles | undefined,
): string | undefined {
  for (const container of appSpec?.containers ?? []) {
    const variable = container.variables.find((each) => /^GAIA_/i.test(each.name ?? ''));
    if (variable !== undefined) return `${container.title} has the variable ${variable.name}`;
  }
  for (const file of files?.list ?? []) {
    if (file.text === undefined || file.name === project.appSpec?.name || file.name === appJson.source.name)
      continue;
    if (/\.(?:md|rst|adoc|lock)$|(?:^|\/)(?:node_modules|\.git)\//i.test(file.name)) continue;
    if (baseName(file.name) === '.dockerignore') continue;
    if (/(?:\b|_)gaia(?:\b|_)/i.test(file.text)) return `${file.name} speaks of it`;
  }
  const { name, description } = appJson.value;
  return /\bgaia\b/i.test(`${String(name)} ${String(description)}`)
    ? `${appJson.source.name} speaks of it`
    : undefined;
}

const opensUi = (appSpec: AppSpec): boolean =>
  appSpec.ports.some((port) => get(port.value, 'cohesityTag') === 'ui');

export const accessRules = [
  rule({
    code: 'appjson/gaia-software-version',
    severity: 'error',
    title: 'An app that uses Gaia needs software 7.2 or later.',
    help: 'Earlier software has no Gaia, so min_software_version must be "7.2" or later.',
    needs: ['appJson', 'project'],
    wants: ['appSpec', 'files'],
    *check({ appJson, project, appSpec, files }) {
      const minimum = appJson.value.min_software_version;
      const text = typeof minimum === 'number' ? String(minimum) : minimum;
      const order = typeof text === 'string' ? compareSoftwareVersions(text, gaiaSoftwareVersion) : undefined;
      const missing = minimum === undefined || minimum === null;
      if (!missing && (order === undefined || order >= 0)) return;
      const use = gaiaUse(appJson, project, appSpec, files);
      if (use === undefined) return;
      const target = { object: appJson.object, path: ['min_software_version'] };
      yield {
        at: atField(appJson, ['min_software_version']),
        message: `The app uses Gaia (${use}), which needs software ${gaiaSoftwareVersion}; min_software_version is ${missing ? 'missing' : show(minimum)}. Set it to "${gaiaSoftwareVersion}" or later.`,
        repairs: [write(`Use "${gaiaSoftwareVersion}"`, target, gaiaSoftwareVersion, { safe: true })],
        ...(missing ? { absent: true as const } : {}),
      };
    },
  }),
  rule({
    code: 'appjson/unrestricted-access',
    severity: 'note',
    title: 'Who can reach an app without the token gate is considered.',
    help: 'unrestricted_app_ui_access: true is meant for programmatic clients such as MCP servers, which then check their callers themselves.',
    needs: ['appJson'],
    *check({ appJson }) {
      if (appJson.value.unrestricted_app_ui_access !== true) return;
      yield {
        at: atField(appJson, ['unrestricted_app_ui_access']),
        message:
          'unrestricted_app_ui_access is true: no token gate stands before the app’s port. Make sure that the app itself checks who calls, or set it to false.',
        repairs: [
          write(
            'Put the gate back',
            { object: appJson.object, path: ['unrestricted_app_ui_access'] },
            false,
            { safe: false },
          ),
        ],
      };
    },
  }),
  rule({
    code: 'appjson/access-without-ui-port',
    severity: 'note',
    title: 'unrestricted_app_ui_access goes with a port tagged ui.',
    help: 'The field says whether the token gate stands before the ui port. Without such a port it has no effect.',
    needs: ['appJson', 'wholeAppSpec'],
    *check({ appJson, wholeAppSpec }) {
      if (appJson.value.unrestricted_app_ui_access !== true || opensUi(wholeAppSpec)) return;
      yield {
        at: atField(appJson, ['unrestricted_app_ui_access']),
        message:
          'unrestricted_app_ui_access is true, but no port of the AppSpec is tagged ui, so there is no gate to remove. Tag the port, or set it to false.',
      };
    },
  }),
];
