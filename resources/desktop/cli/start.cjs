// Written for any Node.js, so that one too old is told and does not fail over words it does not know.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(
    `gantry: the command line needs Node.js 20.19 or later; this is ${process.version}.\n`,
  );
  process.exitCode = 2;
} else {
  void import('./dist/gantry.js');
}
