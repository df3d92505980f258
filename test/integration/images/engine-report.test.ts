import { beforeAll, expect, test } from 'vitest';
import { readImageArchive } from '../../../electron/services/archives/image-archive-reader.ts';
import { connectEngine } from '../../../electron/services/engine/discovery.ts';
import type { Engine } from '../../../electron/services/engine/types.ts';
import { reportImages } from '../../../electron/services/images/report-images.ts';
import { ReportStore } from '../../../electron/services/images/report-store.ts';
import { isError } from '../../../shared/contract/error.ts';
import type { SizeReport } from '../../../shared/contract/size-report.ts';
import {
  busyboxImage,
  describeWith,
  dockerEngine,
  podmanEngine,
  type TestEngine,
} from '../../support/engines.ts';
import { temporaryFolder } from '../../support/temp-folder.ts';

const { signal } = new AbortController();

/** An engine has two seconds to say what it is, which a Podman under load now and then misses the first time. */
async function connectOnceAwake(endpoint: string): Promise<Engine> {
  const environment = {
    platform: 'linux',
    home: '/nowhere',
    variables: { DOCKER_HOST: endpoint },
    exists: () => false,
    readFile: () => undefined,
    list: () => [],
  } as const;
  for (let left = 9; ; left -= 1) {
    try {
      return await connectEngine(signal, environment);
    } catch (error) {
      if (left === 0 || !isError(error, 'EngineUnavailable')) throw error;
    }
  }
}

for (const [part, start] of [
  ['docker engine', dockerEngine],
  ['podman engine', podmanEngine],
] as const) {
  describeWith([part, 'busybox'], `the size report of an image on the ${part}`, () => {
    const base = 'localhost/size-base:1.0';
    const reference = 'localhost/size-test:1.0';
    let real: TestEngine;
    let engine: Engine;
    let store: ReportStore;
    let report: SizeReport | undefined;

    const measure = async (): Promise<SizeReport | undefined> => {
      const context = { signal, progress: () => undefined, engine: () => Promise.resolve(engine) };
      return (await reportImages({ image: reference }, context, store)).images[0];
    };

    /** What the symbolic links of each layer take where they are unpacked: the bytes of their targets. */
    const linkBytes = async (): Promise<number[]> => {
      const bytes = new Map<string, number>();
      const info = await readImageArchive(await engine.save([reference], signal), {
        file: 'saved.tar',
        onLayerEntry: (blob, { type, linkName }) => {
          if (type === 'symlink') bytes.set(blob, (bytes.get(blob) ?? 0) + Buffer.byteLength(linkName));
        },
      });
      return info.images.flatMap(({ layers }) => layers.map(({ blob }) => bytes.get(blob) ?? 0));
    };

    beforeAll(async () => {
      real = await start();
      engine = await connectOnceAwake(real.endpoint);
      store = new ReportStore(await temporaryFolder());
      await busyboxImage(real, base, {
        'data/big': 'b'.repeat(3_000_000),
        'data/small': 'small',
        'etc/motd': 'hello\n',
      });
      // A layer of real changes: written again, removed and new, as the engine itself records them.
      const name = `size-${Date.now()}`;
      const script = 'echo bye > /etc/motd; rm -r /data/big; ln /data/small /data/other; echo new > /new';
      await real.cli(['run', '--name', name, '--network', 'none', base, 'sh', '-c', script]);
      await real.cli(['commit', name, reference]);
      await real.cli(['rm', name]);
      report = await measure();
    });

    test('has the layers of the engine, each with the bytes that its history reports', async () => {
      const detail = await engine.inspect(reference, signal);
      expect(report?.layers.map(({ diffId }) => diffId)).toEqual(detail.layers);
      const steps = (await engine.history(reference, signal)).toReversed().filter(({ bytes }) => bytes > 0);
      // Docker counts what a file system says of files and symbolic links, Podman the bytes of the layer's tar.
      const links = await linkBytes();
      const sizes = report?.layers.map(({ bytes, fileBytes }, i) =>
        real.product === 'Docker' ? fileBytes + (links[i] ?? 0) : bytes,
      );
      expect(sizes).toEqual(steps.map(({ bytes }) => bytes));
    });

    test('tells what the last layer did, and what it wastes', () => {
      const last = report?.layers.at(-1);
      expect(last?.added).toBeGreaterThanOrEqual(2);
      expect(last?.removed).toBe(1);
      expect(last?.changed).toBeGreaterThanOrEqual(1);
      const big = report?.wasted.find(({ path }) => path === '/data/big');
      expect(big).toMatchObject({ bytes: 3_000_000, copies: 1, removed: true });
      expect(report?.wasted.find(({ path }) => path === '/etc/motd')).toMatchObject({
        bytes: 6,
        removed: false,
      });
    });

    test('is given again at once', async () => {
      const saved = engine.save;
      engine.save = () => Promise.reject(new Error('it is saved again'));
      try {
        expect(await measure()).toEqual(report);
      } finally {
        engine.save = saved;
      }
    });
  });
}
