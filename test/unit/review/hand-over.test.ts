import { writeFileSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exportBundle } from '../../../electron/services/bundle/export-bundle.ts';
import { extractEntry } from '../../../electron/services/review/extract-entry.ts';
import { openAsProject } from '../../../electron/services/review/open-as-project.ts';
import { writeReport } from '../../../electron/services/review/write-report.ts';
import { sampleArchive } from '../../support/archive-bytes.ts';
import { outputProblem } from '../../support/output-problem.ts';
import { appJsonText, appSpecText } from '../../support/sample-project.ts';
import { temporaryFolder } from '../../support/temp-folder.ts';
import { bundle, call, image, manifests, reference, review } from './bundles.ts';

const secret = 'hunter2hunter2hunter2';

describe('extracting', () => {
  it('writes an entry byte for byte', async () => {
    const output = join(await temporaryFolder(), 'out.tar');
    const written = await extractEntry(await bundle(), 'my-app.tar', output, call);
    expect(await readFile(output)).toEqual(await image());
    expect(written.bytes).toBe((await image()).length);
  });

  it('gives the first of two entries of one name, as the review shows it', async () => {
    const output = join(await temporaryFolder(), 'app.json');
    await extractEntry(await bundle([['app.json', '{}']]), 'app.json', output, call);
    expect(await readFile(output, 'utf8')).toBe(appJsonText);
  });

  it('keeps a file that is there already where it is asked to, also one that came meanwhile', async () => {
    const folder = await temporaryFolder();
    const output = join(folder, 'app.json');
    const refused = { code: 'OutputUnwritable', data: { path: output } };
    await writeFile(output, 'mine');
    const keep = { keepExisting: true };
    await expect(extractEntry(await bundle(), 'app.json', output, call, keep)).rejects.toMatchObject(refused);
    const late = extractEntry(
      await bundle(),
      'app.json',
      join(folder, 'late.json'),
      {
        ...call,
        // Told of the bytes read: the entry is not written yet.
        progress: () => void writeFileSync(join(folder, 'late.json'), 'mine too'),
      },
      keep,
    );
    await expect(late).rejects.toMatchObject({ code: 'OutputUnwritable' });
    expect((await readdir(folder)).sort()).toEqual(['app.json', 'late.json']);
    expect(await readFile(output, 'utf8')).toBe('mine');
    expect(await readFile(join(folder, 'late.json'), 'utf8')).toBe('mine too');
    await extractEntry(await bundle(), './app.json', output, call);
    expect(await readFile(output, 'utf8')).toBe(appJsonText);
  });

  it('names what there is where an entry is not', async () => {
    await expect(extractEntry(await bundle(), 'App.json', 'nowhere', call)).rejects.toMatchObject({
      data: { problem: expect.stringContaining('it has “appspec.yaml”, “app.json”, “my-app.tar”') },
    });
  });

  it('refuses what is not there, and names that lead out', async () => {
    const path = await bundle([['../evil', 'x']]);
    const folder = await temporaryFolder();
    for (const entry of ['nothing', '../evil']) {
      await expect(extractEntry(path, entry, join(folder, 'out'), call)).rejects.toMatchObject({
        code: 'Usage',
      });
    }
    expect(await readdir(folder)).toEqual([]);
  });
});

describe('opening as a project', () => {
  it('makes one that can be bundled again without an engine, to the same manifests and image', async () => {
    const first = await review(await bundle());
    const folder = join(await temporaryFolder(), 'project');
    const { files } = await openAsProject(first, folder, call);
    expect(files).toEqual(['appspec.yaml', 'app.json', 'images/my-app.tar', 'gantry.json']);
    const output = join(await temporaryFolder(), 'again-bundle.tar.gz');
    const request = { projectFolder: folder, output, images: [], layout: 'bundle', force: true } as const;
    await exportBundle(request, call);
    const again = await review(output);
    expect(again.manifests).toEqual(first.manifests);
    expect(again.images.map(({ id }) => id)).toEqual(first.images.map(({ id }) => id));
  });

  it('never writes into a folder that holds something, nor what is no manifest or image', async () => {
    const first = await review(
      await bundle([
        ['../evil', 'x'],
        ['notes.txt', 'x'],
      ]),
    );
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'mine'), '');
    await expect(openAsProject(first, folder, call)).rejects.toMatchObject({ code: 'FolderNotEmpty' });
    const inner = join(folder, 'new');
    await openAsProject(first, inner, call);
    expect(await readdir(folder)).toEqual(['mine', 'new']);
    expect((await readdir(inner)).sort()).toEqual(['app.json', 'appspec.yaml', 'gantry.json', 'images']);
  });

  it('leaves nothing behind where the bundle changed and cannot be read any more', async () => {
    const path = await bundle();
    const first = await review(path);
    await writeFile(path, (await readFile(path)).subarray(0, 300));
    const parent = await temporaryFolder();
    await expect(openAsProject(first, join(parent, 'new'), call)).rejects.toMatchObject({
      code: 'ArchiveInvalid',
    });
    expect(await readdir(parent)).toEqual([]);
  });
});

