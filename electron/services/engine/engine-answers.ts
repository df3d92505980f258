import { normaliseReference } from '../../../shared/model/image-reference.ts';
import type { EngineImage, EngineImageDetail } from './types.ts';

/** What one line of a build's or a load's progress says. */
export interface ProgressLine {
  /** Text to show, with its own line ends. */
  readonly text?: string;
  /** Why the work failed. */
  readonly error?: string;
}

/** Reads a list of images; nothing where the answer is no list. */
export function readImages(answer: unknown): readonly EngineImage[] | undefined {
  if (!Array.isArray(answer)) return undefined;
  return answer.map((item: unknown) => ({
    id: text(item, 'Id'),
    tags: readTags(item),
    bytes: number(item, 'Size'),
    created: new Date(number(item, 'Created') * 1000).toISOString(),
  }));
}

/** Reads the details of an image; nothing where the answer describes none. */
export function readImageDetail(answer: unknown): EngineImageDetail | undefined {
  const id = text(answer, 'Id');
  if (id === '') return undefined;
  const config = field(answer, 'Config');
  const variant = text(answer, 'Variant');
  const platform = `${text(answer, 'Os') || 'linux'}/${text(answer, 'Architecture')}`;
  const created = new Date(text(answer, 'Created'));
  return {
    id,
    tags: readTags(answer),
    bytes: number(answer, 'Size'),
    created: Number.isNaN(created.getTime()) ? new Date(0).toISOString() : created.toISOString(),
    platform: variant === '' ? platform : `${platform}/${variant}`,
    config: {
      exposedPorts: Object.keys(record(config, 'ExposedPorts')),
      env: texts(config, 'Env'),
      labels: Object.fromEntries(
        Object.entries(record(config, 'Labels')).map(([name, value]) => [name, String(value)]),
      ),
      user: text(config, 'User'),
      entrypoint: texts(config, 'Entrypoint'),
      command: texts(config, 'Cmd'),
    },
    layers: texts(field(answer, 'RootFS'), 'Layers'),
  };
}

/** Reads the build steps of an image; nothing where the answer is no list. */
export function readHistory(
  answer: unknown,
): readonly { readonly createdBy: string; readonly bytes: number }[] | undefined {
  if (!Array.isArray(answer)) return undefined;
  return answer.map((item: unknown) => ({ createdBy: text(item, 'CreatedBy'), bytes: number(item, 'Size') }));
}

/** Reads a line of progress, of a build or of a load. */
export function readProgress(line: unknown): ProgressLine {
  const detail = text(field(line, 'errorDetail'), 'message');
  const error = detail || text(line, 'error');
  if (error !== '') return { error };
  const status = text(line, 'status');
  // Bars of single downloads come many times a second; the words around them say enough.
  const bar = Object.keys(record(line, 'progressDetail')).length > 0;
  const layer = text(line, 'id');
  const shown =
    text(line, 'stream') || (status === '' || bar ? '' : `${layer === '' ? '' : `${layer}: `}${status}\n`);
  return shown === '' ? {} : { text: shown };
}

function readTags(image: unknown): string[] {
  return texts(image, 'RepoTags')
    .filter((tag) => tag !== '<none>:<none>')
    .map(normaliseReference);
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

function text(value: unknown, name: string): string {
  const found = field(value, name);
  return typeof found === 'string' ? found : '';
}

function number(value: unknown, name: string): number {
  const found = field(value, name);
  return typeof found === 'number' && Number.isFinite(found) ? found : 0;
}

function texts(value: unknown, name: string): string[] {
  const found = field(value, name);
  return Array.isArray(found)
    ? found.filter((item: unknown): item is string => typeof item === 'string')
    : [];
}

function record(value: unknown, name: string): object {
  const found = field(value, name);
  return typeof found === 'object' && found !== null ? found : {};
}
