import fc from '../support/fast-check.ts';

/** Draws a random value; what `fc.gen()` hands to a property. */
export type Draw = fc.GeneratorValue;

export interface ManifestHabits {
  readonly anchors: boolean;
  readonly duplicates: boolean;
  /** Some of the other objects do not parse. */
  readonly broken: boolean;
}

export interface RandomManifest {
  readonly text: string;
  /** Which objects of the file parse. */
  readonly sound: readonly number[];
}

const PLAIN = [
  'web',
  'chat:1.4.0',
  '8080',
  '0644',
  '1e3',
  'true',
  'no',
  '~',
  '1.0',
  '250m',
  '-c',
  'http://x/y?a=b',
  '128Mi',
  'a b  c',
  'ends#with',
  '-1',
  '.5',
  '0x1F',
  '2024-01-01',
];
const QUOTED = [
  '"1.0"',
  "'it''s'",
  '"a\\tb \\u00e9"',
  "''",
  '""',
  '"# no comment"',
  "'{x}'",
  '"multi\\nline"',
  '"yes"',
];
const KEYS = [
  'name',
  'image',
  'ports',
  'env',
  'labels',
  'unknownField',
  '"quoted key"',
  "'single'",
  'x.y/z',
  'a b',
  '"1"',
  'type',
  'kind',
  'é',
];
const BROKEN = [
  'a: [1, 2\n',
  'a: "never closed\nb: 1\n',
  'a: 1\n\tb: 2\n',
  'a: b: c\n',
  'a: @x\n',
  '- a\nb: 1\n',
  'k: *nowhere\n',
];

/** Writes random manifests the way people and tools do, comments numbered so that each can be found again. */
export class ManifestWriter {
  readonly #draw: Draw;
  readonly #habits: ManifestHabits;
  #comments = 0;
  #anchors: { name: string; map: boolean }[] = [];

  constructor(draw: Draw, habits: ManifestHabits) {
    this.#draw = draw;
    this.#habits = habits;
  }

  write(): RandomManifest {
    const count = this.#int(1, 3);
    const sound: number[] = [];
    let text = this.#chance(4) ? `${this.#comment()}\n\n` : '';
    for (let index = 0; index < count; index++) {
      if (index > 0 || this.#chance(3)) text += this.#pick(['---\n', `--- ${this.#comment()}\n`, '---\n\n']);
      if (this.#habits.broken && this.#chance(2)) {
        text += this.#pick(BROKEN);
        continue;
      }
      sound.push(index);
      this.#anchors = [];
      text += this.#chance(4) ? `${this.#flow(3, '', true)}\n` : this.#map(0, 3).join('\n').concat('\n');
      if (this.#chance(5)) text += `${this.#comment()}\n`;
      if (this.#chance(6)) text += '\n';
    }
    if (this.#chance(4)) text = text.replace(/\n+$/, '');
    if (this.#chance(3)) text = text.replaceAll('\n', '\r\n');
    if (this.#chance(8)) text = `\uFEFF${text}`;
    return { text, sound };
  }

  #int(min: number, max: number): number {
    return this.#draw(fc.integer, { min, max });
  }

  #chance(of: number): boolean {
    return this.#int(1, of) === 1;
  }

  #pick<T>(from: readonly T[]): T {
    return from[this.#int(0, from.length - 1)] as T;
  }

  #comment(): string {
    this.#comments += 1;
    return `# c${this.#comments}: ${this.#pick(['note', '"quote', 'key: x', '[', '- '])}`;
  }

  #trailing(): string {
    return this.#chance(4) ? `${this.#pick([' ', '   '])}${this.#comment()}` : '';
  }

  #above(indent: string): string[] {
    const lines: string[] = [];
    if (this.#chance(8)) lines.push('');
    if (this.#chance(5)) lines.push(`${indent}${this.#comment()}`);
    return lines;
  }

  #keys(): string[] {
    const keys = this.#draw(fc.uniqueArray, fc.constantFrom(...KEYS), {
      minLength: 1,
      maxLength: 4,
    }) as string[];
    const [first] = keys;
    return this.#habits.duplicates && first !== undefined && this.#chance(4) ? [...keys, first] : keys;
  }

