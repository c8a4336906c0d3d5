'use client';
import { useEffect, useRef } from 'react';

/** True while keys belong to a text field, an open dialog or a menu. */
function isTyping(event: KeyboardEvent): boolean {
  const target = event.target;
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable) return true;
  if (target.closest('[role="dialog"], [role="menu"], [role="listbox"], [role="slider"]')) return true;
  return /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

const sequenceMilliseconds = 1200;

/**
 * Listens for single keys (`'j'`, `'?'`, `'ArrowLeft'`) and for two in a row (`'g h'`) while nobody is
 * typing and no modifier is held.
 */
export function useShortcuts(shortcuts: Readonly<Record<string, () => void>>, enabled = true): void {
  const current = useRef(shortcuts);
  current.current = shortcuts;
  useEffect(() => {
    if (!enabled) return;
    let first: string | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const onKey = (event: KeyboardEvent) => {
      if (event.metaKey || event.ctrlKey || event.altKey || isTyping(event)) return;
      const run = (first && current.current[`${first} ${event.key}`]) || current.current[event.key];
      clearTimeout(timer);
      first = first ? undefined : event.key;
      timer = setTimeout(() => {
        first = undefined;
      }, sequenceMilliseconds);
      if (!run) return;
      event.preventDefault();
      first = undefined;
      run();
    };
    window.addEventListener('keydown', onKey);
    return () => {
      clearTimeout(timer);
      window.removeEventListener('keydown', onKey);
    };
  }, [enabled]);
}
