'use client';
import { Ellipsis } from 'lucide-react';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useState } from 'react';
import { useHome } from '#features/system/data.ts';
import { cx } from '#ui/cx.ts';
import { Dialog } from '#ui/dialog.tsx';
import { AccountMenu } from './account-menu.tsx';
import { isHere, morePlaces, tabBarPlaces } from './navigation.ts';

const tab =
  'relative flex flex-1 flex-col items-center justify-center gap-0.5 text-[11px] font-medium text-ink-faint';

/** Navigation on phones. */
export function TabBar() {
  const pathname = usePathname();
  const inReview = useHome().data?.counts.inReview ?? 0;
  const [more, setMore] = useState(false);
  const moreHere = morePlaces.some((place) => isHere(pathname, place.href));
  return (
    <nav
      aria-label="Main"
      className="fixed inset-x-0 bottom-0 z-40 flex h-[calc(4rem+env(safe-area-inset-bottom))] border-t border-line bg-surface/95 pb-[env(safe-area-inset-bottom)] backdrop-blur md:hidden"
    >
      {tabBarPlaces.map((place) => {
        const here = isHere(pathname, place.href);
        return (
          <Link
            key={place.href}
            href={place.href}
            aria-current={here ? 'page' : undefined}
            className={cx(tab, here && 'text-accent-ink')}
          >
            <place.icon className="size-5.5" aria-hidden />
            {place.label}
            {place.href === '/review' && inReview > 0 && (
              <span className="tabular absolute top-2 left-1/2 ml-1.5 min-w-4.5 rounded-full bg-accent px-1 text-center text-[10px] leading-4.5 text-accent-contrast">
                {inReview}
                <span className="sr-only"> waiting</span>
              </span>
            )}
          </Link>
        );
      })}
      <button
        type="button"
        onClick={() => setMore(true)}
        aria-haspopup="dialog"
        className={cx(tab, moreHere && 'text-accent-ink')}
      >
        <Ellipsis className="size-5.5" aria-hidden />
        More
      </button>
      <Dialog open={more} onOpenChange={setMore} title="More">
        <div className="grid grid-cols-2 gap-2">
          {morePlaces.map((place) => (
            <Link
              key={place.href}
              href={place.href}
              onClick={() => setMore(false)}
              aria-current={isHere(pathname, place.href) ? 'page' : undefined}
              className="flex items-center gap-3 rounded-xl border border-line bg-raised p-4 font-medium aria-[current=page]:border-accent"
            >
              <place.icon className="size-5 text-accent" aria-hidden /> {place.label}
            </Link>
          ))}
        </div>
        <div className="mt-3 flex flex-col border-t border-line pt-3">
          <AccountMenu />
        </div>
      </Dialog>
    </nav>
  );
}
