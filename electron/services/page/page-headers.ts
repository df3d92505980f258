import { contentPolicy } from './content-policy.ts';

/**
 * What every answer to a page carries, whichever host gives it. There are no CORS headers: no other page is to read
 * anything here.
 * @param socket the origin of the page's WebSocket, where it has one
 */
export function pageHeaders(socket?: string): Record<string, string> {
  return {
    'Content-Security-Policy': contentPolicy(socket),
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Permissions-Policy': 'camera=(), geolocation=(), microphone=()',
  };
}
