/**
 * One end of a two-way line between a page and its host: a MessagePort, or a WebSocket through `textPort`.
 * Messages are plain JSON data and arrive in order, whole or not at all.
 */
export interface Port {
  /** Does nothing on a port that is closed. */
  postMessage(message: unknown): void;
  /** Gives what ends the listening. */
  onMessage(listener: (message: unknown) => void): () => void;
  /** Called once, whichever end closed it. Gives what ends the listening. */
  onClose(listener: () => void): () => void;
  close(): void;
}

/** A line that carries texts, such as a WebSocket. */
export interface TextChannel {
  send(text: string): void;
  close(): void;
}

/** A port over a channel of texts, and what its owner tells it of the channel. */
export interface TextPort {
  readonly port: Port;
  /** A text came. False where it is not JSON; nobody was told of it then. */
  take(text: string): boolean;
  /** The channel ended. */
  ended(): void;
}

/** A port whose messages cross a channel as JSON. */
export function textPort(channel: TextChannel): TextPort {
  const messages = new Set<(message: unknown) => void>();
  const closings = new Set<() => void>();
  let open = true;
  const ended = (): void => {
    if (!open) return;
    open = false;
    for (const listener of [...closings]) listener();
  };
  return {
    port: {
      postMessage: (message) => {
        if (open) channel.send(JSON.stringify(message));
      },
      onMessage: (listener) => {
        messages.add(listener);
        return () => messages.delete(listener);
      },
      onClose: (listener) => {
        closings.add(listener);
        return () => closings.delete(listener);
      },
      close: () => {
        channel.close();
        ended();
      },
    },
    take: (text) => {
      let message: unknown;
      try {
        message = JSON.parse(text);
      } catch {
        return false;
      }
      for (const listener of [...messages]) if (open) listener(message);
      return true;
    },
    ended,
  };
}
