import pc from 'picocolors';

/** Colours as functions of a text; without colours they give it back. */
export type Colors = ReturnType<typeof pc.createColors>;

/** How text is laid out for one stream. */
export interface Style {
  readonly colors: Colors;
  /** Columns to fill; infinite where the text goes to a file or another program. */
  readonly width: number;
}

/** A stream as far as its looks are concerned. */
export interface StyledStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
}

const widest = 110;
const narrowest = 40;

/** Colours and width for a stream: a terminal gets both, anything else neither, unless FORCE_COLOR asks for colours. */
export function styleFor(
  stream: StyledStream,
  env: Readonly<Record<string, string | undefined>>,
  noColor: boolean,
): Style {
  const terminal = stream.isTTY === true;
  const columns = stream.columns ?? 80;
  return {
    colors: pc.createColors(hasColors(terminal, env, noColor)),
    width: terminal ? Math.max(narrowest, Math.min(columns, widest)) : Number.POSITIVE_INFINITY,
  };
}

function hasColors(
  terminal: boolean,
  env: Readonly<Record<string, string | undefined>>,
  noColor: boolean,
): boolean {
  if (noColor || (env.NO_COLOR ?? '') !== '') return false;
  const forced = env.FORCE_COLOR;
  if (forced !== undefined && forced !== '') return forced !== '0' && forced !== 'false';
  return terminal && env.TERM !== 'dumb';
}

const controls = /[\p{Cc}\u{200e}\u{200f}\u{202a}-\u{202e}\u{2066}-\u{2069}]/gu;

/** A text from outside as it may be printed: characters that steer a terminal are shown, not sent. */
export function printable(text: string): string {
  return text.replace(controls, (character) =>
    character === '\n' || character === '\t' ? ' ' : `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}

/** Breaks a text at blanks into lines of at most `width`; a longer word stands alone. */
function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of printable(text).split(/ +/)) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  lines.push(line);
  return lines;
}

/** Wraps a text and indents every line but the first, which the caller has begun. */
export function wrapAfter(begun: number, text: string, style: Style): string {
  return wrap(text, Math.max(narrowest / 2, style.width - begun)).join(`\n${' '.repeat(begun)}`);
}

/** A text cut to a width, with … where it was cut. */
export function truncate(text: string, width: number): string {
  const plain = printable(text);
  return plain.length <= width ? plain : `${plain.slice(0, Math.max(0, width - 1))}…`;
}

/** One column of a table. */
export interface Column {
  readonly title: string;
  readonly align?: 'left' | 'right';
  /** Takes what the others leave and is cut to it; at most one. */
  readonly flexible?: boolean;
  readonly paint?: (text: string) => string;
}

const gap = '  ';

/** A table with its titles dimmed, indented by two; numbers stand right. */
export function table(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  style: Style,
): string {
  const cells = rows.map((row) => row.map(printable));
  const widths = columns.map((column, i) =>
    Math.max(column.title.length, ...cells.map((row) => (row[i] ?? '').length)),
  );
  const flexible = columns.findIndex((column) => column.flexible === true);
  if (flexible >= 0) {
    const others = widths.reduce((sum, width, i) => (i === flexible ? sum : sum + width + gap.length), 0);
    const left = Math.max(8, style.width - gap.length - others);
    widths[flexible] = Math.min(widths[flexible] ?? 0, left);
  }
  const line = (row: readonly string[], painted: boolean): string =>
    (
      gap +
      columns
        .map((column, i) => {
          const cell = truncate(row[i] ?? '', widths[i] ?? 0);
          const blank = ' '.repeat(Math.max(0, (widths[i] ?? 0) - cell.length));
          const text = painted && column.paint !== undefined ? column.paint(cell) : cell;
          return column.align === 'right' ? blank + text : text + blank;
        })
        .join(gap)
    ).trimEnd();
  const titles = style.colors.dim(
    line(
      columns.map((column) => column.title),
      false,
    ),
  );
  return [titles, ...cells.map((row) => line(row, true))].join('\n');
}
