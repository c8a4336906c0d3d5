'use client';
import type { PlatformInfo } from '@ainfluencer/server/contract/accounts';
import { ChevronRight } from 'lucide-react';
import { publishes } from '#features/accounts/words.ts';
import { PlatformMark } from './platform-mark.tsx';

/** Every platform with what it takes, to choose one. */
export function ChoosePlatform({
  platforms,
  onChoose,
}: {
  platforms: readonly PlatformInfo[];
  onChoose: (id: string) => void;
}) {
  return (
    <ul className="grid gap-3 sm:grid-cols-2">
      {platforms.map((info) => (
        <li key={info.id}>
          <button
            type="button"
            onClick={() => onChoose(info.id)}
            className="flex h-full w-full items-center gap-3 rounded-2xl border border-line bg-surface p-4 text-left shadow-soft transition-colors hover:border-line-strong"
          >
            <PlatformMark platform={info.id} name={info.name} />
            <span className="min-w-0 flex-1">
              <span className="block font-medium">{info.name}</span>
              <span className="block text-[13px] text-ink-faint">
                {info.hasApi ? publishes(info.can) : 'A person posts by hand'}
              </span>
            </span>
            <ChevronRight className="size-4 shrink-0 text-ink-faint" aria-hidden />
          </button>
        </li>
      ))}
    </ul>
  );
}
