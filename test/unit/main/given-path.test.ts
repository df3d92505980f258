import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { isExternalLink } from '../../../electron/main/external-links.ts';
import { givenPath, projectOf } from '../../../electron/main/given-path.ts';

test('the first word that is no switch is the path, from where the user stands', () => {
  const folder = resolve('here');
  expect(givenPath(['--no-sandbox', 'app', 'other'], folder)).toBe(join(folder, 'app'));
  expect(givenPath(['--enable-logging'], folder)).toBeUndefined();
  expect(givenPath([''], folder)).toBeUndefined();
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
