import { TarFollower } from '../archives/tar-follower.ts';
import type { ByteStream } from '../archives/types.ts';

/** Longer than what engines say about a failure. */
const tailLength = 1024;

/**
 * Passes a tar on and fails at its end where it is empty or was cut short: engines have ended saves properly in HTTP
 * with nothing sent, or with an error message in place of the rest, and HTTP/1.0 does not tell an end from a connection that broke.
 * @param fail makes the error of a reason
 */
export async function* wholeArchive(
  archive: ByteStream,
  fail: (reason: string) => Error,
): AsyncGenerator<Uint8Array> {
  const follower = new TarFollower();
  let bytes = 0;
  let tail = Buffer.alloc(0);
  for await (const piece of archive) {
    bytes += piece.length;
    follower.pass(piece);
    tail = Buffer.concat([tail, piece.subarray(-tailLength)]).subarray(-tailLength);
    yield piece;
  }
  if (bytes === 0) throw fail('it sent an empty archive');
  if (follower.ended) return;
  const message = /\{"(?:errorDetail|message)":.*\}\s*$/s.exec(tail.toString('utf8'))?.[0];
  throw fail(
    message === undefined
      ? `its archive stops after ${bytes} bytes, before its end`
      : `it broke off after ${bytes} bytes with ${message.trim()}`,
  );
}
