import { connect } from '../../shared/contract/rpc.ts';
import { channelPort, type Port, textPort } from '../../shared/contract/rpc-port.ts';
import type { ConnectionSlice, StudioClient, StudioTable } from '../store/connection.ts';

type State = ConnectionSlice['connection'];

/** Told of every change of the connection. Each connection has a client of its own; a lost one answers `ConnectionLost`. */
interface Connected {
  onState(state: State, client?: StudioClient): void;
}

/** Whether the desktop app shows the page: the browser’s host serves plain HTTP on the loopback address, and it alone does. */
export const onDesktop = window.location.protocol !== 'http:';

/** Connects the page to the host that serves it, for as long as the page lives. */
export function connectToHost(connected: Connected): void {
  if (onDesktop) void handedPort().then((port) => connectDesktop(port, connected));
  else connectWeb(connected);
}

/** The name under which the desktop host hands the page its port. */
const portMessage = 'gantry:port';

/** The one port that the preload script of the desktop hands over. */
function handedPort(): Promise<MessagePort> {
  return new Promise((resolve) => {
    const take = (event: MessageEvent<unknown>): void => {
      const [port] = event.ports;
      if (event.source !== window || event.data !== portMessage || port === undefined) return;
      window.removeEventListener('message', take);
      resolve(port);
    };
    window.addEventListener('message', take);
  });
}

/** Connects over the port of the desktop host. When that host is gone, so is the window: there is no second try. */
function connectDesktop(channel: MessagePort, { onState }: Connected): void {
  const port = messagePort(channel);
  port.onClose(() => onState('lost'));
  onState('open', connect<StudioTable>(port));
}

function messagePort(channel: MessagePort): Port {
  const { port, take, ended } = channelPort({
    send: (message) => channel.postMessage(message),
    close: () => channel.close(),
  });
  channel.addEventListener('message', ({ data }: MessageEvent<unknown>) => take(data));
  channel.addEventListener('close', ended);
  channel.start();
  return port;
}

const firstPauseMs = 250;
const longestPauseMs = 5000;

/**
 * Connects over a WebSocket to the host that served the page, and again whenever the connection is lost: soon at
 * first, then every few seconds, and at once when somebody looks at the page. A host that said it ends is only looked
 * for on such an occasion.
 */
function connectWeb({ onState }: Connected): void {
  const url = new URL('/rpc', window.location.href);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  let pauseMs = firstPauseMs;
  let timer: number | undefined;
  let waiting = false;

  const attempt = (): void => {
    waiting = false;
    window.clearTimeout(timer);
    const socket = new WebSocket(url);
    const line = textPort({ send: (text) => socket.send(text), close: () => socket.close() });
    let ending = false;
    socket.addEventListener('open', () => {
      pauseMs = firstPauseMs;
      const client = connect<StudioTable>(line.port);
      client.on('host.closing', () => {
        ending = true;
      });
      onState('open', client);
    });
    socket.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      if (typeof data !== 'string' || !line.take(data)) socket.close();
    });
    // What fails to open closes, too.
    socket.addEventListener('close', () => {
      line.ended();
      onState('lost');
      waiting = true;
      if (ending) return;
      timer = window.setTimeout(attempt, pauseMs);
      pauseMs = Math.min(pauseMs * 2, longestPauseMs);
    });
  };

  const lookAgain = (): void => {
    if (waiting && document.visibilityState === 'visible') attempt();
  };
  document.addEventListener('visibilitychange', lookAgain);
  window.addEventListener('focus', lookAgain);
  window.addEventListener('online', lookAgain);
  onState('connecting');
  attempt();
}
