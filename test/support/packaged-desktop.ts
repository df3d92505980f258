/**
 * The desktop app packaged as `npm run package:dir` does it, over a placeholder Electron and with no way out to a network.
 *
 *     beforeAll(buildForPackaging);
 *     beforeAll(drawIcons);
 *     const app = await packageDesktop('linux');
 *     const folder = await unpackArchive(app);
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { extractAll } from '@electron/asar';
import { tool } from './engines.ts';
import { buildStudio, runTool } from './gantry-process.ts';
import { type DesktopPlatform, writePlaceholderElectron } from './placeholder-electron.ts';
import { temporaryFolder } from './temp-folder.ts';

const checkout = resolve(import.meta.dirname, '../..');

export interface PackagedDesktop {
  readonly platform: DesktopPlatform;
  /** What would be installed; the `.app` on macOS. */
  readonly folder: string;
  /** Where the app's archive lies, with what is beside it. */
  readonly resources: string;
  readonly archive: string;
  /** What `@electron/fuses` is asked about. */
  readonly program: string;
  /** Hosts that were to be reached while packaging. */
  readonly connections: readonly string[];
}

/** What comes before electron-builder in `npm run package:dir`, but for the icons, which folders for Linux do without. */
export async function buildForPackaging(): Promise<void> {
  await buildStudio();
  await runTool('tsx/dist/cli.mjs', 'scripts/licences.ts');
  await runTool('tsx/dist/cli.mjs', 'scripts/stage-cli.ts');
}

/** Draws the icons, as `npm run icons` does. */
export async function drawIcons(): Promise<void> {
  process.env.CHROMIUM ??= tool('chromium');
  await runTool('tsx/dist/cli.mjs', 'scripts/icons.ts');
}

/** Packages for one platform on this one, which electron-builder can up to the installer. */
export async function packageDesktop(platform: DesktopPlatform): Promise<PackagedDesktop> {
  const folder = await temporaryFolder();
  const electron = join(folder, 'electron');
  await writePlaceholderElectron(electron, platform);
  const log = join(folder, 'connections');
  await electronBuilder(
    [`--${platform}`, 'dir', '--x64', '--publish', 'never', `-c.electronDist=${electron}`],
    [`-c.directories.output=${join(folder, 'out')}`],
    await offline(folder, log),
  );
  const connections = (await readFile(log, 'utf8')).split('\n').filter((line) => line !== '');
  return { platform, connections, ...places(platform, join(folder, 'out')) };
}

function places(platform: DesktopPlatform, output: string) {
  const folder = {
    linux: join(output, 'linux-unpacked'),
    win: join(output, 'win-unpacked'),
    mac: join(output, 'mac', 'Gantry.app'),
  }[platform];
  const resources = join(folder, platform === 'mac' ? 'Contents/Resources' : 'resources');
  const program = { linux: join(folder, 'gantry-studio'), win: join(folder, 'Gantry.exe'), mac: folder };
  return { folder, resources, archive: join(resources, 'app.asar'), program: program[platform] };
}

/** The environment of processes that connect to nothing but files: who tries is written down, and fails. Caches are empty. */
async function offline(folder: string, log: string): Promise<Readonly<Record<string, string>>> {
  await writeFile(log, '');
  const guard = join(folder, 'offline.mjs');
  await writeFile(
    guard,
    `import { appendFileSync } from 'node:fs';
import { Socket } from 'node:net';
const { connect } = Socket.prototype;
Socket.prototype.connect = function (...args) {
  const [options = {}] = args.flat();
  if (typeof options === 'string' || options.path) return connect.apply(this, args);
  appendFileSync(${JSON.stringify(log)}, \`\${options.host ?? 'localhost'}:\${options.port ?? options}\\n\`);
  throw new Error('there is no network in this test');
};
`,
  );
  return {
    NODE_OPTIONS: `--import=${pathToFileURL(guard).href}`,
    ELECTRON_CACHE: join(folder, 'electron-cache'),
    ELECTRON_BUILDER_CACHE: join(folder, 'builder-cache'),
    // A certificate of the machine's owner is no part of this.
    CSC_IDENTITY_AUTO_DISCOVERY: 'false',
    NODE_ENV: 'production',
  };
}

async function electronBuilder(
  what: readonly string[],
  where: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<void> {
  const program = join(checkout, 'node_modules/electron-builder/cli.js');
  const child = spawn(process.execPath, [program, ...what, ...where], {
    cwd: checkout,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  }
  const [status] = (await once(child, 'close')) as [number | null];
  if (status !== 0) throw new Error(`electron-builder failed:\n${said}`);
}

/** The content of the app's archive as files, in a folder from which no other node_modules is in sight. */
export async function unpackArchive(app: PackagedDesktop): Promise<string> {
  const folder = join(await temporaryFolder(), 'app');
  extractAll(app.archive, folder);
  return folder;
}
