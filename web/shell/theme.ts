'use client';
import { useSyncExternalStore } from 'react';
import { storageKey } from './theme-script.ts';

export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

const changed = 'theme-changed';

function readTheme(): Theme {
  const stored = localStorage.getItem(storageKey);
  return themes.find((theme) => theme === stored) ?? 'system';
}

function apply(): void {
  const theme = readTheme();
  const dark = theme === 'dark' || (theme === 'system' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
}

export function setTheme(theme: Theme): void {
  localStorage.setItem(storageKey, theme);
  apply();
  window.dispatchEvent(new Event(changed));
}

function subscribe(listener: () => void): () => void {
  const system = matchMedia('(prefers-color-scheme: dark)');
  const onSystem = () => {
    apply();
    listener();
  };
  system.addEventListener('change', onSystem);
  window.addEventListener(changed, listener);
  window.addEventListener('storage', onSystem);
  return () => {
    system.removeEventListener('change', onSystem);
    window.removeEventListener(changed, listener);
    window.removeEventListener('storage', onSystem);
  };
}

export function useTheme(): Theme {
  return useSyncExternalStore(subscribe, readTheme, () => 'system');
}
