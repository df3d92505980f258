/** Who is last in each queue. */
const queues = new Map<string, Promise<unknown>>();

/**
 * Does work when all earlier work on the same path is over, also that of other windows of this process: two who look at a file
 * and then write it must not look at the same moment.
 */
export async function inTurn<Result>(path: string, work: () => Promise<Result>): Promise<Result> {
  const before = queues.get(path);
  const own = (async () => {
    await before?.catch(() => undefined);
    return await work();
  })();
  queues.set(path, own);
  try {
    return await own;
  } finally {
    if (queues.get(path) === own) queues.delete(path);
  }
}
