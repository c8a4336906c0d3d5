'use client';
import { usePathname, useRouter } from 'next/navigation';
import { type ReactNode, useEffect } from 'react';
import { useSession } from '#features/workspaces/data.ts';
import { LiveFeed, OfflineBanner } from '#live/live-feed.tsx';
import { ProblemNote } from '#ui/problem-note.tsx';
import { BrandMark } from './brand.tsx';
import { CommandPalette } from './command-palette.tsx';
import { places } from './navigation.ts';
import { useShell } from './shell-store.ts';
import { useShortcuts } from './shortcuts.ts';
import { ShortcutsHelp } from './shortcuts-help.tsx';
import { Sidebar } from './sidebar.tsx';
import { TabBar } from './tab-bar.tsx';

function GlobalShortcuts() {
  const router = useRouter();
  const openHelp = useShell((state) => state.openHelp);
  useShortcuts({
    '?': openHelp,
    ...Object.fromEntries(places.map((place) => [`g ${place.key}`, () => router.push(place.href)])),
  });
  return null;
}

/** Everything behind sign-in: navigation around the page, the live feed, palette and help. */
export function StudioShell({ children }: { children: ReactNode }) {
  const session = useSession();
  const router = useRouter();
  const pathname = usePathname();
  const state = session.data;
  useEffect(() => {
    if (!state) return;
    if (state.needsOwner) router.replace('/welcome');
    else if (!state.user) router.replace(`/sign-in?next=${encodeURIComponent(pathname)}`);
  }, [state, router, pathname]);

  if (session.error && !state) {
    return (
      <main className="mx-auto flex min-h-dvh max-w-md flex-col justify-center gap-6 p-6">
        <BrandMark className="size-12" />
        <h1 className="text-2xl font-semibold">The studio cannot be reached</h1>
        <ProblemNote error={session.error} onRetry={() => void session.refetch()} />
      </main>
    );
  }
  if (!state?.user) {
    return (
      <div
        className="flex min-h-dvh items-center justify-center"
        role="status"
        aria-label="Opening the studio"
      >
        <BrandMark className="size-12 animate-pulse" />
      </div>
    );
  }
  return (
    <div className="flex min-h-dvh">
      <a
        href="#content"
        className="sr-only z-60 rounded-lg bg-raised px-4 py-2 shadow-lift focus:not-sr-only focus:fixed focus:top-3 focus:left-3"
      >
        Skip to the page
      </a>
      <Sidebar />
      <div className="flex min-w-0 flex-1 flex-col pb-[calc(4rem+env(safe-area-inset-bottom))] md:pb-0">
        <OfflineBanner />
        <main id="content" tabIndex={-1} className="flex-1 focus:outline-none">
          {children}
        </main>
      </div>
      <TabBar />
      <LiveFeed />
      <GlobalShortcuts />
      <CommandPalette />
      <ShortcutsHelp />
    </div>
  );
}
