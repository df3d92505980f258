/**
 * The process that stands in for Electron's: starts Chromium, makes `electron` mean the stand-in, and runs the built
 * main script as it is. Its arguments are Electron's own: the app's folder, then what the app is given.
 */
import { readFileSync, rmSync } from 'node:fs';
import { register } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { startChromium } from './host-process.ts';
import { report } from './loud.ts';
import { startClock } from './record.ts';

const folder = process.argv[2] ?? '';
process.env.STAND_IN_APP = folder;
const standIn = new URL('module.ts', import.meta.url).href;
const hooks = `export const resolve = (name, context, next) =>
  next(name === 'electron' ? ${JSON.stringify(standIn)} : name, context);`;
register(`data:text/javascript,${encodeURIComponent(hooks)}`);

const { STAND_IN_PROFILE: profile = '' } = process.env;
// Also where the test that began it is gone and cannot tidy up.
process.on('exit', () => {
  try {
    rmSync(profile, { recursive: true, force: true });
  } catch {
    // Chromium's last processes still write; the test, if it lives, tries again.
  }
});
const { endpoint } = await startChromium(profile, process.env.STAND_IN_CHROMIUM ?? '/usr/bin/chromium');
const { app } = await import('./app.ts');
// Loaded before the clock runs, as Electron's own is.
await import('./module.ts');
const { answerTest } = await import('./control.ts');
answerTest();
const { main } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { main: string };
// As Electron has it: the program, the app where it is not packaged, then the app's own arguments.
process.argv.splice(1, app.isPackaged ? 2 : 1);
report({ type: 'started', endpoint });
startClock();
await import(pathToFileURL(join(folder, main)).href);
app.becomeReady();
