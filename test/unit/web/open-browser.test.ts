import { chmod, readFile, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { browserCommand, openBrowser } from '../../../electron/web/open-browser.ts';
import { temporaryFolder } from '../../support/temp-folder.ts';

const url = 'http://127.0.0.1:4711/?token=a-b_c';

test.each([
  ['linux', ['xdg-open', url]],
  ['freebsd', ['xdg-open', url]],
  ['darwin', ['open', url]],
  ['win32', ['rundll32.exe', 'url.dll,FileProtocolHandler', url]],
] as const)('on %s the address is one argument of a program that is no shell', (platform, command) => {
  expect(browserCommand(url, platform)).toEqual(command);
});

describe.skipIf(process.platform === 'win32')('starting one', () => {
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  /** Puts a program in place of xdg-open; `undefined` leaves none. */
  async function withProgram(script: string | undefined): Promise<string> {
    const folder = await temporaryFolder();
    if (script !== undefined) {
      await writeFile(join(folder, 'xdg-open'), `#!/bin/sh\n${script}\n`);
      await chmod(join(folder, 'xdg-open'), 0o755);
    }
    vi.stubEnv('PATH', script === undefined ? folder : [folder, process.env.PATH].join(delimiter));
    return folder;
  }

  test('hands over the address as it is', async () => {
    const folder = await withProgram('printf %s "$*" > "$(dirname "$0")/given"');
    const odd = `${url}&x=$(id)'"`;
    expect(await openBrowser(odd, 'linux')).toBe(true);
    expect(await readFile(join(folder, 'given'), 'utf8')).toBe(odd);
  });

  test.each([
    ['is not there', undefined],
    ['finds no browser', 'exit 3'],
  ])('fails softly where the program %s', async (_name, script) => {
    await withProgram(script);
    expect(await openBrowser(url, 'linux')).toBe(false);
  });
});
