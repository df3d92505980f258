/**
 * A way to an engine that holds back the images it is asked for, so that an export lasts as long as a test needs.
 *
 *     const gate = await gatedEngine(docker.socket);
 *     await gate.asked;
 *     gate.open();
 */
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { temporaryFolder } from './temp-folder.ts';

interface GatedEngine {
  readonly endpoint: string;
  /** An image was asked for. */
  readonly asked: Promise<void>;
  /** Lets every image pass. */
  open(): void;
}

/** Everything but images passes at once. */
export async function gatedEngine(engineSocket: string): Promise<GatedEngine> {
  const path = join(await temporaryFolder(), 'gate.sock');
  const [asked, tellAsked] = signal();
  const [opened, open] = signal();
  const server = createServer((client) => {
    const engine = connect(engineSocket);
    let passed = Promise.resolve();
    for (const end of [client, engine]) {
      end.on('error', () => undefined);
      end.on('close', () => {
        client.destroy();
        engine.destroy();
      });
    }
    engine.pipe(client);
    client.on('data', (chunk) => {
      const wantsImage = /^GET \S*\/images\/(?:\S+\/)?get\b/.test(chunk.toString('latin1'));
      if (wantsImage) tellAsked();
      passed = passed.then(() => (wantsImage ? opened : undefined)).then(() => void engine.write(chunk));
    });
  });
  server.listen(path);
  await once(server, 'listening');
  onTestFinished(() => {
    open();
    server.close();
  });
  return { endpoint: `unix://${path}`, asked, open };
}

function signal(): [Promise<void>, () => void] {
  let tell: () => void = () => undefined;
  const told = new Promise<void>((resolve) => {
    tell = resolve;
  });
  return [told, tell];
}
