/** SECURITY.md promises a test for each line: this reads it, and looks for them. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const checkout = join(import.meta.dirname, '../../..');
const text = readFileSync(join(checkout, 'SECURITY.md'), 'utf8');
const rows = text
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| line '))
  .map((line) => line.slice(2, -2).split(' | ') as [string, string, string]);

/** “desktop” is `test/security/desktop.test.ts`, and so on; the others lie in one folder. */
const named = new Map(
  [...text.matchAll(/“([\w-]+)” (?:is )?`(test\/[^`]+\.ts)`/g)].map(([, name = '', path = '']) => [
    name,
    path,
  ]),
);

function fileOf(name: string): string {
  return join(checkout, named.get(name) ?? `test/unit/main/${name}.test.ts`);
}

/** What tests are called: a text in quotes, followed by what is run. */
function titlesIn(file: string): readonly string[] {
  const source = readFileSync(file, 'utf8');
  const found = source.matchAll(/(?:'([^'\n]+)'|`([^`\n]+)`),\s*(?:async\s*)?\(/g);
  return [...found].map(([, plain, template]) => plain ?? template ?? '');
}

/** The tests that a cell names: the file's short name, then what stands in quotes until the next name. */
function testsOf(cell: string): readonly { readonly file: string; readonly title: string }[] {
  let file = '';
  return [...cell.matchAll(/([\w-]+): |“((?:[^“”]|“[^“”]*”)*)”/g)].flatMap(([, name, title]) => {
    file = name ?? file;
    return title === undefined ? [] : [{ file, title }];
  });
}

/** An ellipsis stands for whatever the table leaves out. */
function isCalled(title: string, found: string): boolean {
  const parts = title.split('…').map((part) => part.trim());
  let at = 0;
  for (const part of parts) {
    const next = found.indexOf(part, at);
    if (next < 0) return false;
    at = next + part.length;
  }
  return title.includes('…') || found === title;
}

test('has the lines that were asked for, each with a place and a test', () => {
  expect(rows.length).toBeGreaterThanOrEqual(21);
  for (const [line, where, tests] of rows) {
    expect(where, line).toMatch(/`/);
    expect(tests, line).toMatch(/“|^the same/);
  }
});

describe.each(rows)('%s', (_line, where, tests) => {
  test('lies where the table says', () => {
    for (const [, path = ''] of where.matchAll(/`([^`]+)`/g)) {
      const there = [path, join('electron/main', path)].some((each) => existsSync(join(checkout, each)));
      expect(there, path).toBe(true);
    }
  });

  test('has the tests that the table names', () => {
    for (const { file, title } of testsOf(tests)) {
      const titles = titlesIn(fileOf(file));
      expect(
        titles.some((found) => isCalled(title, found)),
        `${file}: ${title}`,
      ).toBe(true);
    }
  });
});

test('names files of tests that are there', () => {
  for (const [, path = ''] of text.matchAll(/`(test\/[^`]+)`/g))
    expect(existsSync(join(checkout, path)), path).toBe(true);
});
