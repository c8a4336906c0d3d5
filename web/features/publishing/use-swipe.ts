'use client';
import { type PointerEvent, useRef, useState } from 'react';

/** How far a finger goes before letting go decides, in CSS pixels. */
export const swipePixels = 110;

/** Follows a finger sideways and decides where it lets go. A mouse and vertical scrolling are left alone. */
export function useSwipe(onRight: () => void, onLeft: () => void) {
  const from = useRef<{ x: number; y: number } | null>(null);
  const [shift, setShift] = useState(0);
  const settle = () => {
    from.current = null;
    setShift(0);
  };
  const handlers = {
    onPointerDown: (event: PointerEvent) => {
      if (event.pointerType !== 'mouse' && event.isPrimary)
        from.current = { x: event.clientX, y: event.clientY };
    },
    onPointerMove: (event: PointerEvent) => {
      if (!from.current) return;
      const x = event.clientX - from.current.x;
      if (Math.abs(x) <= Math.abs(event.clientY - from.current.y)) return;
      // A short buzz, where the device has one, tells that letting go now decides.
      if (Math.abs(shift) < swipePixels && Math.abs(x) >= swipePixels) navigator.vibrate?.(8);
      setShift(x);
    },
    onPointerUp: () => {
      settle();
      if (shift >= swipePixels) onRight();
      else if (shift <= -swipePixels) onLeft();
    },
    onPointerCancel: settle,
  };
  return { shift, handlers };
}
