import { expect, it } from 'vitest';
import {
  bundleFileName,
  imageFileNames,
  packageImageNames,
} from '../../../electron/services/bundle/entry-names.ts';

it('names an archive after the last part of its repository', () => {
  expect(imageFileNames(['my-app:latest', 'localhost:5000/team/worker:1.0'])).toEqual([
    'my-app.tar',
    'worker.tar',
  ]);
});

it('tells archives of the same name apart', () => {
  expect(imageFileNames(['a/app:1', 'b/app:1', 'app:2'])).toEqual(['app.tar', 'app-2.tar', 'app-3.tar']);
});

it('makes a file name of whatever the AppSpec names', () => {
  expect(imageFileNames(['../../Etc/../Pass wd', ''])).toEqual(['Pass-wd.tar', 'image.tar']);
});

it('names a package’s archives by name and tag', () => {
  expect(packageImageNames(['my-app:1.0', 'team/my-app:1.0'])).toEqual([
    'images/my-app:1.0',
    'images/my-app-2:1.0',
  ]);
});

it.each([
  ['My Gaia App', 'folder', 'my-gaia-app-bundle.tar.gz'],
  ['Žluťoučký kůň', 'folder', 'zlutoucky-kun-bundle.tar.gz'],
  [' ', 'my folder', 'my-folder-bundle.tar.gz'],
  [undefined, '…', 'app-bundle.tar.gz'],
])('names the bundle of %j in %j %s', (app, folder, expected) => {
  expect(bundleFileName(app, folder)).toBe(expected);
});
