import type { Engine } from './types.ts';

/** Milliseconds for which the engine that answered is asked first: beyond, one that is preferred may have been started. */
const rememberedFor = 60_000;

/** The engine that was found last. */
let found: { readonly endpoint: string; readonly at: number } | undefined;

/**
 * Gives work a way to an engine, which is connected when first asked for and closed when the work is done. A process that
 * runs on does not wait again for places that did not answer a moment ago.
 */
export async function withEngine<Result>(
  signal: AbortSignal,
  work: (engine: () => Promise<Engine>) => Promise<Result>,
): Promise<Result> {
  let connecting: Promise<Engine> | undefined;
  try {
    return await work(() => (connecting ??= connect(signal)));
  } finally {
    await connecting?.then(
      (engine) => engine.close(),
      () => undefined,
    );
  }
}

async function connect(signal: AbortSignal): Promise<Engine> {
  const [{ connectEngine }, { systemEnvironment }] = await Promise.all([
    import('./discovery.ts'),
    import('./environment.ts'),
  ]);
  const remembered = found !== undefined && performance.now() - found.at < rememberedFor ? found : undefined;
  const first = remembered === undefined ? {} : { first: remembered.endpoint };
  const engine = await connectEngine(signal, systemEnvironment(), first);
  if (engine.endpoint !== remembered?.endpoint) found = { endpoint: engine.endpoint, at: performance.now() };
  return engine;
}
