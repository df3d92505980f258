/** One line of a .dockerignore. */
interface IgnoreRule {
  readonly pattern: RegExp;
  /** `!`: what it matches is sent after all. */
  readonly exception: boolean;
}

/** What a .dockerignore leaves out. */
export interface IgnoreRules {
  /** Whether a path (relative, with `/`) is left out; as in Docker, so is what lies below a folder that is. */
  ignores(path: string): boolean;
  /** Whether something below an ignored folder may be sent after all. */
  readonly hasExceptions: boolean;
}

/**
 * Reads a .dockerignore by Docker's rules. They differ from .gitignore's: patterns start at the context's root, the last
 * match wins, and a path is left out where a pattern matches it or any folder above it.
 * Throws an `Error` with a plain clause for a pattern that means nothing.
 */
export function parseDockerignore(text: string): IgnoreRules {
  const rules: IgnoreRule[] = [];
  text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .forEach((line, index) => {
      if (line.startsWith('#')) return;
      const exception = line.trim().startsWith('!');
      const pattern = clean(exception ? line.trim().slice(1).trim() : line.trim());
      if (pattern === '') return;
      try {
        rules.push({ pattern: compile(pattern), exception });
      } catch {
        throw new Error(`line ${index + 1} of .dockerignore, “${line.trim()}”, is not a pattern`);
      }
    });
  return {
    hasExceptions: rules.some((rule) => rule.exception),
    ignores: (path) => {
      const paths = [path];
      for (let slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
        paths.push(path.slice(0, slash));
      }
      let ignored = false;
      for (const { pattern, exception } of rules) {
        if (ignored === exception && paths.some((candidate) => pattern.test(candidate))) ignored = !exception;
      }
      return ignored;
    },
  };
}

/** `./a//b/../c/` → `a/c`; nothing for the context itself. */
function clean(pattern: string): string {
  const parts: string[] = [];
  for (const part of pattern.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts.join('/');
}

function compile(pattern: string): RegExp {
  let source = '';
  for (let at = 0; at < pattern.length; at += 1) {
    const character = pattern.charAt(at);
    if (character === '*' && pattern.charAt(at + 1) === '*') {
      at += 1;
      if (pattern.charAt(at + 1) === '/') {
        at += 1;
        source += '(?:.*/)?';
      } else {
        source += '.*';
      }
    } else if (character === '*') {
      source += '[^/]*';
    } else if (character === '?') {
      source += '[^/]';
    } else if (character === '[') {
      const end = pattern.indexOf(']', at + 2);
      if (end < 0) throw new SyntaxError('unclosed');
      source += pattern.slice(at, end + 1);
      at = end;
    } else if (character === '\\' && at + 1 < pattern.length) {
      at += 1;
      source += literal(pattern.charAt(at));
    } else {
      source += literal(character);
    }
  }
  return new RegExp(`^${source}$`, 's');
}

function literal(character: string): string {
  return character.replace(/[\\^$.*+?()[\]{}|/]/, '\\$&');
}
