import {
  type AppJsonField,
  accessRequirements,
  appJsonFields,
  isEarlierGeneration,
} from '../model/app-json.ts';
import { isMap, type PlainMap } from '../model/plain.ts';
import { parseVersion, repairVersion } from '../model/semver.ts';
import { type AppJson, atField, type Finding, type Repair, rule, write } from './rule.ts';
import { listed, nearMiss, show } from './words.ts';

const names = appJsonFields.map((field) => field.name);
const isAbsent = (value: unknown): boolean => value === undefined || value === null;

const typeNames: Readonly<Record<AppJsonField['type'], string>> = {
  text: 'text in quotes',
  boolean: 'true or false',
  integer: 'a whole number',
  number: 'a number',
  map: 'an object',
};

function hasType(value: unknown, type: AppJsonField['type']): boolean {
  switch (type) {
    case 'text':
      return typeof value === 'string';
    case 'boolean':
      return typeof value === 'boolean';
    case 'integer':
      return Number.isInteger(value);
    case 'number':
      return typeof value === 'number';
    case 'map':
      return isMap(value);
  }
}

/** The value of the right type that one of the wrong type plainly means. */
function converted(
  json: AppJson,
  path: readonly string[],
  value: unknown,
  type: AppJsonField['type'],
): unknown {
  if (type === 'text' && (typeof value === 'number' || typeof value === 'boolean')) {
    return json.object.sourceAt(path) ?? String(value);
  }
  if (typeof value !== 'string') return undefined;
  const text = value.trim().toLowerCase();
  if (type === 'boolean') return text === 'true' ? true : text === 'false' ? false : undefined;
  if (type === 'integer') return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
  return undefined;
}

function wrongType(
  json: AppJson,
  path: readonly string[],
  value: unknown,
  type: AppJsonField['type'],
): Finding {
  const better = converted(json, path, value, type);
  const title = typeof better === 'string' ? `Write "${better}" in quotes` : `Use ${String(better)}`;
  return {
    at: atField(json, path),
    message: `${path.join('.')} in ${json.source.name} is ${show(value)}; it must be ${typeNames[type]}.`,
    repairs:
      better === undefined ? [] : [write(title, { object: json.object, path }, better, { safe: true })],
  };
}

function unknownFields(value: PlainMap): readonly string[] {
  return Object.keys(value).filter((key) => !names.includes(key) && key !== '$schema');
}

/** Whether the integer is written as one: JSON reads `1.0` as 1 too. */
function isWrittenAsInteger(json: AppJson): boolean {
  return (
    Number.isInteger(json.value.version) &&
    /^-?\d+$/.test(json.object.sourceAt(['version']) ?? String(json.value.version))
  );
}

