'use client';
import { Search } from 'lucide-react';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useHome } from '#features/system/data.ts';
import { cx } from '#ui/cx.ts';
import { Kbd } from '#ui/kbd.tsx';
import { AccountMenu } from './account-menu.tsx';
import { Brand } from './brand.tsx';
import { isHere, type Place, sidebarFoot, sidebarGroups } from './navigation.ts';
import { useShell } from './shell-store.ts';

function PlaceLink({ place, count }: { place: Place; count?: number | undefined }) {
  const pathname = usePathname();
  const here = isHere(pathname, place.href);
  return (
    <Link
      href={place.href}
      aria-current={here ? 'page' : undefined}
      className={cx(
        'flex h-9 items-center gap-3 rounded-lg px-2.5 text-sm font-medium text-ink-soft transition-colors hover:bg-hover hover:text-ink',
        here && 'bg-hover text-ink',
      )}
    >
      <place.icon className={cx('size-[18px]', here && 'text-accent')} aria-hidden />
      {place.label}
      {count ? (
        <span className="tabular ml-auto rounded-full bg-accent-soft px-2 text-xs leading-5 text-accent-ink">
          {count}
          <span className="sr-only"> waiting</span>
        </span>
      ) : null}
    </Link>
  );
}

export function Sidebar() {
  const counts = useHome().data?.counts;
  const openPalette = useShell((state) => state.openPalette);
  const waiting: Record<string, number | undefined> = { '/review': counts?.inReview };
  return (
    <aside className="sticky top-0 hidden h-dvh w-60 shrink-0 flex-col border-r border-line bg-surface px-3 py-4 md:flex">
      <Link href="/" className="rounded-lg px-2 py-1">
        <Brand />
      </Link>
      <button
        type="button"
        onClick={openPalette}
        className="mt-4 flex h-9 items-center gap-2 rounded-lg border border-line bg-raised px-2.5 text-sm text-ink-faint transition-colors hover:border-line-strong"
      >
        <Search className="size-4" aria-hidden /> Search or do…
        <Kbd className="ml-auto">⌘K</Kbd>
      </button>
      <nav aria-label="Main" className="mt-4 flex flex-1 flex-col gap-5 overflow-y-auto">
        {sidebarGroups.map((group) => (
          <div key={group.label ?? 'top'} className="flex flex-col gap-0.5">
            {group.label && <p className="px-2.5 pb-1 text-xs font-medium text-ink-faint">{group.label}</p>}
            {group.places.map((place) => (
              <PlaceLink key={place.href} place={place} count={waiting[place.href]} />
            ))}
          </div>
        ))}
      </nav>
      <div className="flex flex-col gap-0.5 border-t border-line pt-3">
        {sidebarFoot.map((place) => (
          <PlaceLink key={place.href} place={place} />
        ))}
        <AccountMenu />
      </div>
    </aside>
  );
}
