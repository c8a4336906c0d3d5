'use client';
import { useEffect, useState } from 'react';

/** The time, again every `everySeconds`, so that "2 minutes ago" stays true. */
export function useNow(everySeconds = 30): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everySeconds * 1000);
    return () => clearInterval(timer);
  }, [everySeconds]);
  return now;
}
