'use client';
import type { AssetRelative } from '@ainfluencer/server/contract/library';
import Link from 'next/link';
import { changeWords } from '#features/library/change-words.ts';
import { useRelatives } from '#features/library/data.ts';
import { Picture } from '#ui/picture.tsx';
import { BeforeAfter } from './before-after.tsx';

/** What a picture was made from, and what was made from it; nothing where it stands alone. */
export function Relatives({ assetId }: { assetId: string }) {
  const { madeFrom, changes = [] } = useRelatives(assetId).data ?? {};
  if (!madeFrom && changes.length === 0) return null;
  return (
    <section aria-label="History" className="flex flex-col gap-3">
      <h3 className="text-sm font-semibold">History</h3>
      <ul className="flex flex-col gap-2">
        {madeFrom && (
          <Relative relative={madeFrom} line="Made from" beforeId={madeFrom.id} afterId={assetId} />
        )}
        {changes.map((made) => (
          <Relative
            key={made.id}
            relative={made}
            line="Made from this"
            beforeId={assetId}
            afterId={made.id}
          />
        ))}
      </ul>
    </section>
  );
}

interface RelativeProps {
  relative: AssetRelative;
  line: string;
  beforeId: string;
  afterId: string;
}

function Relative({ relative, line, beforeId, afterId }: RelativeProps) {
  const { id, change, words, thumbnailUrl } = relative;
  return (
    <li className="flex items-center gap-3 rounded-xl border border-line p-2">
      <Link href={`/library?asset=${id}`} className="shrink-0" aria-label={`${line}: open that picture`}>
        <Picture
          src={thumbnailUrl}
          alt=""
          boxClassName="h-16 w-13 rounded-lg"
          className="size-full object-cover"
        />
      </Link>
      <span className="min-w-0 flex-1 text-sm">
        <span className="block font-medium">{line}</span>
        <span className="block text-[13px] text-ink-faint">
          {changeWords[change].done}
          {words && `: ${words}`}
        </span>
      </span>
      <BeforeAfter beforeId={beforeId} afterId={afterId} size="small" />
    </li>
  );
}
