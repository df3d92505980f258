const byteOrderMark = '\uFEFF';

/** A text as an editor shows it: without its byte-order mark, with every line end a line feed. */
export function shownText(text: string): string {
  const unmarked = text.startsWith(byteOrderMark) ? text.slice(1) : text;
  return unmarked.includes('\r') ? unmarked.replace(/\r\n?/g, '\n') : unmarked;
}
