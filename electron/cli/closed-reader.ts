import { exitStatus } from './exit-status.ts';

/** A reader that has seen enough (`gantry … | head`) is no failure; any other trouble with the streams is one of writing. */
export function allowClosedReaders(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') return;
      process.exit(exitStatus.writing);
    });
  }
}
