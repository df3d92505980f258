/**
 * The Content-Security-Policy of the page: files of its own origin and nothing else, no `eval`, no frames, no forms.
 * Styles may stand in the page, as the text editor makes them for its themes and positions.
 * @param socket the origin of the page's WebSocket (`ws://127.0.0.1:4711`), where it has one
 */
export function contentPolicy(socket?: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "worker-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src 'self'${socket === undefined ? '' : ` ${socket}`}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}
