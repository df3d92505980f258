import type { Engine } from './types.ts';

/** Gives work a way to an engine, which is connected when first asked for and closed when the work is done. */
export async function withEngine<Result>(
  signal: AbortSignal,
  work: (engine: () => Promise<Engine>) => Promise<Result>,
): Promise<Result> {
  let connecting: Promise<Engine> | undefined;
  const connect = async (): Promise<Engine> => {
    const { connectEngine } = await import('./discovery.ts');
    return connectEngine(signal);
  };
  try {
    return await work(() => (connecting ??= connect()));
  } finally {
    await connecting?.then(
      (engine) => engine.close(),
      () => undefined,
    );
  }
}
