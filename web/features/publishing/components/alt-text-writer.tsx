'use client';
import { Eye } from 'lucide-react';
import Link from 'next/link';
import { useState } from 'react';
import { WrittenProposals } from '#features/generation/components/written-proposals.tsx';
import { useCanWrite, useWriting } from '#features/generation/use-writing.ts';
import { Button } from '#ui/button.tsx';
import { say } from '#ui/toast.ts';

interface AltTextWriterProps {
  characterId: string;
  assetId: string;
  /** The words that are there now, to be given back by an undo. */
  current: string;
  onUse: (altText: string) => void;
}

const longestAltText = 1000;
const takes = 2;

/** Has a model that sees describe the picture; says so plainly where none is connected. */
export function AltTextWriter({ characterId, assetId, current, onUse }: AltTextWriterProps) {
  const writing = useWriting();
  const canSee = useCanWrite('alt-text');
  const [isExplained, setExplained] = useState(false);
  const describe = () => {
    if (canSee === false) return setExplained(true);
    writing.write({ kind: 'alt-text', characterId, assetId, takes, maxLength: longestAltText });
  };
  return (
    <div className="flex flex-col gap-2">
      <Button size="small" className="self-start" busy={writing.isBusy} onClick={describe}>
        {!writing.isBusy && <Eye aria-hidden />}
        {writing.proposals.length > 0 ? 'Describe it again' : 'Describe it'}
      </Button>
      {isExplained && canSee === false && (
        <p role="status" className="text-[13px] text-ink-soft">
          Nothing here can look at pictures. Pictures of the built-in artist bring a description along; for
          others,{' '}
          <Link href="/engines" className="font-medium text-accent-ink underline-offset-2 hover:underline">
            connect a model that sees
          </Link>{' '}
          or write it yourself.
        </p>
      )}
      <WrittenProposals
        writing={writing}
        label="Proposed descriptions"
        price={{ kind: 'alt-text', characterId, answerLength: longestAltText, pictures: 1, takes }}
        actions={(take) => (
          <Button
            size="small"
            look="soft"
            onClick={() => {
              writing.take(take);
              onUse(take.caption ?? '');
              if (current.trim() !== '') say('Description replaced.', () => onUse(current));
              writing.forget();
            }}
          >
            Use this one
          </Button>
        )}
      />
    </div>
  );
}
