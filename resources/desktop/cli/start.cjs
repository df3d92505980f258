const { join } = require('node:path');

// Written for any Node.js, so that one too old is told and does not fail over words it does not know.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(
    `gantry: the command line needs Node.js 20.19 or later; this is ${process.version}.\n`,
  );
  process.exitCode = 2;
} else {
  // “gantry studio” starts the app that this lies in: below its resources, in cli/lib.
  const app = join(__dirname, '../../..');
  const programs = { darwin: 'MacOS/Gantry', win32: 'Gantry.exe' };
  process.env.GANTRY_DESKTOP_APP ??= join(app, programs[process.platform] ?? 'gantry-studio');
  void import('./dist/gantry.js');
}
