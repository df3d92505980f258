import { createContext, type ReactNode, useCallback, useContext } from 'react';
import { type Path, valueAt } from '../../../../shared/text/path.ts';
import type { Role } from '../../../language/protocol.ts';
import { useStudio } from '../../../store/studio.ts';
import { type Change, changeInOrder, revealPlace } from './change.ts';
import type { PlacedFindings } from './model/findings.ts';
import { placeKey, type Shape } from './model/shape.ts';

/** What every field of one object's card knows. */
export interface ObjectScope {
  readonly role: Role;
  readonly object: number;
  readonly value: unknown;
  readonly shape: Shape;
  readonly findings: PlacedFindings;
  /** The place that the text cursor or the focus is in; `undefined` where it is in another object. */
  readonly current: string | undefined;
}

const Scope = createContext<ObjectScope | undefined>(undefined);

export function ObjectScopeProvider({
  scope,
  children,
}: {
  readonly scope: ObjectScope;
  readonly children: ReactNode;
}) {
  return <Scope value={scope}>{children}</Scope>;
}

export function useObjectScope(): ObjectScope {
  const scope = useContext(Scope);
  if (!scope) throw new Error('A field stands outside of an object’s card.');
  return scope;
}

/** Makes changes inside the object around. */
export function useChange(): (change: Change) => Promise<string | undefined> {
  const { role, object } = useObjectScope();
  return useCallback((change) => changeInOrder(role, { ...change, object }), [role, object]);
}

/** The value at a path of the object around. */
export function useValue(path: Path): unknown {
  return valueAt(useObjectScope().value, path);
}

/** To call when a field gets the focus: selects its place and shows it in the text, leaving the focus where it is. */
export function useSelectPlace(path: Path): () => void {
  const { role, object } = useObjectScope();
  return () => {
    useStudio.getState().select({ role, object, path });
    void revealPlace(role, object, path, false);
  };
}

/** The element that holds the findings of a place, for `aria-describedby`. */
export function findingsId({ role, object }: ObjectScope, path: Path): string {
  return `findings-${role}-${object}-${placeKey(path)}`.replace(/[^\w-]+/g, '_');
}