  #map(column: number, depth: number): string[] {
    const indent = ' '.repeat(column);
    const lines: string[] = [];
    const maps = this.#anchors.filter((each) => each.map);
    if (this.#habits.anchors && maps.length > 0 && this.#chance(3))
      lines.push(`${indent}<<: *${this.#pick(maps).name}`);
    for (const key of this.#keys()) {
      lines.push(...this.#above(indent));
      const [head = '', ...rest] = this.#value(column, depth);
      lines.push(`${indent}${key}:${head}`, ...rest);
    }
    return lines;
  }

  #anchor(map: boolean): string {
    if (!this.#habits.anchors || !this.#chance(3)) return '';
    const name = `a${this.#anchors.length}`;
    this.#anchors.push({ name, map });
    return ` &${name}`;
  }

  /** What follows a key: the rest of its line, then whole lines. */
  #value(column: number, depth: number): string[] {
    const kind = this.#int(0, depth > 0 ? 9 : 5);
    if (kind >= 8) {
      const step = this.#pick([0, 2, 2]);
      // The anchor is known only behind the value it names.
      const lines = this.#sequence(column + step, depth - 1);
      return [`${this.#trailing()}`, ...lines];
    }
    if (kind >= 6) {
      const lines = this.#map(column + this.#pick([2, 2, 4]), depth - 1);
      return [`${this.#anchor(true)}${this.#trailing()}`, ...lines];
    }
    if (kind === 5) return this.#block(column + 2);
    if (kind === 4) return [` ${this.#flow(2, ' '.repeat(column), this.#chance(2))}${this.#trailing()}`];
    if (kind === 3 && this.#habits.anchors && this.#anchors.length > 0) {
      return [` *${this.#pick(this.#anchors).name}${this.#trailing()}`];
    }
    if (kind === 2 && this.#chance(2)) return [this.#trailing()];
    return [`${this.#anchor(false)} ${this.#scalar()}${this.#trailing()}`];
  }

  #scalar(): string {
    return this.#chance(3) ? this.#pick(QUOTED) : this.#pick(PLAIN);
  }

  #block(column: number): string[] {
    const indent = ' '.repeat(column);
    const header = this.#pick(['|', '>', '|-', '>-', '|+', '|2-']);
    const lines = this.#draw(
      fc.array,
      fc.constantFrom('some text', 'key: value', '- dash', '# not a comment', '', '  deeper', '"'),
      {
        minLength: 1,
        maxLength: 3,
      },
    ) as string[];
    const body = ['first', ...lines].map((line) => (line === '' ? '' : indent + line));
    return [` ${header}${this.#trailing()}`, ...body];
  }

  #sequence(column: number, depth: number): string[] {
    const indent = ' '.repeat(column);
    const lines: string[] = [];
    const count = this.#int(1, 3);
    for (let index = 0; index < count; index++) {
      lines.push(...this.#above(indent));
      const kind = this.#int(0, 5);
      if (kind >= 3 && depth > 0) {
        const [first = '', ...rest] =
          kind === 3 ? this.#sequence(column + 2, depth - 1) : this.#map(column + 2, depth - 1);
        // A comment or blank line cannot share the dash's line.
        if (/^\s*(?:#.*)?$/.test(first)) lines.push(`${indent}-`, first, ...rest);
        else lines.push(`${indent}- ${first.trimStart()}`, ...rest);
      } else if (kind === 2) lines.push(`${indent}- ${this.#flow(1, indent, false)}${this.#trailing()}`);
      else if (kind === 1 && this.#chance(3)) lines.push(`${indent}-${this.#trailing()}`);
      else lines.push(`${indent}- ${this.#scalar()}${this.#trailing()}`);
    }
    return lines;
  }

  #flow(depth: number, indent: string, json: boolean): string {
    const many = json && this.#chance(2);
    const inner = `${indent}  `;
    const count = this.#int(0, 3);
    const list = depth < 3 && this.#chance(2);
    const parts: string[] = [];
    const keys = this.#draw(fc.uniqueArray, fc.constantFrom('a', 'b', 'name', 'kind'), {
      minLength: count,
      maxLength: count,
    }) as string[];
    for (const key of keys) {
      const scalar = json
        ? this.#pick(['1', '"x"', 'true', 'null', '"0644"'])
        : this.#pick(['1', 'x', "'y z'", '0644', '"q"']);
      const value =
        depth > 0 && this.#chance(3) ? this.#flow(depth - 1, many ? inner : indent, json) : scalar;
      parts.push(list ? value : `${json ? `"${key}"` : key}: ${value}`);
    }
    const [open, close] = list ? '[]' : '{}';
    if (parts.length === 0) return `${open}${close}`;
    if (!many) return `${open}${parts.join(', ')}${this.#chance(6) && !json ? ',' : ''}${close}`;
    const lines = parts.map((part, index) => {
      const comma = index < parts.length - 1 ? ',' : '';
      return `${inner}${part}${comma}${this.#chance(6) ? ` ${this.#comment()}` : ''}`;
    });
    return `${open}\n${lines.join('\n')}\n${indent}${close}`;
  }
}
