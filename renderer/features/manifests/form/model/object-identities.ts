/** An object of the file as the form follows it while others come and go around it. */
export interface Identity {
  readonly id: number;
  /** The object's data as text; equal where the data is. */
  readonly signature: string;
}

/**
 * Carries the identities of cards over to a new list of objects: one with the same data keeps its own wherever it
 * moved to; one that changed keeps that of its position; the rest are new.
 */
export function carryIdentities(
  before: readonly Identity[],
  signatures: readonly string[],
  newId: () => number,
): readonly Identity[] {
  const free = new Map<string, number[]>();
  const taken = new Set<number>();
  for (const { id, signature } of before) free.set(signature, [...(free.get(signature) ?? []), id]);
  const same = signatures.map((signature, index) => {
    const ids = free.get(signature) ?? [];
    // Of several alike, the one at the same position stays.
    const here = before[index]?.signature === signature ? before[index]?.id : undefined;
    const id = here !== undefined && ids.includes(here) ? here : ids[0];
    if (id === undefined) return undefined;
    free.set(
      signature,
      ids.filter((each) => each !== id),
    );
    taken.add(id);
    return id;
  });
  return signatures.map((signature, index) => {
    const here = before[index]?.id;
    const changed = here !== undefined && !taken.has(here) ? here : undefined;
    const id = same[index] ?? changed ?? newId();
    taken.add(id);
    return { id, signature };
  });
}
