import { describe, expect, test } from 'vitest';
import { parseDockerignore } from '../../../electron/services/engine/dockerignore.ts';

// The expectations follow Docker's documented rules; test/integration/engine/build-context.test.ts holds them against Docker itself.
describe('a .dockerignore', () => {
  test.each<[string, string[], string[]]>([
    ['node_modules', ['node_modules', 'node_modules/a/b.js'], ['src/node_modules', 'node_modules2']],
    ['**/node_modules', ['node_modules', 'src/node_modules', 'a/b/node_modules/c'], ['node_modules.txt']],
    ['*.log', ['a.log'], ['logs/a.log', 'a.log.txt']],
    ['**/*.log', ['a.log', 'logs/deep/a.log'], ['a.logs']],
    ['/build/', ['build', 'build/x'], ['src/build']],
    ['./a//b/../c', ['a/c', 'a/c/d'], ['a/b', 'c']],
    ['doc?', ['docs', 'doc1'], ['doc', 'docss', 'doc/']],
    ['temp[0-9]', ['temp1'], ['temp', 'tempx']],
    ['c++/(x)', ['c++/(x)', 'c++/(x)/a'], ['c/x']],
    ['a\\*b', ['a*b'], ['axb']],
    ['docs/**', ['docs/a', 'docs/a/b'], ['docs', 'other']],
    ['*\n!README.md', ['a', 'docs/README.md'], ['README.md']],
    ['docs\n!docs/keep\ndocs/keep/not', ['docs', 'docs/a', 'docs/keep/not'], ['docs/keep', 'docs/keep/yes']],
    ['# comment\n\n  \n.env\r\n', ['.env'], ['# comment', 'a']],
    ['\uFEFF.env', ['.env'], ['a']],
    ['.', [], ['a', '.env']],
    ['.DS_Store', ['.DS_Store'], ['xDS_Store', '.ds_store']],
  ])('%j', (text, ignored, sent) => {
    const rules = parseDockerignore(text);
    expect(ignored.filter((path) => !rules.ignores(path))).toEqual([]);
    expect(sent.filter((path) => rules.ignores(path))).toEqual([]);
  });

  test('names the line that is no pattern', () => {
    expect(() => parseDockerignore('a\nb[\n')).toThrow('line 2 of .dockerignore, “b[”, is not a pattern');
    expect(() => parseDockerignore('[z-a]')).toThrow('line 1');
  });
});
