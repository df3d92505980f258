import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, test, vi } from 'vitest';
import { loadProject } from '../../../electron/services/project/load-project.ts';
import { openProject } from '../../../electron/services/studio/open-project.ts';
import { parseYaml } from '../../../shared/text/yaml-document.ts';
import { appJsonText, appSpecText } from '../../support/sample-project.ts';
import { temporaryFolder } from '../../support/temp-folder.ts';

vi.mock('../../../shared/text/yaml-document.ts', async (original) => {
  const real = await original<typeof import('../../../shared/text/yaml-document.ts')>();
  return { ...real, parseYaml: vi.fn(real.parseYaml) };
});

beforeEach(() => {
  vi.mocked(parseYaml).mockClear();
});

async function project(): Promise<string> {
  const folder = join(await temporaryFolder(), 'my-app');
  await mkdir(folder);
  await writeFile(join(folder, 'appspec.yaml'), appSpecText('my-app:1.0'));
  await writeFile(join(folder, 'app.json'), appJsonText);
  return folder;
}

test('the studio opens a project by its texts, without parsing its AppSpec', async () => {
  const { files } = await openProject(await project(), new AbortController().signal);
  expect(files.map(({ name }) => name)).toContain('appspec.yaml');
  expect(parseYaml).not.toHaveBeenCalled();
});

test('a manifest is parsed once, when its document is first asked for', async () => {
  const { project: loaded, texts } = await loadProject(await project());
  expect(texts.get('appspec.yaml')).toBe(appSpecText('my-app:1.0'));
  expect(parseYaml).not.toHaveBeenCalled();
  expect(loaded.appSpec?.document.text).toBe(appSpecText('my-app:1.0'));
  expect(loaded.appSpec?.document).toBe(loaded.appSpec?.document);
  expect(parseYaml).toHaveBeenCalledOnce();
});
