/**
 * The stand-in fails loudly: what it does not have, it names, both to the caller and to the test that runs it. A shell
 * that catches the failure cannot hide it.
 */
import { EventEmitter } from 'node:events';

/** Thrown for whatever the stand-in does not stand in for. */
export class NotStoodIn extends Error {
  override readonly name = 'NotStoodIn';
}

/** Names something that is not stood in for, to the test and as an error to throw. */
export function notStoodIn(what: string): NotStoodIn {
  const failure = new NotStoodIn(`the stand-in for Electron has no ${what}`);
  report({ type: 'failure', text: failure.message });
  return failure;
}

/** Tells the test something, where one is listening. */
export function report(message: Readonly<Record<string, unknown>>): void {
  process.send?.(message);
}

/**
 * Some members of one of Electron's objects, checked against its own declaration: `part` has nothing that `Whole` does
 * not declare, and with its types. Any other member fails when it is asked for.
 */
export function standInFor<Whole extends object>(name: string, part: Partial<Whole>): Whole {
  return new Proxy(part, {
    get: (target, key, receiver) => {
      if (Reflect.has(target, key)) return Reflect.get(target, key, receiver) as unknown;
      // What the language itself asks of any object.
      if (typeof key === 'symbol' || key === 'then' || key === 'toJSON') return undefined;
      throw notStoodIn(`${name}.${key}`);
    },
  }) as Whole;
}

/** Fails for options that are not stood in for: they would have no effect here, and a test would not notice. */
export function onlyKnown(where: string, options: object, known: readonly string[]): void {
  const unknown = Object.keys(options).find((name) => !known.includes(name));
  if (unknown !== undefined) throw notStoodIn(`option “${unknown}” of ${where}`);
}

/** An emitter that refuses listeners to events that it never emits. */
export class LoudEmitter extends EventEmitter {
  readonly #where: string;
  readonly #events: readonly string[];

  constructor(where: string, events: readonly string[]) {
    super();
    this.#where = where;
    this.#events = events;
  }

  /** `once` comes here, too. */
  override on(event: string, listener: (...args: never[]) => void): this {
    if (!this.#events.includes(event)) throw notStoodIn(`event “${event}” of ${this.#where}`);
    return super.on(event, listener as (...args: unknown[]) => void);
  }
}

/** An event whose default can be prevented. */
export class Preventable {
  defaultPrevented = false;
  readonly preventDefault = (): void => {
    this.defaultPrevented = true;
  };
}
