import type { Control } from './shape.ts';

/** What a text field shows for a value; maps and lists have no place in one. */
export function scalarText(value: unknown): string {
  return value === null || value === undefined || typeof value === 'object' ? '' : String(value);
}

/** A number, where the text is the plain spelling of one (`1e3` and `007` are left as text). */
function plainNumber(text: string): number | undefined {
  const number = Number(text);
  return text !== '' && Number.isFinite(number) && String(number) === text ? number : undefined;
}

/**
 * What a typed text means in a field. Text that is no number where one is wanted stays text: the rules say so then.
 * @param before the value until now; a quoted number stays one
 */
export function typedValue(control: Control, typed: string, before: unknown): unknown {
  switch (control) {
    case 'integer': {
      const text = typed.trim();
      return /^-?\d+$/.test(text) ? (plainNumber(text) ?? text) : text;
    }
    case 'number':
      return plainNumber(typed.trim()) ?? typed.trim();
    case 'integer-or-name':
    case 'quantity': {
      const text = typed.trim();
      return typeof before === 'string' && before !== '' && control === 'quantity'
        ? text
        : (plainNumber(text) ?? text);
    }
    case 'image':
      return typed.trim();
    default:
      return typed;
  }
}