describe('a report', () => {
  const hostile = '<script>alert(1)</script>"\'&\u202e';
  const spec = `${appSpecText(reference)}        env:\n        - {name: API_KEY, value: ${secret}}\n        - {name: X, value: '<img src=x onerror=1>'}\n`;
  const base = [
    ['appspec.yaml', spec],
    ['app.json', appJsonText.replace('My App', '<script>x</script>')],
  ] as const;
  const reviewer = { name: hostile, decision: 'rejected', notes: `${hostile}\nsecond line` } as const;

  async function report(format: 'html' | 'json' | 'sarif', before?: string) {
    const target = await bundle([], [...base, ['my-app.tar', await image()]]);
    const output = join(await temporaryFolder(), `report.${format}`);
    const request = {
      target,
      output,
      format,
      nodes: 4,
      reviewer,
      ...(before === undefined ? {} : { before }),
    };
    await writeReport(request, call);
    return { text: await readFile(output, 'utf8'), target };
  }

  it('is one page without scripts, links or anything to load, whatever the bundle and the reviewer say', async () => {
    const { text } = await report('html', await bundle());
    expect(text).not.toMatch(/<script|<img|<link|<iframe|\son\w+=(?!1)|href=|src=(?!x)|url\(|@import/i);
    expect(text).toContain("default-src 'none'");
    expect(text).toContain('&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;\\u{202e}');
    expect(text).not.toContain('\u202e');
  });

  it('carries the decision with the hash of the very file, and refuses it for another', async () => {
    const { text, target } = await report('html');
    const { sha256 = '' } = await review(target);
    expect(text).toContain(`SHA-256 <code>${sha256}</code>`);
    const other = {
      target,
      output: `${target}.html`,
      format: 'html',
      nodes: 1,
      sha256: 'ab'.repeat(32),
    } as const;
    await expect(writeReport(other, call)).rejects.toMatchObject({ code: 'Usage' });
    expect(await readdir(join(target, '..'))).toEqual([basename(target)]);
  });

  it('ties every sheet of paper to the file by its hash', async () => {
    const { text, target } = await report('html');
    const { sha256 = '' } = await review(target);
    expect(text).toContain(`@bottom-left{content:"SHA-256 ${sha256}"`);
  });

  it('tells the gravest change first, and what lies inside of something once', async () => {
    const { text } = await report('html', await bundle());
    const found = [...text.matchAll(/<li><span class="tag (critical|notable|minor)">/g)].map(
      ([, word]) => word,
    );
    const ranks = ['critical', 'notable', 'minor'];
    expect(new Set(found).size).toBeGreaterThan(1);
    expect(found).toEqual(ranks.flatMap((rank) => found.filter((word) => word === rank)));
    expect(text).toContain('Container <strong>');
    expect(text).not.toContain('→ Container');
  });

  it('masks credentials in every format', async () => {
    const before = await bundle();
    for (const format of ['html', 'json', 'sarif'] as const) {
      expect((await report(format, before)).text).not.toContain(secret);
    }
  });

  it('has twins that machines read, with the reviewer’s word', async () => {
    const json: unknown = JSON.parse((await report('json', await bundle())).text);
    expect(outputProblem('review-report', json)).toBeUndefined();
    expect(json).toMatchObject({
      reviewer,
      review: { images: [{ ref: reference }] },
      comparison: { texts: [{}, {}] },
    });
    expect(JSON.parse((await report('sarif')).text)).toMatchObject({
      version: '2.1.0',
      runs: [{ properties: { reviewer, target: 'my-app-bundle.tar.gz' } }],
    });
  });

  it('is made of an extracted bundle and of an image archive too', async () => {
    const folder = join(await temporaryFolder(), 'unpacked');
    await mkdir(folder);
    for (const [name, text] of manifests) await writeFile(join(folder, name), text as string);
    await writeFile(join(folder, 'my-app.tar'), await image());
    const archive = join(await temporaryFolder(), 'my-app.tar');
    await writeFile(archive, await sampleArchive('oci'));
    for (const target of [folder, archive]) {
      const output = join(await temporaryFolder(), 'r.html');
      await writeReport({ target, output, format: 'html', nodes: 1 }, call);
      expect(await readFile(output, 'utf8')).toContain(reference);
    }
  });
});
