/** A program that starts a thread of our own, waits until it serves, and has nothing more to do. */
import { startThread } from '../../electron/services/threads/thread.ts';

await startThread('deflate').ready;
process.stdout.write('ready\n');
