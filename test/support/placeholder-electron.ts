/**
 * A folder that electron-builder takes for an unpacked Electron, made from nothing, so that packaging can be tried
 * where no Electron is and none may be fetched. Its programs do nothing; they carry what packaging changes: the wire of
 * fuses, the resources of a Windows program, the property lists of a macOS bundle, and languages to be left out.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { windowsProgram } from './windows-program.ts';

export type DesktopPlatform = 'linux' | 'win' | 'mac';

/** electron-fuses looks for this text; behind it lie the wire's version, its length, and a byte for each fuse. */
const fuseSentinel = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
/** As Electron 45 is shipped, in the order of `FuseV1Options`. */
const shippedFuses = '101100011';

/** Makes the folder's content for one platform. */
export async function writePlaceholderElectron(folder: string, platform: DesktopPlatform): Promise<void> {
  const files = platform === 'mac' ? macFiles() : { ...flatFiles(), ...programOf(platform) };
  for (const [name, content] of Object.entries({ ...files, ...notices })) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content, { mode: 0o755 });
  }
}

type Files = Readonly<Record<string, string | Buffer>>;

const notices: Files = { LICENSE: 'Electron’s licence', 'LICENSES.chromium.html': 'Chromium’s licences' };

function flatFiles(): Files {
  return { 'locales/de.pak': 'de', 'locales/en-US.pak': 'en-US', 'resources.pak': 'pak' };
}

function programOf(platform: 'linux' | 'win'): Files {
  return platform === 'linux'
    ? { electron: withFuses(Buffer.from('#!/bin/false\n')), 'chrome-sandbox': '' }
    : { 'electron.exe': withFuses(windowsProgram()) };
}

function withFuses(program: Buffer): Buffer {
  const wire = Buffer.from([1, shippedFuses.length, ...Buffer.from(shippedFuses)]);
  return Buffer.concat([program, Buffer.from(fuseSentinel), wire, Buffer.from('end')]);
}

function macFiles(): Files {
  const contents = 'Electron.app/Contents';
  const framework = `${contents}/Frameworks/Electron Framework.framework`;
  const helpers = ['', ' (GPU)', ' (Plugin)', ' (Renderer)'].map((kind) => `Electron Helper${kind}`);
  return {
    [`${contents}/Info.plist`]: propertyList('Electron'),
    [`${contents}/MacOS/Electron`]: '',
    [`${contents}/Resources/electron.icns`]: '',
    [`${contents}/Resources/en.lproj/locale.pak`]: '',
    [`${contents}/Resources/de.lproj/locale.pak`]: '',
    [`${framework}/Electron Framework`]: withFuses(Buffer.alloc(16)),
    [`${framework}/Versions/A/Resources/en.lproj/locale.pak`]: '',
    [`${framework}/Versions/A/Resources/de.lproj/locale.pak`]: '',
    ...Object.fromEntries(
      helpers.flatMap((name) => [
        [`${contents}/Frameworks/${name}.app/Contents/Info.plist`, propertyList(name)],
        [`${contents}/Frameworks/${name}.app/Contents/MacOS/${name}`, ''],
      ]),
    ),
  };
}

function propertyList(program: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
  <dict>
    <key>CFBundleExecutable</key>
    <string>${program}</string>
    <key>CFBundleIconFile</key>
    <string>electron.icns</string>
  </dict>
</plist>
`;
}
