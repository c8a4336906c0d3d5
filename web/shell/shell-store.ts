import { create } from 'zustand';

interface ShellState {
  palette: boolean;
  help: boolean;
  openPalette: () => void;
  openHelp: () => void;
  setPalette: (open: boolean) => void;
  setHelp: (open: boolean) => void;
}

export const useShell = create<ShellState>((set) => ({
  palette: false,
  help: false,
  openPalette: () => set({ palette: true, help: false }),
  openHelp: () => set({ help: true, palette: false }),
  setPalette: (palette) => set({ palette }),
  setHelp: (help) => set({ help }),
}));
