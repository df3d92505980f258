import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** A package that is shipped, with what its licence asks to be shipped along. */
export interface PackageLicence {
  readonly name: string;
  readonly version: string;
  /** SPDX identifier or expression. */
  readonly licence: string;
  readonly texts: readonly string[];
}

/** Licences that allow shipping in a program under the MIT licence, given that their texts come along. */
const allowed = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'OFL-1.1',
  'Unlicense',
]);

/** What follows the copyright line. */
const standardTexts: ReadonlyMap<string, string> = new Map([
  ['MIT', ownLicence()],
  [
    'ISC',
    `Permission to use, copy, modify, and/or distribute this software for any purpose with or without fee is hereby
granted, provided that the above copyright notice and this permission notice appear in all copies.

THE SOFTWARE IS PROVIDED "AS IS" AND THE AUTHOR DISCLAIMS ALL WARRANTIES WITH REGARD TO THIS SOFTWARE INCLUDING ALL
IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS. IN NO EVENT SHALL THE AUTHOR BE LIABLE FOR ANY SPECIAL, DIRECT,
INDIRECT, OR CONSEQUENTIAL DAMAGES OR ANY DAMAGES WHATSOEVER RESULTING FROM LOSS OF USE, DATA OR PROFITS, WHETHER IN
AN ACTION OF CONTRACT, NEGLIGENCE OR OTHER TORTIOUS ACTION, ARISING OUT OF OR IN CONNECTION WITH THE USE OR
PERFORMANCE OF THIS SOFTWARE.`,
  ],
]);

/** Gantry's licence is one of them. */
function ownLicence(): string {
  const text = readFileSync(resolve(import.meta.dirname, '../../LICENSE'), 'utf8');
  return text.slice(text.indexOf('Permission is hereby granted')).trim();
}

/** Licences, notices, and the notices of what a package itself has bundled. */
const textFile = /^(?:licen[cs]e|copying|notice|third-?party-?notices)(?:[.-].*)?$/i;

/**
 * Reads the licence of the package in a folder.
 * @throws Error for a licence that is missing or not allowed, and for one whose text is missing.
 */
export function packageLicence(folder: string): PackageLicence {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Record<string, unknown>;
  const name = String(manifest.name);
  const version = String(manifest.version);
  const licence = licenceOf(manifest);
  if (licence === undefined) throw new Error(`${name} ${version} names no licence`);
  if (!isAllowed(licence))
    throw new Error(`${name} ${version} has a licence that is not allowed: ${licence}`);
  const texts = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && textFile.test(entry.name))
    .map((entry) => readFileSync(join(folder, entry.name), 'utf8').replaceAll('\r\n', '\n').trim())
    .sort();
  return { name, version, licence, texts: texts.length > 0 ? texts : [standardText(manifest, licence)] };
}

/** For the few packages without a file of their licence: the licence's own text, with the author's name. */
function standardText(manifest: Readonly<Record<string, unknown>>, licence: string): string {
  const text = standardTexts.get(licence);
  if (text === undefined)
    throw new Error(`${String(manifest.name)} holds no text of its licence, ${licence}`);
  const { author } = manifest;
  const named = typeof author === 'object' && author !== null && 'name' in author ? author.name : author;
  return `Copyright (c) ${String(named ?? `the authors of ${String(manifest.name)}`)}\n\n${text}`;
}

/** Older packages give a list of objects. */
function licenceOf(manifest: Readonly<Record<string, unknown>>): string | undefined {
  const { license, licenses } = manifest;
  if (typeof license === 'string' && license !== '') return license;
  const types = [license, ...(Array.isArray(licenses) ? licenses : [])].flatMap((each: unknown) =>
    typeof each === 'object' && each !== null && 'type' in each && typeof each.type === 'string'
      ? [each.type]
      : [],
  );
  return types.length === 0 ? undefined : types.join(' OR ');
}

/** One of a choice will do; of several at once each must. */
function isAllowed(expression: string): boolean {
  const plain = expression.replace(/^\((.*)\)$/, '$1');
  return plain.split(' OR ').some((choice) => choice.split(' AND ').every((licence) => allowed.has(licence)));
}
