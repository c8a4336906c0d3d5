'use client';
import { useEffect, useRef } from 'react';

const keyOwners = '[role="dialog"], [role="alertdialog"], [role="menu"], [role="listbox"], [role="slider"]';
/** Parts of a page in which arrow keys mean something of their own. */
const arrowOwners =
  '[role="radiogroup"], [role="group"], [role="tablist"], [aria-roledescription="draggable"], video, audio';
/** Begins a sequence of two keys; what follows it is never taken alone. */
const leader = 'g';

/** True while keys belong to a text field, an open dialog or a menu. */
function isTyping(event: KeyboardEvent): boolean {
  const target = event.target;
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable) return true;
  if (target.closest(keyOwners)) return true;
  if (event.key.startsWith('Arrow') && target.closest(arrowOwners)) return true;
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
    let led = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const onKey = (event: KeyboardEvent) => {
      if (event.metaKey || event.ctrlKey || event.altKey || isTyping(event)) return;
      clearTimeout(timer);
      const run = current.current[led ? `${leader} ${event.key}` : event.key];
      led = !led && event.key === leader;
      if (led) {
        timer = setTimeout(() => {
          led = false;
        }, sequenceMilliseconds);
      }
      if (!run) return;
      event.preventDefault();
      run();
    };
    window.addEventListener('keydown', onKey);
    return () => {
      clearTimeout(timer);
      window.removeEventListener('keydown', onKey);
    };
  }, [enabled]);
}
