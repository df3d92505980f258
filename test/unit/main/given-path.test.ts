import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { isExternalLink } from '../../../electron/main/external-links.ts';
import { givenPath, projectOf } from '../../../electron/main/given-path.ts';

const folder = resolve('here');

test('of a packaged app, the first word that is no switch is the path, from where the user stands', () => {
  expect(givenPath(['Gantry', '--no-sandbox', 'demo', 'other'], true, folder)).toBe(join(folder, 'demo'));
  expect(givenPath(['Gantry', '--enable-logging'], true, folder)).toBeUndefined();
  expect(givenPath(['Gantry', ''], true, folder)).toBeUndefined();
});

test('of an app that is not packaged, the path follows the app’s own folder, wherever switches stand', () => {
  expect(givenPath(['electron', 'app', 'demo'], false, folder)).toBe(join(folder, 'demo'));
  expect(givenPath(['electron', '--no-sandbox', 'app', 'demo'], false, folder)).toBe(join(folder, 'demo'));
  expect(givenPath(['electron', 'app'], false, folder)).toBeUndefined();
});

test('the address of a file is its path, as file managers on Linux give it', () => {
  const path = resolve('my apps', 'demo-bundle.tar.gz');
  expect(givenPath(['Gantry', pathToFileURL(path).href], true, folder)).toBe(path);
  expect(givenPath(['Gantry', 'file:///%'], true, folder)).toBeUndefined();
});

test('a manifest stands for its project; a bundle for itself', () => {
  expect(projectOf(join('/apps', 'demo', 'appspec.yaml'))).toBe(join('/apps', 'demo'));
  expect(projectOf(join('/apps', 'demo', 'app.json'))).toBe(join('/apps', 'demo'));
  expect(projectOf(join('/apps', 'demo.pkg'))).toBe(join('/apps', 'demo.pkg'));
});

test('only the very addresses of the list go outside', () => {
  expect(isExternalLink('https://podman.io/docs/installation')).toBe(true);
  for (const url of [
    'http://podman.io/docs/installation',
    'https://podman.io/docs/installation#x',
    'https://PODMAN.io/docs/installation',
    'javascript:alert(1)',
  ])
    expect(isExternalLink(url)).toBe(false);
});
