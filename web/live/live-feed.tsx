'use client';
import type { LiveEvent } from '@ainfluencer/server/contract/activities';
import { useQueryClient } from '@tanstack/react-query';
import { WifiOff } from 'lucide-react';
import { useEffect } from 'react';
import { type Topic, topics } from '#api/query-client.ts';
import { useLive } from './live-store.ts';
import { openLiveSocket } from './socket.ts';

/** What else shows the things of a topic. */
const alsoShowing: Partial<Record<Topic, readonly Topic[]>> = {
  characters: ['home'],
  // Posts and the calendar say when what is made for them will be ready.
  generations: ['assets', 'posts', 'deliveries'],
  assets: ['home'],
  posts: ['deliveries', 'home'],
  deliveries: ['posts', 'home'],
  accounts: ['home', 'posts', 'deliveries'],
};
const gatherMilliseconds = 120;

/** Reads again whatever the server says has changed, so that no page needs a reload. */
export function LiveFeed() {
  const client = useQueryClient();
  const setSocket = useLive((state) => state.setSocket);
  const setRunning = useLive((state) => state.setRunning);
  const forget = useLive((state) => state.forget);

  useEffect(() => {
    const stale = new Set<Topic>();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const readAgain = (...changed: Topic[]) => {
      for (const topic of changed) {
        stale.add(topic);
        for (const other of alsoShowing[topic] ?? []) stale.add(other);
      }
      timer ??= setTimeout(() => {
        timer = undefined;
        for (const topic of stale) void client.invalidateQueries({ queryKey: [topic] });
        stale.clear();
      }, gatherMilliseconds);
    };
    const onEvent = (event: LiveEvent) => {
      if (event.type === 'activity') readAgain('activities');
      if (event.type === 'progress') setRunning(event.generationId, event);
      if (event.type === 'changed') {
        if (event.topic === 'generations') forget(event.id);
        if (event.topic === 'workspace') void client.invalidateQueries({ queryKey: ['session'] });
        readAgain(event.topic);
      }
    };
    const close = openLiveSocket({
      onEvent,
      onOpen: (again) => again && readAgain(...topics),
      onState: setSocket,
    });
    return () => {
      clearTimeout(timer);
      close();
    };
  }, [client, setSocket, setRunning, forget]);

  return null;
}

/** Says that the screen may be behind, only after the connection was really lost. */
export function OfflineBanner() {
  const socket = useLive((state) => state.socket);
  if (socket !== 'lost') return null;
  return (
    <div
      role="status"
      className="flex items-center justify-center gap-2 bg-warn-soft px-4 py-1.5 text-[13px] text-warn"
    >
      <WifiOff className="size-4" aria-hidden />
      Connection to the studio lost. Trying again; what you see may be behind.
    </div>
  );
}
