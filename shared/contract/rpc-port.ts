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

/** Whatever carries messages one way or the other; it never sees a message after its end. */
export interface Channel<Message> {
  send(message: Message): void;
  close(): void;
}

/** A port over a channel, and what its owner tells it of the channel. */
export interface ChannelPort {
  readonly port: Port;
  /** A message came. */
  take(message: unknown): void;
  /** The channel ended. */
  ended(): void;
}

/** A port over a channel that carries data as it is, such as a MessagePort. */
export function channelPort(channel: Channel<unknown>): ChannelPort {
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
        if (open) channel.send(message);
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
    take: (message) => {
      for (const listener of [...messages]) if (open) listener(message);
    },
    ended,
  };
}

/** A port over a channel of texts, and what its owner tells it of the channel. */
export interface TextPort extends Pick<ChannelPort, 'port' | 'ended'> {
  /** A text came. False where it is not JSON; nobody was told of it then. */
  take(text: string): boolean;
}

/** A port whose messages cross a channel of texts, such as a WebSocket, as JSON. */
export function textPort(channel: Channel<string>): TextPort {
  const { port, take, ended } = channelPort({
    send: (message) => channel.send(JSON.stringify(message)),
    close: () => channel.close(),
  });
  return {
    port,
    take: (text) => {
      let message: unknown;
      try {
        message = JSON.parse(text);
      } catch {
        return false;
      }
      take(message);
      return true;
    },
    ended,
  };
}
