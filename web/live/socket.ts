import { LiveEvent } from '@ainfluencer/server/contract/activities';

export type SocketState = 'connecting' | 'open' | 'lost';

interface SocketOptions {
  onEvent: (event: LiveEvent) => void;
  /** `again` is true when the connection had been lost: what happened meanwhile must be read again. */
  onOpen: (again: boolean) => void;
  onState: (state: SocketState) => void;
}

const firstPauseMilliseconds = 500;
const longestPauseMilliseconds = 15_000;

/** Keeps one WebSocket to the live feed open, with growing pauses between tries. Returns how to close it. */
export function openLiveSocket({ onEvent, onOpen, onState }: SocketOptions): () => void {
  let socket: WebSocket | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let tries = 0;
  let wasOpen = false;
  let closed = false;

  const connect = () => {
    clearTimeout(timer);
    if (closed) return;
    const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
    socket = new WebSocket(`${scheme}://${location.host}/api/v1/events`);
    socket.onopen = () => {
      tries = 0;
      onState('open');
      onOpen(wasOpen);
      wasOpen = true;
    };
    socket.onmessage = (message) => {
      const parsed = LiveEvent.safeParse(parseJson(message.data));
      if (parsed.success) onEvent(parsed.data);
    };
    socket.onclose = () => {
      if (closed) return;
      tries += 1;
      if (wasOpen || tries > 2) onState('lost');
      const pause = Math.min(longestPauseMilliseconds, firstPauseMilliseconds * 2 ** Math.min(tries, 6));
      timer = setTimeout(connect, pause * (0.75 + Math.random() / 2));
    };
  };
  const wake = () => {
    if (document.visibilityState === 'visible' && socket?.readyState === WebSocket.CLOSED) connect();
  };

  connect();
  window.addEventListener('online', wake);
  document.addEventListener('visibilitychange', wake);
  return () => {
    closed = true;
    clearTimeout(timer);
    window.removeEventListener('online', wake);
    document.removeEventListener('visibilitychange', wake);
    socket?.close();
  };
}

function parseJson(text: unknown): unknown {
  try {
    return JSON.parse(String(text));
  } catch {
    return null;
  }
}
