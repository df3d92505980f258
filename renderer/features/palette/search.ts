/** How well a text answers what was typed: every word must be in it; 0 is no answer, more is better. */
function matchScore(text: string, query: string): number {
  const words = query
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const lower = text.toLowerCase();
  let score = 1;
  for (const word of words) {
    const at = lower.indexOf(word);
    if (at < 0) return 0;
    const before = at === 0 ? '' : lower.charAt(at - 1);
    score += at === 0 ? 4 : /[\s./:_-]/.test(before) ? 2 : 1;
    // A short text that has the word says more about it than a long one.
    score += word.length / lower.length;
  }
  return score;
}

/** The best answers, best first, and how well the first answers. */
export function bestMatches<Item>(
  items: readonly Item[],
  textOf: (item: Item) => string,
  query: string,
  limit: number,
): { readonly items: readonly Item[]; readonly best: number } {
  if (query.trim() === '') return { items: items.slice(0, limit), best: 0 };
  const found = items
    .map((item, index) => ({ item, index, score: matchScore(textOf(item), query) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || a.index - b.index)
    .slice(0, limit);
  return { items: found.map(({ item }) => item), best: found[0]?.score ?? 0 };
}
