import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  imageChoices,
  imagesInUse,
} from '../../../../renderer/features/manifests/form/model/image-choices.ts';
import {
  type Addition,
  freeName,
  hasCleanupJob,
  startingObject,
} from '../../../../renderer/features/manifests/form/model/starting-values.ts';
import { editDocument } from '../../../../shared/text/edit-document.ts';
import { valueAt } from '../../../../shared/text/path.ts';
import { parseYaml } from '../../../../shared/text/yaml-document.ts';
import { appSpecOnly, errorsOf } from '../../../support/rules.ts';

const additions: readonly Addition[] = ['Service', 'ReplicaSet', 'StatefulSet', 'Job', 'cleanup'];
const templates = ['single-container', 'mcp-server', 'sidecar', 'stateful'];

function templateText(name: string): string {
  const path = resolve(import.meta.dirname, '../../../../resources/templates', name, 'appspec.yaml');
  return readFileSync(path, 'utf8').replaceAll('@@slug@@', 'my-app');
}

/** The text with an object added at its end, as the menu does it. */
function added(text: string, addition: Addition): string {
  const objects = parseYaml(text).objects.map(({ value }) => value);
  const images = imagesInUse(objects.map((value) => ({ value })));
  const value = startingObject(addition, { objects, appName: 'My app', images });
  const result = editDocument(text, 'yaml', { op: 'add-object', object: objects.length, value });
  if (!result.ok) throw new Error(result.reason);
  return result.text;
}

describe('a new object', () => {
  it.each(templates.flatMap((template) => additions.map((addition) => [addition, template] as const)))(
    '%s is valid where it is added to the template %s',
    (addition, template) => {
      const text = templateText(template);
      if (addition === 'cleanup' && hasCleanupJob(parseYaml(text).objects.map(({ value }) => value))) return;
      expect(errorsOf(appSpecOnly(added(text, addition))).map(({ message }) => message)).toEqual([]);
    },
  );

  it('can be added twice without two objects of one name', () => {
    for (const addition of additions.filter((each) => each !== 'cleanup')) {
      const twice = added(added(templateText('single-container'), addition), addition);
      expect(errorsOf(appSpecOnly(twice)).map(({ message }) => message)).toEqual([]);
    }
  });

  it('makes a whole app from nothing, workload first', () => {
    const text = added(added('', 'ReplicaSet'), 'Service');
    expect(errorsOf(appSpecOnly(text)).map(({ message }) => message)).toEqual([]);
    const [workload, service] = parseYaml(text).objects.map(({ value }) => value);
    expect(valueAt(service, ['spec', 'selector'])).toEqual(
      valueAt(workload, ['spec', 'template', 'metadata', 'labels']),
    );
    expect(valueAt(service, ['spec', 'ports', 0, 'cohesityTag'])).toBe('ui');
  });

  it('leads a Service to the pods that none leads to yet', () => {
    const text = added(added(templateText('single-container'), 'StatefulSet'), 'Service');
    const objects = parseYaml(text).objects.map(({ value }) => value);
    expect(valueAt(objects.at(-1), ['spec', 'selector'])).toEqual(
      valueAt(objects.at(-2), ['spec', 'template', 'metadata', 'labels']),
    );
    expect(valueAt(objects.at(-1), ['spec', 'type'])).toBe('ClusterIP');
  });
});

describe('a free name', () => {
  it('is the base, or the base with the first number that is not taken', () => {
    expect(freeName('web', ['db'])).toBe('web');
    expect(freeName('web', ['web', 'web-2'])).toBe('web-3');
    expect(freeName('VARIABLE', ['VARIABLE'], '_')).toBe('VARIABLE_2');
  });
});

describe('the images to choose from', () => {
  const fact = (origin: string, ...tags: string[]) => ({
    origin,
    id: `sha256:${'0'.repeat(64)}`,
    tags,
    bytes: 1,
    exposedPorts: [],
    env: [],
    labels: {},
  });

  it('begin with the known ones, each once, then those that only the file names', () => {
    const images = {
      known: true,
      value: [fact('my-app.tar', 'my-app:latest'), fact('the engine', 'my-app:latest')],
    } as const;
    expect(imageChoices(images, ['my-app', 'redis:7'])).toEqual([
      { reference: 'my-app:latest', origin: 'my-app.tar' },
      { reference: 'redis:7', origin: 'named in the file' },
    ]);
  });

  it('are those of the file where no image is known', () => {
    const unknown = { known: false, reason: 'No engine answered.', remedy: 'Start one.' } as const;
    expect(imageChoices(unknown, ['redis:7']).map(({ reference }) => reference)).toEqual(['redis:7']);
  });
});
