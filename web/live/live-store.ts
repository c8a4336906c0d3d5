import { create } from 'zustand';
import type { SocketState } from './socket.ts';

interface Running {
  progress: number;
  stage: string;
  /** Small pictures of takes as far as they are, by take. */
  previews: Readonly<Record<string, string>>;
}

interface News {
  progress: number;
  stage: string;
  takeId: string | null;
  preview?: string | undefined;
}

interface LiveState {
  socket: SocketState;
  /** Figures of running generations by id, fresher than the last read. */
  running: Readonly<Record<string, Running>>;
  setSocket: (socket: SocketState) => void;
  setRunning: (generationId: string, news: News) => void;
  forget: (generationId: string) => void;
}

export const useLive = create<LiveState>((set) => ({
  socket: 'connecting',
  running: {},
  setSocket: (socket) => set({ socket }),
  setRunning: (generationId, { progress, stage, takeId, preview }) =>
    set(({ running }) => {
      const previews = {
        ...running[generationId]?.previews,
        ...(takeId && preview && { [takeId]: preview }),
      };
      return { running: { ...running, [generationId]: { progress, stage, previews } } };
    }),
  forget: (generationId) =>
    set((state) => {
      const { [generationId]: _gone, ...running } = state.running;
      return { running };
    }),
}));
