import { create } from 'zustand';
import type { SocketState } from './socket.ts';

interface Running {
  progress: number;
  stage: string;
}

interface LiveState {
  socket: SocketState;
  /** Figures of running generations by id, fresher than the last read. */
  running: Readonly<Record<string, Running>>;
  setSocket: (socket: SocketState) => void;
  setRunning: (generationId: string, running: Running) => void;
  forget: (generationId: string) => void;
}

export const useLive = create<LiveState>((set) => ({
  socket: 'connecting',
  running: {},
  setSocket: (socket) => set({ socket }),
  setRunning: (generationId, running) =>
    set((state) => ({ running: { ...state.running, [generationId]: running } })),
  forget: (generationId) =>
    set((state) => {
      const { [generationId]: _gone, ...running } = state.running;
      return { running };
    }),
}));
