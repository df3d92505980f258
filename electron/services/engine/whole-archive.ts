import type { ByteStream } from '../archives/types.ts';

/** A tar ends with two blocks of zeros. */
const endLength = 1024;

/**
 * Passes a tar on and fails at its end where it is empty or was cut short: engines have ended saves properly in HTTP
 * with nothing sent, or with an error message in place of the rest.
 * @param fail makes the error of a reason
 */
export async function* wholeArchive(
  archive: ByteStream,
  fail: (reason: string) => Error,
): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  let end: Uint8Array = new Uint8Array(0);
  for await (const chunk of archive) {
    bytes += chunk.length;
    end =
      chunk.length >= endLength
        ? chunk.subarray(-endLength)
        : Buffer.concat([end, chunk]).subarray(-endLength);
    yield chunk;
  }
  if (bytes === 0) throw fail('it sent an empty archive');
  if (bytes < endLength || end.some((byte) => byte !== 0)) {
    const message = /\{"(?:errorDetail|message)":.*\}\s*$/s.exec(Buffer.from(end).toString('utf8'))?.[0];
    throw fail(
      message === undefined
        ? `its archive stops after ${bytes} bytes, before its end`
        : `it broke off after ${bytes} bytes with ${message.trim()}`,
    );
  }
}
