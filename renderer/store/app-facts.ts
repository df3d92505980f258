import type { DocumentView } from '../language/protocol.ts';

/** What app.json says of the app, where it says it as text. */
export function appFacts(view: DocumentView | undefined): {
  name: string;
  version: string;
  description: string;
} {
  const value = view?.objects[0]?.value;
  const text = (key: string): string => {
    const member: unknown =
      typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
    return typeof member === 'string' || typeof member === 'number' ? String(member) : '';
  };
  return { name: text('name'), version: text('version'), description: text('description') };
}
