import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { createProject } from '../../../electron/services/project/create-project.ts';
import { templateNames } from '../../../electron/services/project/templates.ts';
import { testStudio } from '../../support/studio.ts';
import { temporaryFolder } from '../../support/temp-folder.ts';

let state = '';
beforeEach(async () => {
  state = await temporaryFolder();
  vi.stubEnv('GANTRY_STATE_DIR', state);
});

describe('templates', () => {
  test('each shipped one has words of its own', async () => {
    const { templates } = await testStudio().call('template.list', {});
    expect(templates.map(({ name }) => name).sort()).toEqual(await templateNames());
    for (const { name, title, summary } of templates) {
      expect(title).not.toBe(name);
      expect(summary).toMatch(/^[A-Z].{20,100}\.$/);
    }
    expect(templates[0]?.name).toBe('single-container');
  });

  test('the preview is what creating the project writes', async () => {
    const { call } = testStudio();
    for (const template of await templateNames()) {
      const { files } = await call('template.preview', { template, name: 'Harbour <1>' });
      const folder = join(await temporaryFolder(), 'new');
      const created = await createProject({ folder, template, name: 'Harbour <1>' });
      expect(files.map(({ name }) => name)).toEqual(created.files);
      for (const { name, text } of files) expect(await readFile(join(folder, name), 'utf8')).toBe(text);
    }
  });

  test('an unknown one, or a name that cannot be shown, is said', async () => {
    const { call } = testStudio();
    const preview = (template: string, name: string) => call('template.preview', { template, name });
    for (const template of ['nothing', '../samples', '', 'constructor']) {
      await expect(preview(template, 'x')).rejects.toMatchObject({ code: 'UnknownTemplate' });
    }
    for (const name of ['', '  ', 'a\nb', 'x'.repeat(101)]) {
      await expect(preview('sidecar', name)).rejects.toMatchObject({ code: 'Usage' });
    }
  });
});

describe('the sample', () => {
  test('is written once, complete, and opens as a project without a trace of its making', async () => {
    const { call, tickets } = testStudio();
    const { place } = await call('sample.open', {});
    expect(place).toMatchObject({ name: 'Gantry sample', isProject: true });
    expect(await readdir(state)).toEqual(['Gantry sample']);
    const opened = await call('project.open', { project: place.ticket });
    expect(opened.facts.images).toMatchObject({ known: true, value: [{ tags: ['harbour-status:1.0.0'] }] });
    expect(tickets.resolve(opened.project)).toBe(join(state, 'Gantry sample'));
  });

  test('keeps what the user changed in it', async () => {
    const { call, tickets } = testStudio();
    const folder = tickets.resolve((await call('sample.open', {})).place.ticket);
    await writeFile(join(folder, 'app.json'), '{"name": "mine"}');
    await writeFile(join(folder, 'Dockerfile'), 'FROM mine\n');
    await rm(join(folder, 'README.md'));
    await call('sample.open', {});
    expect(await readdir(folder)).not.toContain('README.md');
    await rm(join(folder, 'harbour-status.tar'));
    await call('sample.open', {});
    expect(await readdir(folder)).toContain('harbour-status.tar');
    expect(await readFile(join(folder, 'app.json'), 'utf8')).toBe('{"name": "mine"}');
    expect(await readFile(join(folder, 'Dockerfile'), 'utf8')).toBe('FROM mine\n');
    expect((await readdir(state)).sort()).toEqual(
      ['Gantry sample', 'studio'].filter((name) => name !== 'studio'),
    );
  });

  test('asked for twice at once is written once', async () => {
    const { call } = testStudio();
    const [one, two] = await Promise.all([call('sample.open', {}), call('sample.open', {})]);
    expect(one).toEqual(two);
  });

  test('says so where it cannot be written', async () => {
    await writeFile(join(state, 'file'), '');
    vi.stubEnv('GANTRY_STATE_DIR', join(state, 'file'));
    await expect(testStudio().call('sample.open', {})).rejects.toMatchObject({ code: 'OutputUnwritable' });
  });
});
