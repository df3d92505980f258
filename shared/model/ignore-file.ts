/** Whether the rules of a `.dockerignore` leave a file out; the last rule that matches it or a folder of it decides. */
export function isIgnored(ignoreFile: string, name: string): boolean {
  const parts = name.split('/');
  const prefixes = parts.map((_, i) => parts.slice(0, i + 1).join('/'));
  let ignored = false;
  for (const line of ignoreFile.split(/\r?\n/)) {
    const rule = line.trim();
    if (rule === '' || rule.startsWith('#')) continue;
    const negated = rule.startsWith('!');
    const pattern = toPattern(negated ? rule.slice(1) : rule);
    if (pattern !== undefined && prefixes.some((prefix) => pattern.test(prefix))) ignored = !negated;
  }
  return ignored;
}

/** A rule as a regular expression over whole names; `undefined` for one that can match nothing. */
function toPattern(rule: string): RegExp | undefined {
  const clean = rule
    .trim()
    .replace(/^(?:\.?\/)+/, '')
    .replace(/\/+$/, '');
  if (clean === '') return undefined;
  const source = clean
    .split(/(\*\*\/?|\*|\?)/)
    .map((part) => {
      if (part === '**/') return '(?:[^/]+/)*';
      if (part === '**') return '.*';
      if (part === '*') return '[^/]*';
      if (part === '?') return '[^/]';
      return part.replace(/[.+^${}()|[\]\\]/g, '\\$&');
    })
    .join('');
  return new RegExp(`^${source}$`);
}
