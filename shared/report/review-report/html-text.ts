/** A piece of HTML; whatever came from outside is escaped in it. */
export interface Html {
  readonly html: string;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Characters that steer how text is read or shown, but for line ends and tabs. */
const steering = /[^\P{Cc}\n\t]|[\u{200e}\u{200f}\u{202a}-\u{202e}\u{2066}-\u{2069}\u{feff}]/gu;

function escapeText(text: string): string {
  return text
    .replace(steering, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`)
    .replace(/[&<>"']/g, (character) => entities[character] ?? '');
}

type Part = Html | string | number | undefined | readonly (Html | string)[];

/** Joins the fixed HTML of the template with its values: texts are escaped, pieces of HTML are taken as they are, nothing stays nothing. */
export function html(strings: TemplateStringsArray, ...values: readonly Part[]): Html {
  const parts = strings.map((fixed, i) => fixed + partText(values[i]));
  return { html: parts.join('') };
}

function partText(value: Part): string {
  if (value === undefined) return '';
  if (typeof value === 'string') return escapeText(value);
  if (typeof value === 'number') return String(value);
  if ('html' in value) return value.html;
  return value.map(partText).join('');
}
