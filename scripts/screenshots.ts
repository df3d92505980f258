/**
 * The pictures of the README, taken of the running studio: `npm run screenshots`. Needs Chromium.
 * The project shown is made from a template, with two mistakes in it, so that findings can be seen; that of the size report
 * has a deliberately fat image.
 */
import { execFileSync, spawn } from 'node:child_process';
import {
  createWriteStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { chromium, type Page } from 'playwright-core';
import { writeSample } from '../electron/services/sample/write-sample.ts';
import { fatDockerfile, fatImageArchive, fatReferences } from '../test/support/fat-image.ts';

const checkout = resolve(import.meta.dirname, '..');
const program = join(checkout, 'dist/gantry.js');
const pictures = join(checkout, 'docs/pictures');
const folder = mkdtempSync(join(tmpdir(), 'gantry-pictures-'));
const project = join(folder, 'berth-board');
const env = {
  ...process.env,
  GANTRY_STATE_DIR: join(folder, 'state'),
  DOCKER_HOST: 'unix:///no/engine.sock',
  // Where choosing a place begins.
  HOME: folder,
  USERPROFILE: folder,
};

const browserPath = [
  process.env.CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find((path) => path !== undefined && existsSync(path));
if (browserPath === undefined) throw new Error('Chromium is not on this machine; name it in CHROMIUM.');

execFileSync(process.execPath, [program, 'new', project, '--template', 'stateful', '--name', 'Berth board'], {
  env,
});
const appSpec = join(project, 'appspec.yaml');
writeFileSync(
  appSpec,
  readFileSync(appSpec, 'utf8')
    .replace('kind: StatefulSet', 'kind: Deployment')
    .replace('cohesityTag: ui', 'cohesityTag: ux'),
);
mkdirSync(pictures, { recursive: true });
const bundles = await twoBundles();

let server = startStudio(project);
try {
  const url = await address();
  const browser = await chromium.launch({
    executablePath: browserPath,
    args: ['--no-sandbox', '--disable-gpu'],
  });
  try {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    const page = await context.newPage();
    await page.goto(url);
    await page.getByText('is Kubernetes, but not allowed').first().waitFor();
    await page.locator('.monaco-editor .squiggly-error').first().waitFor();
    // Monaco colours the lines in the background and says nothing when it is done.
    await page.waitForTimeout(1500);
    await take(page, 'light', 'manifests-light');
    writeFileSync(
      appSpec,
      readFileSync(appSpec, 'utf8')
        .replace('kind: Deployment', 'kind: StatefulSet')
        .replace('cohesityTag: ux', 'cohesityTag: ui'),
    );
    // Read anew, so that no picture tells of another program's change.
    await page.reload();
    await page.getByText('No findings').first().waitFor();
    await page.getByRole('button', { name: 'Close the panel' }).click();
    await page.getByRole('tab', { name: 'Topology' }).click();
    await page.getByText('Token gate').first().waitFor();
    await page.getByRole('button', { name: /fit/i }).click();
    await page.waitForTimeout(500);
    await take(page, 'dark', 'topology-dark');
    await page.getByRole('navigation').getByRole('button', { name: 'Checklist' }).click();
    await page.getByRole('heading', { name: 'Checklist' }).waitFor();
    await take(page, 'dark', 'checklist-dark');
    await page.getByRole('navigation').getByRole('button', { name: 'Review a bundle' }).click();
    await page.getByRole('button', { name: 'Choose a bundle' }).click();
    await choose(page, bundles.newer, 'Review');
    await page.getByRole('tab', { name: /^Compare/ }).click();
    await page.getByRole('button', { name: 'Choose an earlier bundle' }).click();
    await choose(page, bundles.older, 'Compare');
    await page.getByText('The version rose').waitFor();
    await page.getByRole('tab', { name: /^Summary/ }).click();
    await take(page, 'light', 'review');

    server.kill();
    server = startStudio(await fatProject());
    // So many small parts make a large file: a smaller window keeps it below 250 kB. The panel stays closed, as it was left.
    await page.setViewportSize({ width: 1320, height: 840 });
    await page.goto(await address());
    await page.getByRole('navigation', { name: 'Pages' }).getByRole('button', { name: 'Images' }).click();
    await page.getByRole('button', { name: `Size report of ${fatReferences.app}` }).click();
    await page
      .getByRole('treeitem', { name: /^Copies nobody sees/ })
      .click({ timeout: 120_000, position: { x: 60, y: 8 } });
    await take(page, 'dark', 'size-report');
  } finally {
    await browser.close();
  }
} finally {
  server.kill();
  rmSync(folder, { recursive: true, force: true });
}

function startStudio(target: string) {
  return spawn(process.execPath, [program, 'studio', target, '--browser', '--no-open'], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

/** A project whose image is as fat as images get by accident. */
async function fatProject(): Promise<string> {
  const target = join(folder, 'fat-app');
  execFileSync(process.execPath, [program, 'new', target, '--template', 'single-container'], { env });
  const spec = join(target, 'appspec.yaml');
  writeFileSync(spec, readFileSync(spec, 'utf8').replace(/image: .*/, `image: ${fatReferences.app}`));
  writeFileSync(join(target, 'Dockerfile'), fatDockerfile);
  rmSync(join(target, '.dockerignore'), { force: true });
  await pipeline(Readable.from(fatImageArchive()), createWriteStream(join(target, 'fat.tar')));
  const settings = { images: { [fatReferences.app]: { archive: 'fat.tar' } } };
  writeFileSync(join(target, 'gantry.json'), JSON.stringify(settings, null, 2));
  return target;
}

/** The sample app twice; the second one asks for more. Their images need no engine. */
async function twoBundles(): Promise<{ older: string; newer: string }> {
  const sample = join(folder, 'harbour-status');
  await writeSample(sample);
  const bundle = (name: string): string => {
    execFileSync(process.execPath, [program, 'bundle', sample, '-o', join(folder, name), '--quiet'], { env });
    return name;
  };
  const older = bundle('harbour-status-1.0.0-bundle.tar.gz');
  const change = (name: string, ...pairs: readonly (readonly [string, string])[]): void => {
    const text = pairs.reduce(
      (all, [was, is]) => all.replace(was, is),
      readFileSync(join(sample, name), 'utf8'),
    );
    writeFileSync(join(sample, name), text);
  };
  change(
    'app.json',
    ['1.0.0', '1.1.0'],
    ['"unrestricted_app_ui_access": false', '"unrestricted_app_ui_access": true'],
  );
  change(
    'appspec.yaml',
    ['fixed: 1', 'share: 0.5\n    min: 1'],
    [
      '          resources:',
      '          env:\n            - name: API_TOKEN\n              value: b3rth-4t-d4wn-7781\n          resources:',
    ],
  );
  return { older, newer: bundle('harbour-status-1.1.0-bundle.tar.gz') };
}

async function choose(page: Page, name: string, action: string): Promise<void> {
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('navigation', { name: 'Places' }).getByRole('button').first().click();
  await dialog.getByRole('option', { name: new RegExp(`^${name}`) }).click();
  await dialog.getByRole('button', { name: action, exact: true }).click();
}

async function address(): Promise<string> {
  for await (const line of createInterface({ input: server.stdout })) {
    const url = /http:\/\/\S+/.exec(line)?.[0];
    if (url !== undefined) return url;
  }
  throw new Error('gantry studio ended without telling its address');
}

async function take(page: Page, theme: 'light' | 'dark', name: string): Promise<void> {
  await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
  await page.locator(`html[data-theme="${theme}"]`).waitFor({ state: 'attached' });
  await page.screenshot({ path: join(pictures, `${name}.png`), animations: 'disabled' });
}
