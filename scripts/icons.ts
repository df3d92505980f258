/**
 * The app's icons for every platform, drawn from `resources/icons/gantry.svg` into `build/icons`: `npm run icons`.
 * Needs Chromium; `CHROMIUM` names one that lies elsewhere.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { chromium } from 'playwright-core';

const checkout = resolve(import.meta.dirname, '..');
const source = readFileSync(join(checkout, 'resources/icons/gantry.svg'), 'utf8');
const output = join(checkout, 'build/icons');

/** Edges in pixels. Windows takes up to 256 in one file, macOS up to 1024, Linux one file each. */
const windowsSizes = [16, 20, 24, 32, 40, 48, 64, 128, 256];
const linuxSizes = [16, 24, 32, 48, 64, 128, 256, 512];
/** The kinds of picture in an .icns that are PNG files: for a plain screen and for one of twice the density. */
const macKinds: readonly (readonly [string, number])[] = [
  ['ic11', 32],
  ['ic12', 64],
  ['ic07', 128],
  ['ic13', 256],
  ['ic08', 256],
  ['ic14', 512],
  ['ic09', 512],
  ['ic10', 1024],
];

const pictures = await draw([...windowsSizes, ...linuxSizes, ...macKinds.map(([, size]) => size)]);
rmSync(output, { recursive: true, force: true });
mkdirSync(join(output, 'linux'), { recursive: true });
for (const size of linuxSizes) writeFileSync(join(output, `linux/${size}x${size}.png`), picture(size));
writeFileSync(join(output, 'gantry.ico'), ico(windowsSizes));
writeFileSync(join(output, 'gantry.icns'), icns());

function picture(size: number): Buffer {
  const bytes = pictures.get(size);
  if (bytes === undefined) throw new Error(`the icon was not drawn at ${size} pixels`);
  return bytes;
}

async function draw(sizes: readonly number[]): Promise<ReadonlyMap<number, Buffer>> {
  const browser = await chromium.launch({
    executablePath: browserPath(),
    args: ['--no-sandbox', '--disable-gpu'],
  });
  try {
    const page = await browser.newPage();
    const address = `data:image/svg+xml;base64,${Buffer.from(source).toString('base64')}`;
    await page.setContent(
      `<style>html, body { margin: 0 } img { display: block }</style><img src="${address}">`,
    );
    const drawn = new Map<number, Buffer>();
    for (const size of new Set(sizes)) {
      await page.setViewportSize({ width: size, height: size });
      await page.locator('img').evaluate((image, edge) => {
        image.setAttribute('width', String(edge));
      }, size);
      drawn.set(size, await page.screenshot({ omitBackground: true }));
    }
    return drawn;
  } finally {
    await browser.close();
  }
}

function browserPath(): string {
  const places = [
    process.env.CHROMIUM,
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    join(process.env.PROGRAMFILES ?? '', 'Google/Chrome/Application/chrome.exe'),
  ];
  const path = places.find((place) => place !== undefined && existsSync(place));
  if (path === undefined) throw new Error('Chromium is not on this machine; name it in CHROMIUM.');
  return path;
}

/** A directory of pictures, then the pictures; 0 stands for an edge of 256. */
function ico(sizes: readonly number[]): Buffer {
  const header = Buffer.alloc(6 + 16 * sizes.length);
  header.writeUInt16LE(1, 2);
  header.writeUInt16LE(sizes.length, 4);
  let at = header.length;
  for (const [i, size] of sizes.entries()) {
    const entry = 6 + 16 * i;
    header.writeUInt8(size % 256, entry);
    header.writeUInt8(size % 256, entry + 1);
    header.writeUInt16LE(1, entry + 4);
    header.writeUInt16LE(32, entry + 6);
    header.writeUInt32LE(picture(size).length, entry + 8);
    header.writeUInt32LE(at, entry + 12);
    at += picture(size).length;
  }
  return Buffer.concat([header, ...sizes.map(picture)]);
}

function icns(): Buffer {
  const blocks = macKinds.map(([kind, size]) => block(kind, picture(size)));
  return block('icns', Buffer.concat(blocks));
}

/** Four letters, the length of it all, the bytes. */
function block(kind: string, bytes: Buffer): Buffer {
  const header = Buffer.alloc(8, kind, 'latin1');
  header.writeUInt32BE(8 + bytes.length, 4);
  return Buffer.concat([header, bytes]);
}
