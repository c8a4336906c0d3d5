'use client';
import { useRouter } from 'next/navigation';
import { useEffect } from 'react';

const refreshSeconds = 5;

/** Asks for the page again while somebody looks at it, so that new posts appear by themselves. */
export function TimelineRefresh() {
  const router = useRouter();
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') router.refresh();
    }, refreshSeconds * 1000);
    return () => clearInterval(timer);
  }, [router]);
  return null;
}
