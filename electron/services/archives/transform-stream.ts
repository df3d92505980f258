import type { Transform } from 'node:stream';
import type { ByteStream } from './types.ts';

/**
 * Pulls a byte stream through a Node transform (zlib). An error of the source passes unchanged, one of the transform as it is.
 * Ending the iteration early ends both and waits until the source has let go.
 */
export async function* through(source: ByteStream, transform: Transform): AsyncGenerator<Uint8Array> {
  let failure: { readonly error: unknown } | undefined;
  // Errors are taken from the iteration; a late one, after it ended, must not bring the process down.
  transform.on('error', () => {});
  const feeding = feed();
  try {
    for await (const chunk of transform) yield chunk;
  } catch (error) {
    throw failure === undefined ? error : failure.error;
  } finally {
    transform.destroy();
    await feeding;
  }

  async function feed(): Promise<void> {
    try {
      for await (const chunk of source) {
        if (transform.destroyed) return;
        await written(transform, chunk);
        if (transform.destroyed) return;
      }
      transform.end();
    } catch (error) {
      failure = { error };
      transform.destroy(error instanceof Error ? error : new Error(String(error)));
    }
  }
}

/** Settles when the transform is done with the bytes, which are good no longer than until the next are asked for, or never will be. */
function written(transform: Transform, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve) => {
    const settle = () => {
      transform.off('close', settle);
      resolve();
    };
    transform.on('close', settle);
    transform.write(bytes, settle);
  });
}
