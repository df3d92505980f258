/** One document of a YAML stream, with the directives, marker, comments and blank lines around it. */
export interface YamlChunk {
  readonly start: number;
  readonly text: string;
}

const BYTE_ORDER_MARK = '\uFEFF';

/**
 * Cuts a YAML stream into its documents. `---` and `...` at the start of a line always part documents:
 * YAML allows them inside no scalar. Joined together, the chunks are the text (a byte order mark at its head apart).
 */
export function splitYamlStream(text: string): YamlChunk[] {
  const chunks: YamlChunk[] = [];
  let start = text.startsWith(BYTE_ORDER_MARK) ? 1 : 0;
  // Comments and directives before the first `---` belong to the document that it opens.
  let inDocument = false;
  const cut = (at: number) => {
    if (at > start) chunks.push({ start, text: text.slice(start, at) });
    start = at;
    inDocument = false;
  };
  const lines = /[^\r\n]*(?:\r\n|\r|\n|$)/y;
  let at = start;
  while (at < text.length) {
    lines.lastIndex = at;
    const line = lines.exec(text)?.[0] ?? '';
    if (/^\uFEFF?---(?:[ \t\r\n]|$)/.test(line)) {
      if (inDocument) cut(at);
      inDocument = true;
    } else if (/^\.\.\.(?:[ \t\r\n]|$)/.test(line)) {
      cut(at + line.length);
    } else if (!inDocument && !/^\uFEFF?[ \t]*(?:#|[\r\n]|$)/.test(line) && !line.startsWith('%')) {
      inDocument = true;
    }
    at += line.length;
  }
  cut(text.length);
  return chunks;
}
