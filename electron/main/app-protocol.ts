import { readFile } from 'node:fs/promises';
import { protocol, type Session } from 'electron';
import { findPageFile } from '../services/page/page-files.ts';
import { pageHeaders } from '../services/page/page-headers.ts';
import { pageHost, pageScheme } from './page-address.ts';

/** Makes the page's scheme a proper, secure origin. Must be called before the app is ready. */
export function claimPageScheme(): void {
  protocol.registerSchemesAsPrivileged([
    {
      scheme: pageScheme,
      privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
    },
  ]);
}

/** Answers the page's addresses with the files of its folder, and with nothing else. */
export function answerPage(session: Session, folder: string): void {
  session.protocol.handle(pageScheme, (request) => answer(request, folder));
}

async function answer({ method, url }: Request, folder: string): Promise<Response> {
  const { host, pathname } = new URL(url);
  if (host !== pageHost) return refusal(403, 'The request was sent to another host name.');
  if (method !== 'GET' && method !== 'HEAD') return refusal(405, 'The page is only read.');
  const file = await findPageFile(folder, pathname);
  if (file === undefined) return refusal(404, 'There is no such file.');
  return new Response(method === 'HEAD' ? null : await readFile(file.path), {
    headers: {
      ...pageHeaders(),
      'Content-Type': file.type,
      'Content-Length': String(file.bytes),
      'Cache-Control': file.immutable ? 'private, max-age=31536000, immutable' : 'no-store',
    },
  });
}

function refusal(status: number, reason: string): Response {
  return new Response(`${reason}\n`, {
    status,
    headers: { ...pageHeaders(), 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' },
  });
}
