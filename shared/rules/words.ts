/** A value as a message shows it: text in “”, everything else as JSON, cut where it is long. */
export function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'string') return `“${cut(value.replace(/\s+/g, ' '))}”`;
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'a map';
  return String(value);
}

function cut(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

/** `a, b and c`. */
export function listed(words: readonly string[], joint: 'and' | 'or' = 'and'): string {
  if (words.length <= 1) return words[0] ?? '';
  return `${words.slice(0, -1).join(', ')} ${joint} ${words.at(-1)}`;
}

/** The pairs of a map as people write them: `app: web and tier: front`. */
export function shownPairs(map: Readonly<Record<string, unknown>>): string {
  const pairs = Object.entries(map).map(
    ([key, value]) => `${key}: ${typeof value === 'string' ? value : show(value)}`,
  );
  return listed(pairs);
}

/** Bytes for people, in powers of ten: `640 MB`. */
export function megabytes(bytes: number): string {
  return bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${Math.round(bytes / 1e6)} MB`;
}

/** The candidate that a word most likely stands for: other case or joints, or one or two slips; `undefined` where none is near. */
export function nearMiss(word: string, candidates: readonly string[]): string | undefined {
  if (word.length > 64) return undefined;
  const fold = (text: string): string => text.toLowerCase().replace(/[\s_.-]/g, '');
  const folded = fold(word);
  let best: string | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    const other = fold(candidate);
    const distance = editDistance(folded, other);
    const allowed = other.length >= 8 ? 2 : other.length >= 2 ? 1 : 0;
    if (distance <= allowed && distance < least) {
      best = candidate;
      least = distance;
    }
  }
  return best;
}

/** Insertions, removals, replacements and swaps of neighbours between two short texts. */
function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min(
        (previous[j] ?? 0) + 1,
        (current[j - 1] ?? 0) + 1,
        (previous[j - 1] ?? 0) + (same ? 0 : 1),
      );
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        cost = Math.min(cost, (before[j - 2] ?? 0) + 1);
      }
      current.push(cost);
    }
    before = previous;
    previous = current;
  }
  return previous[b.length] ?? 0;
}
