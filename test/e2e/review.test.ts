import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { tarHeader } from '../../electron/services/archives/tar-writer.ts';
import { tarOf } from '../support/archive-bytes.ts';
import { openStudio } from '../support/browser.ts';
import { describeWith } from '../support/engines.ts';
import { gantry } from '../support/gantry-process.ts';
import { reviewedFiles } from '../support/review-bundles.ts';
import { choose, homeWithBundles, nameFile, newer, older, review, tab } from '../support/review-page.ts';
import { sampleProject } from '../support/sample-project.ts';
import { temporaryFolder } from '../support/temp-folder.ts';

describeWith(['chromium'], 'the review of a bundle', () => {
  test('tells what a bundle made with tar is, asks for and holds', async () => {
    const home = await homeWithBundles();
    const { page, complaints } = await openStudio({ home });
    await review(page, newer);

    await page.getByRole('heading', { name: 'Tide table 1.3.0' }).waitFor();
    const digest = createHash('sha256')
      .update(await readFile(join(home, newer)))
      .digest('hex');
    await page.locator('.review-seal').getByText(digest).waitFor();
    await page.locator('.review-seal').getByText('unsigned', { exact: true }).waitFor();

    const requests = page.getByRole('region', { name: 'What the app asks for' });
    await requests.getByText('No token gate stands before the UI').waitFor();
    await requests.getByText(/API_TOKEN = /).waitFor();
    expect(await page.locator('.review').innerText()).not.toContain('s3cr3t-9f8e7d6c5b4a');

    // Half a pod per node, at least one: 4 nodes run two pods, 9 nodes five.
    const totals = page.getByRole('region', { name: 'What it takes of a cluster' });
    const together = () => totals.locator('tfoot td').first().innerText();
    expect(await together()).toBe('2');
    await totals.getByLabel('Nodes', { exact: true }).fill('9');
    await expect.poll(together).toBe('5');

    const finding = page
      .getByRole('region', { name: 'Findings' })
      .getByRole('button', { name: /^Show line/ });
    const words = await finding.first().getAttribute('aria-label');
    await finding.first().click();
    const line = Number(/line (\d+)/.exec(words ?? '')?.[1]);
    await page.getByText(/^Read-only/).waitFor();
    await page
      .locator('.read-only-text .margin .active-line-number')
      .getByText(String(line), { exact: true })
      .waitFor();
    await page.keyboard.type('overwritten');
    expect(await page.locator('.read-only-text .view-lines').innerText()).not.toContain('overwritten');

    await tab(page, 'Topology').click();
    await page.getByText('Gate skipped').first().waitFor();
    await page.locator('[data-node]').last().focus();
    await tab(page, 'Images').click();
    const image = page.getByRole('region', { name: 'tide-table:1.0' });
    for (const fact of ['linux/amd64', '1000', '/bin/app', '8080/tcp', 'COPY srv /srv']) {
      await image.getByText(fact).first().waitFor();
    }
    await page.getByRole('button', { name: 'Measure the images' }).click();
    await page.getByRole('region', { name: 'Size of tide-table:1.0' }).getByText('Treemap').waitFor();
    expect(complaints).toEqual([]);
  });

  test('compares with an earlier bundle by meaning, text and files', async () => {
    const home = await homeWithBundles();
    const { page, complaints } = await openStudio({ home });
    await review(page, newer);
    await tab(page, /^Compare/).click();
    await page.getByRole('button', { name: 'Choose an earlier bundle' }).click();
    await choose(page, 'Compare with an earlier one', older, 'Compare');

    await page.getByText('The version rose from 1.2.3 to 1.3.0.').waitFor();
    const pane = page.getByRole('tabpanel');
    await pane.getByText('API_TOKEN is a new variable').waitFor();
    expect(await pane.innerText()).not.toContain('s3cr3t-9f8e7d6c5b4a');
    const widening = pane.getByText('widens access');
    const marked = await widening.count();
    expect(marked).toBeGreaterThanOrEqual(2);
    await pane.getByRole('radio', { name: /^Widened/ }).click();
    await expect.poll(() => pane.getByText('The version rose').count()).toBe(0);
    expect(await widening.count()).toBe(marked);

    await pane.getByRole('radio', { name: /^Texts/ }).click();
    await pane.locator('.monaco-diff-editor .view-line').first().waitFor();
    await pane.getByRole('radio', { name: /^app\.json/ }).click();
    await pane.locator('.monaco-diff-editor').getByText('1.3.0').first().waitFor();

    await pane.getByRole('radio', { name: /^Images/ }).click();
    const row = (name: string) => pane.getByRole('row', { name: new RegExp(name) });
    expect(await row('srv/tides.csv').innerText()).toContain('added');
    expect(await row('srv/index.html').innerText()).toContain('grown');
    expect(complaints).toEqual([]);
  });

  test('compares with the project that it came from', async () => {
    const home = await homeWithBundles();
    const { 'tide-table.tar': _, ...manifests } = await reviewedFiles('first');
    const project = await sampleProject([], manifests);
    const { page } = await openStudio({ home, project });
    await page.locator('.crumb').waitFor();
    await review(page, older);
    await tab(page, /^Compare/).click();
    await page.getByRole('button', { name: 'Compare with the open project' }).click();
    await page.getByRole('radio', { name: 'Texts (0)' }).waitFor();
  });

  test('hands over the decision in a page that needs no script, and as JSON', async () => {
    const home = await homeWithBundles();
    const { page, browser } = await openStudio({ home });
    await review(page, newer);
    await page.getByRole('button', { name: 'Decide' }).click();
    await page.getByRole('radio', { name: 'Reject' }).click();
    await page.getByLabel('Reviewer').fill('Ada Quay');
    await page.getByLabel('Notes').fill('Why is the <b>gate</b> gone?');
    await page.getByRole('button', { name: /^Save as a page/ }).click();
    await nameFile(page, 'Save the report', 'Name of the file', 'verdict.html', 'Save');
    const report = join(home, 'verdict.html');
    await page.locator('.review-written').getByText('verdict.html').waitFor();

    const reader = await browser.newContext({ javaScriptEnabled: false, offline: true });
    const paper = await reader.newPage();
    const asked: string[] = [];
    paper.on('request', (request) => asked.push(request.url()));
    await paper.goto(`file://${report}`);
    const text = await paper.locator('body').innerText();
    expect(text).toContain('Ada Quay');
    expect(text).toContain('Why is the <b>gate</b> gone?');
    expect(text).toMatch(/rejected/i);
    const digest = createHash('sha256')
      .update(await readFile(join(home, newer)))
      .digest('hex');
    expect(text).toContain(digest);
    expect(text).not.toContain('s3cr3t-9f8e7d6c5b4a');
    expect(asked).toEqual([`file://${report}`]);

    await page.getByRole('button', { name: 'Save as JSON' }).click();
    await nameFile(page, 'Save the report', 'Name of the file', 'verdict.json', 'Save');
    await page.locator('.review-written').getByText('verdict.json').waitFor();
    const twin = JSON.parse(await readFile(join(home, 'verdict.json'), 'utf8'));
    expect(twin.reviewer).toEqual({
      name: 'Ada Quay',
      decision: 'rejected',
      notes: 'Why is the <b>gate</b> gone?',
    });
    expect(twin.review.sha256).toBe(digest);
  });

  test('refuses to write a decision about a file that was replaced meanwhile', async () => {
    const home = await homeWithBundles();
    const { page } = await openStudio({ home });
    await review(page, newer);
    await page.getByRole('button', { name: 'Decide' }).click();
    await page.getByRole('button', { name: 'Save as JSON' }).waitFor();
    await writeFile(join(home, newer), await readFile(join(home, older)));
    await page.getByRole('button', { name: 'Save as JSON' }).click();
    await nameFile(page, 'Save the report', 'Name of the file', 'verdict.json', 'Save');
    await page.getByRole('alert').getByText('is not the file that was reviewed any more').waitFor();
    expect(await readdir(home)).not.toContain('verdict.json');
  });

  test('shows what could still be read of a bundle that was cut short', async () => {
    const home = await homeWithBundles();
    const whole = await readFile(join(home, older));
    await writeFile(join(home, 'cut-bundle.tar.gz'), whole.subarray(0, whole.length - 100));
    const { page, complaints } = await openStudio({ home });
    await review(page, 'cut-bundle.tar.gz');
    await page.getByRole('heading', { name: 'Tide table 1.2.3' }).waitFor();
    await page.getByText('The platform would refuse this, or it would not work.').waitFor();
    await page
      .getByRole('region', { name: 'Findings' })
      .getByText('Only the beginning of the image archive “tide-table.tar” could be read')
      .waitFor();
    await tab(page, 'Manifests').click();
    await page.locator('.read-only-text .view-line').first().waitFor();
    expect(complaints).toEqual([]);
  });

  test('offers to take out neither the second of two entries nor one whose name leads elsewhere', async () => {
    const home = await temporaryFolder();
    const entries = Object.entries(await reviewedFiles('first'));
    const odd = tarOf([...entries, ['app.json', '{}'], ['../../outside', 'x']]);
    await writeFile(join(home, 'odd-bundle.tar.gz'), gzipSync(odd));
    const { page, complaints } = await openStudio({ home });
    await review(page, 'odd-bundle.tar.gz');
    await page.getByText('The platform would refuse this, or it would not work.').waitFor();
    await tab(page, 'Contents').click();
    const table = page.getByRole('region', { name: 'Entries' });
    await table.getByRole('row', { name: 'app.json again' }).waitFor();
    await table.getByRole('row', { name: '../../outside unsafe name' }).waitFor();
    const offers = table.getByRole('button', { name: /^Extract/ });
    expect(await offers.evaluateAll((all) => all.map((each) => each.getAttribute('aria-label')))).toEqual(
      entries.map(([name]) => `Extract ${name}`),
    );
    expect(complaints).toEqual([]);
  });

  test('takes an entry out, and makes a project of a bundle that Gantry wrote', async () => {
    const home = await temporaryFolder();
    const { 'tide-table.tar': archive = '', ...manifests } = await reviewedFiles('first');
    const project = await sampleProject([], manifests);
    const image = join(home, 'image.tar');
    await writeFile(image, archive);
    const bundle = join(home, 'made-bundle.tar.gz');
    const made = await gantry(['bundle', project, '--image', `tide-table:1.0=${image}`, '-o', bundle]);
    expect(made).toMatchObject({ status: 0 });

    const { page } = await openStudio({ home });
    await review(page, 'made-bundle.tar.gz');
    await tab(page, 'Contents').click();
    await page.getByRole('button', { name: 'Extract app.json' }).click();
    await nameFile(page, 'Extract app.json', 'Name of the file', 'taken.json', 'Extract');
    await page.locator('.review-written').getByText('taken.json').waitFor();
    expect(await readFile(join(home, 'taken.json'), 'utf8')).toBe(manifests['app.json']);

    await page.getByRole('button', { name: 'Open as project' }).click();
    await nameFile(page, 'Where the project goes', 'Name of the folder', 'tides', 'Use this folder');
    await page.locator('.crumb').getByText('tides').waitFor();
    expect((await readdir(join(home, 'tides'))).sort()).toEqual([
      'app.json',
      'appspec.yaml',
      'gantry.json',
      'images',
    ]);
    expect(await readFile(join(home, 'tides', 'appspec.yaml'), 'utf8')).toBe(manifests['appspec.yaml']);
  });

  test('tells what the manifests say while the images are read, and keeps it when reading is cancelled', async () => {
    const home = await temporaryFolder();
    const { 'tide-table.tar': _, ...manifests } = await reviewedFiles('first');
    // Six gigabytes that take no room on the disk: long enough to look at the page meanwhile.
    const image = 6 * 1024 ** 3;
    const head = Buffer.concat([
      tarOf(Object.entries(manifests)).subarray(0, -1024),
      tarHeader({ name: 'tide-table.tar', size: image }),
    ]);
    const bundle = join(home, 'large-bundle.tar');
    await writeFile(bundle, head);
    await truncate(bundle, head.length + image + 1024);

    const { page, complaints } = await openStudio({ home });
    await review(page, 'large-bundle.tar');
    await page.getByRole('heading', { name: 'Tide table 1.2.3' }).waitFor();
    await page.getByText('Reading the images; what the manifests say is here already.').waitFor();
    await page.locator('.review-seal').getByText('known once all is read').waitFor();
    await page.getByRole('region', { name: 'What the app asks for' }).getByText(/8080/).first().waitFor();
    await tab(page, 'Manifests').click();
    await page.locator('.read-only-text .view-line').first().waitFor();

    const reading = page.getByRole('region', { name: 'Review large-bundle.tar' });
    await reading.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('alert').getByText('Reading was cancelled').waitFor();
    await tab(page, /^Summary/).click();
    await page.getByRole('region', { name: 'What the app asks for' }).getByText(/8080/).first().waitFor();
    expect(complaints).toEqual([]);
  });

  test('says who signed an older package, and hands its findings over as SARIF', async () => {
    const home = await temporaryFolder();
    const { 'tide-table.tar': archive = '', ...manifests } = await reviewedFiles('first');
    const project = await sampleProject([], manifests);
    await writeFile(join(project, 'image.tar'), archive);
    const key = (name: string) => fileURLToPath(new URL(`../fixtures/signing/${name}`, import.meta.url));
    const words = ['--image', `tide-table:1.0=${join(project, 'image.tar')}`, '--layout', 'pkg', '--force'];
    const signing = ['--sign-key', key('signer-key.pem'), '--sign-cert', key('signer-chain.pem')];
    const output = join(home, 'app7-1002003.pkg');
    expect(await gantry(['bundle', project, ...words, ...signing, '-o', output])).toMatchObject({
      status: 0,
    });

    const { page, complaints } = await openStudio({ home });
    await review(page, 'app7-1002003.pkg');
    const seal = page.locator('.review-seal');
    await seal.getByText('valid', { exact: true }).waitFor();
    await seal.getByText(/^by .*CN=/).waitFor();
    await tab(page, 'Hand over').click();
    await page.getByRole('button', { name: 'Save as SARIF' }).click();
    await nameFile(page, 'Save the report', 'Name of the file', 'verdict.sarif', 'Save');
    await page.locator('.review-written').getByText('verdict.sarif').waitFor();
    const log = JSON.parse(await readFile(join(home, 'verdict.sarif'), 'utf8'));
    expect(log.version).toBe('2.1.0');
    const digest = createHash('sha256')
      .update(await readFile(output))
      .digest('hex');
    expect(log.runs[0].properties).toMatchObject({ sha256: digest });
    expect(complaints).toEqual([]);
  });

  test('goes on to the folder that a bundle was extracted to', async () => {
    const home = await homeWithBundles();
    const folder = join(home, 'extracted');
    await mkdir(folder);
    for (const [name, content] of Object.entries(await reviewedFiles('first')))
      await writeFile(join(folder, name), content);
    const { page } = await openStudio({ home });
    await review(page, newer);
    await page.getByRole('button', { name: 'Another' }).click();
    await page.getByRole('menuitem', { name: 'An extracted folder' }).click();
    await choose(page, 'Review an extracted bundle', 'extracted', 'Review');
    await page.getByRole('heading', { name: 'Tide table 1.2.3' }).waitFor();
    await page.getByText('extracted bundle', { exact: false }).first().waitFor();
    await tab(page, /^Compare/).click();
    await page.getByRole('button', { name: 'Choose an earlier bundle' }).click();
    await choose(page, 'Compare with an earlier one', older, 'Compare');
    await page.getByRole('radio', { name: 'Meaning (0)' }).waitFor();
  });
});