export const appJsonRules = [
  rule({
    code: 'appjson/not-an-object',
    severity: 'error',
    title: 'app.json holds one JSON object.',
    help: 'Its fields stand between { and }.',
    needs: ['appJsonFile'],
    *check({ appJsonFile }) {
      const { objects, problems } = appJsonFile.document;
      const [object] = objects;
      if (isMap(object?.value)) return;
      if (problems.some((problem) => !problem.warning)) return;
      yield {
        at: { in: 'appJson', span: object?.span ?? { start: 0, end: 0 } },
        message: `${appJsonFile.name} holds ${show(object?.value)}, not an object. Write the app’s fields between { and }.`,
      };
    },
  }),
  rule({
    code: 'appjson/missing-field',
    severity: 'error',
    title: 'app.json has all required fields.',
    help: `Required are ${listed(appJsonFields.filter((field) => field.required).map((field) => field.name))}.`,
    needs: ['appJson'],
    *check({ appJson }) {
      const strangers = unknownFields(appJson.value);
      for (const field of appJsonFields) {
        if (!field.required || !isAbsent(appJson.value[field.name])) continue;
        // The earlier generation knew no such field.
        if (field.name === 'min_software_version' && isEarlierGeneration(appJson.value)) continue;
        const stranger = strangers.find((each) => nearMiss(each, names) === field.name);
        const repairs: Repair[] =
          stranger === undefined || Object.hasOwn(appJson.value, field.name)
            ? []
            : [
                {
                  title: `Rename “${stranger}” to ${field.name}`,
                  safe: false,
                  changes: [
                    { op: 'rename', object: appJson.object.index, path: [stranger], key: field.name },
                  ],
                },
              ];
        const example =
          { version: ' such as "1.0.0"', min_software_version: ' such as "7.2"' }[field.name] ?? '';
        yield {
          at: stranger === undefined ? atField(appJson, [field.name]) : atField(appJson, [stranger], 'key'),
          message: `${appJson.source.name} has no ${field.name}. ${stranger === undefined ? `Add it${example === '' ? '' : `,${example}`}.` : `Did you mean it by “${stranger}”?`}`,
          repairs,
          absent: true,
        };
      }
    },
  }),
  rule({
    code: 'appjson/empty-field',
    severity: 'error',
    title: 'Required fields of app.json are not empty.',
    help: 'The name and the description are what people see in the Marketplace.',
    needs: ['appJson'],
    *check({ appJson }) {
      for (const field of appJsonFields) {
        const value = appJson.value[field.name];
        if (!field.required || typeof value !== 'string' || value.trim() !== '') continue;
        yield {
          at: atField(appJson, [field.name]),
          message: `${field.name} in ${appJson.source.name} is empty. Fill it in.`,
        };
      }
    },
  }),
  rule({
    code: 'appjson/wrong-type',
    severity: 'error',
    title: 'Fields of app.json have the right type.',
    help: 'Text in double quotes; true, false and numbers without.',
    needs: ['appJson'],
    *check({ appJson }) {
      for (const field of appJsonFields) {
        const value = appJson.value[field.name];
        if (isAbsent(value) || hasType(value, field.type)) continue;
        // Numbers as version have findings of their own.
        if (field.name === 'version' && typeof value === 'number') continue;
        yield wrongType(appJson, [field.name], value, field.type);
      }
      const access = appJson.value.access_requirements;
      if (!isMap(access)) return;
      for (const key of accessRequirements) {
        if (isAbsent(access[key]) || typeof access[key] === 'boolean') continue;
        yield wrongType(appJson, ['access_requirements', key], access[key], 'boolean');
      }
    },
  }),
  rule({
    code: 'appjson/version-not-semver',
    severity: 'error',
    title: 'version is a semantic version.',
    help: 'Three numbers with dots, such as 1.4.0; a pre-release may follow after “-”.',
    needs: ['appJson'],
    *check({ appJson }) {
      const { version } = appJson.value;
      if (typeof version !== 'string' || version.trim() === '' || parseVersion(version) !== undefined) return;
      const better = repairVersion(version);
      const target = { object: appJson.object, path: ['version'] };
      yield {
        at: atField(appJson, ['version']),
        message: `version ${show(version)} in ${appJson.source.name} is not a semantic version. ${better === undefined ? 'Write three numbers with dots, such as 1.0.0.' : `Use ${better}.`}`,
        repairs: better === undefined ? [] : [write(`Use ${better}`, target, better, { safe: true })],
      };
    },
  }),
  rule({
    code: 'appjson/version-unquoted',
    severity: 'error',
    title: 'version is text, in quotes.',
    help: 'As a number 1.10 is the same as 1.1.',
    needs: ['appJson'],
    *check({ appJson }) {
      const { version } = appJson.value;
      if (typeof version !== 'number' || isWrittenAsInteger(appJson) || !appJson.object.valid) return;
      const source = appJson.object.sourceAt(['version']) ?? String(version);
      const better = repairVersion(source);
      const target = { object: appJson.object, path: ['version'] };
      yield {
        at: atField(appJson, ['version']),
        message: `version in ${appJson.source.name} is the number ${source}; it must be text. ${better === undefined ? 'Write it in quotes, such as "1.0.0".' : `Use "${better}".`}`,
        repairs: better === undefined ? [] : [write(`Use "${better}"`, target, better, { safe: true })],
      };
    },
  }),
  rule({
    code: 'appjson/earlier-generation',
    severity: 'note',
    title: 'app.json is of the current generation.',
    help: 'id, dev_version, access_requirements and a whole number as version are of the earlier one, which is still taken.',
    needs: ['appJson'],
    *check({ appJson }) {
      const { value } = appJson;
      if (!isEarlierGeneration(value)) return;
      const fields = appJsonFields.filter(
        (field) => field.generation === 'earlier' && Object.hasOwn(value, field.name),
      );
      const marks = fields.map((field) => field.name);
      if (isWrittenAsInteger(appJson)) marks.push(`version ${String(value.version)}`);
      const [first] = marks;
      if (first === undefined) return;
      yield {
        at: atField(appJson, [fields[0]?.name ?? 'version'], 'entry'),
        message: `${appJson.source.name} is of the earlier generation: it has ${listed(marks)}. This is taken as it is; a new app does not need it.`,
      };
    },
  }),
  rule({
    code: 'appjson/unknown-field',
    severity: 'note',
    title: 'Every field of app.json is known.',
    help: 'Unknown fields are kept, but most likely nobody reads them.',
    needs: ['appJson'],
    *check({ appJson }) {
      for (const key of unknownFields(appJson.value)) {
        const near = nearMiss(key, names);
        const free = near !== undefined && !Object.hasOwn(appJson.value, near);
        yield {
          at: atField(appJson, [key], 'key'),
          message: `${show(key)} is not a known field of app.json. ${near === undefined ? 'It is kept as it is.' : `Did you mean ${near}?`}`,
          repairs: free
            ? [
                {
                  title: `Rename it to ${near}`,
                  safe: false,
                  changes: [{ op: 'rename', object: appJson.object.index, path: [key], key: near }],
                },
              ]
            : [],
        };
      }
      const access = appJson.value.access_requirements;
      for (const key of isMap(access) ? Object.keys(access) : []) {
        if (accessRequirements.includes(key)) continue;
        yield {
          at: atField(appJson, ['access_requirements', key], 'key'),
          message: `${show(key)} is not a known access requirement. The known ones are ${listed(accessRequirements)}.`,
        };
      }
    },
  }),
  rule({
    code: 'appjson/min-software-version-format',
    severity: 'error',
    title: 'min_software_version is a dotted number.',
    help: 'Such as 7.2 or 7.2.1.',
    needs: ['appJson'],
    *check({ appJson }) {
      const value = appJson.value.min_software_version;
      if (
        typeof value !== 'string' ||
        value.trim() === '' ||
        /^\d+(?:\.\d+){0,3}(?:[_-][\w.-]+)?$/.test(value)
      )
        return;
      const better = /(\d+(?:\.\d+){0,3})/.exec(value)?.[1];
      const target = { object: appJson.object, path: ['min_software_version'] };
      yield {
        at: atField(appJson, ['min_software_version']),
        message: `min_software_version ${show(value)} in ${appJson.source.name} is not a version. Use a dotted number such as ${better ?? '7.2'}.`,
        repairs: better === undefined ? [] : [write(`Use ${better}`, target, better, { safe: false })],
      };
    },
  }),
];
