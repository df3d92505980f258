/** Calls back after a time in milliseconds; gives what prevents it. */
export type Later = (milliseconds: number, action: () => void) => () => void;

/** Takes the progress of one call and passes it on in pieces, at once or when their time has come. */
export interface ProgressGate<Value> {
  push(value: Value): void;
  /** Passes on what is still held. Nothing comes through afterwards. */
  end(): void;
}

/** Twenty pieces a second are as many as anybody can see. */
const pauseMs = 50;

/**
 * Lets progress through at most once in 50 ms; the last one always arrives. `every`: nothing is left out, what came
 * meanwhile is passed on together; otherwise the latest stands for those before it.
 */
export function progressGate<Value>(
  every: boolean,
  later: Later,
  pass: (values: readonly Value[]) => void,
): ProgressGate<Value> {
  let held: Value[] = [];
  let stopWaiting: (() => void) | undefined;
  let ended = false;

  const flush = (): void => {
    stopWaiting = undefined;
    if (held.length === 0) return;
    const values = held;
    held = [];
    stopWaiting = later(pauseMs, flush);
    pass(values);
  };

  return {
    push: (value) => {
      if (ended) return;
      if (every) held.push(value);
      else held = [value];
      if (stopWaiting === undefined) flush();
    },
    end: () => {
      ended = true;
      stopWaiting?.();
      if (held.length > 0) pass(held);
      held = [];
    },
  };
}
