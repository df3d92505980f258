import { useEffect, useState } from 'react';
import type { FileTreeIndex } from '../../shared/report/file-tree-index.ts';
import { searchTree, type TreeMatches } from '../../shared/report/file-tree-search.ts';

/** Lets the page answer keys and draw before work goes on. */
function turn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}

/** What a search finds in a tree; `undefined` while the text is empty or the tree is still read. A text typed meanwhile ends the search before. */
export function useTreeSearch(index: FileTreeIndex | undefined, text: string): TreeMatches | undefined {
  const [found, setFound] = useState<{ readonly index: FileTreeIndex; readonly matches: TreeMatches }>();
  const wanted = text.trim();
  useEffect(() => {
    if (wanted === '' || index === undefined) {
      setFound(undefined);
      return undefined;
    }
    let stopped = false;
    const pause = async (): Promise<void> => {
      await turn();
      if (stopped) throw new DOMException('The search was overtaken', 'AbortError');
    };
    void pause()
      .then(() => searchTree(index, wanted, pause))
      .then(
        (matches) => {
          if (!stopped) setFound({ index, matches });
        },
        (error: unknown) => {
          if (!stopped) throw error;
        },
      );
    return () => {
      stopped = true;
    };
  }, [index, wanted]);
  return wanted !== '' && found !== undefined && found.index === index ? found.matches : undefined;
}
