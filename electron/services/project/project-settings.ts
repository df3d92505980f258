import { isAbsolute, join } from 'node:path';
import type { ErrorObject } from 'ajv';
import { GantryError } from '../../../shared/contract/error.ts';
import type { GantrySettings } from '../../../shared/model/gantry-json.ts';
import { isMap } from '../../../shared/model/plain.ts';
import type { ParsedObject } from '../../../shared/text/document.ts';
import { parseJson } from '../../../shared/text/json-document.ts';
import { formatPath, type Path } from '../../../shared/text/path.ts';
import { LineIndex, type Span } from '../../../shared/text/span.ts';
import { readTextFile } from './read-text-file.ts';

/** The file of a project's settings. */
export const settingsFile = 'gantry.json';

const largestSettings = 1 << 20;

/**
 * Reads gantry.json from a project's folder and checks it against its schema.
 * @throws GantryError `InvalidSettings` with the first thing that is wrong and its line; `FileUnreadable`, `FileTooLarge`, `NotText`.
 */
export async function readSettings(folder: string): Promise<{ settings: GantrySettings; text: string }> {
  const path = join(folder, settingsFile);
  const text = await readTextFile(path, largestSettings);
  return { settings: await checkSettings(path, text), text };
}

async function checkSettings(path: string, text: string): Promise<GantrySettings> {
  const lines = new LineIndex(text);
  const invalid = (problem: string, { start, end }: Span) =>
    new GantryError('InvalidSettings', {
      path,
      problem: `line ${lines.positionAt(start).line}: ${problem}`,
      at: { start, end },
    });
  const { objects, problems } = parseJson(text);
  const problem = problems.find((each) => each.warning !== true);
  if (problem !== undefined) throw invalid(problem.message, problem.span);
  const object = objects[0];
  if (object === undefined || !isMap(object.value))
    throw invalid('it holds no JSON object', { start: 0, end: 0 });
  const wrong = (await schemaProblem(object)) ?? placeProblem(object.value);
  if (wrong !== undefined) throw invalid(wrong.problem, object.nearest(wrong.path, wrong.part));
  return object.value as GantrySettings;
}

interface SettingsProblem {
  readonly problem: string;
  readonly path: Path;
  readonly part: 'key' | 'value';
}

/** Both libraries are loaded only for projects that have settings: most have none, and a check should start at once. */
async function schemaProblem(object: ParsedObject): Promise<SettingsProblem | undefined> {
  const [{ Ajv }, { GantryJson }] = await Promise.all([
    import('ajv'),
    import('../../../shared/model/gantry-json.ts'),
  ]);
  const check = new Ajv({ allErrors: true, verbose: true }).compile(GantryJson);
  if (check(object.value)) return undefined;
  // A union reports each of its branches and then itself; the last one at a place says it best.
  const errors = check.errors ?? [];
  const first = errors[0];
  if (first === undefined) return undefined;
  return describe(errors.findLast((each) => each.instancePath === first.instancePath) ?? first);
}

function describe(error: ErrorObject): SettingsProblem {
  const path = error.instancePath
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  const place = path.length === 0 ? 'the file' : `“${formatPath(path)}”`;
  const params: Record<string, unknown> = error.params;
  const value = JSON.stringify(error.data)?.slice(0, 80);
  switch (error.keyword) {
    case 'additionalProperties': {
      const key = String(params.additionalProperty);
      const known = isMap(error.parentSchema?.properties) ? Object.keys(error.parentSchema.properties) : [];
      const where = path.length === 0 ? '' : ` in ${place}`;
      return {
        problem: `“${key}” is no setting${where}; there are ${known.map((each) => `“${each}”`).join(', ')}`,
        path: [...path, key],
        part: 'key',
      };
    }
    case 'type':
      return { problem: `${place} is ${value}, and must be ${typeWords(params.type)}`, path, part: 'value' };
    case 'anyOf':
    case 'const':
    case 'enum':
      return {
        problem: `${place} is ${value}, and must be "error", "warning", "note" or "off"`,
        path,
        part: 'value',
      };
    case 'pattern':
      return {
        problem: `${place} is ${value}, which is not written like a platform, such as "linux/amd64"`,
        path,
        part: 'value',
      };
    case 'minLength':
      return { problem: `${place} is empty`, path, part: 'value' };
    default:
      return { problem: `${place} ${error.message ?? 'is not as it must be'}`, path, part: 'value' };
  }
}

function typeWords(type: unknown): string {
  if (type === 'string') return 'text in double quotes';
  return type === 'object' ? 'an object: { … }' : String(type);
}

/** A project from elsewhere must not choose which of the user's files an export replaces. */
function placeProblem(settings: GantrySettings): SettingsProblem | undefined {
  const file = settings.bundle?.file;
  if (file === undefined) return undefined;
  const outside = isAbsolute(file) || /^[A-Za-z]:|^[\\/]/.test(file) || file.split(/[\\/]/).includes('..');
  if (!outside) return undefined;
  return {
    problem: `“bundle.file” is ${JSON.stringify(file)}, which leads out of the project; give another place with --output`,
    path: ['bundle', 'file'],
    part: 'value',
  };
}
