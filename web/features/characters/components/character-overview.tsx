'use client';
import type { Character } from '@ainfluencer/server/contract/characters';
import { ImagePlus, ScanFace, ShieldCheck } from 'lucide-react';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { ActivityFeed } from '#features/activities/components/activity-feed.tsx';
import { useAssets } from '#features/library/data.ts';
import { Badge } from '#ui/badge.tsx';
import { LinkButton } from '#ui/button.tsx';
import { Card } from '#ui/card.tsx';
import { EmptyState } from '#ui/empty-state.tsx';
import { Picture } from '#ui/picture.tsx';
import { longDate } from '#ui/time.ts';
import { CommentAnswer } from './comment-answer.tsx';

/** The portrait large, and the newest pictures and clips around it. */
function Recent({ character }: { character: Character }) {
  const assets = useAssets({ characterId: character.id }, 8).data?.pages[0]?.items;
  const shown = assets?.filter((asset) => asset.kind !== 'audio').slice(0, 4);
  return (
    <div className="grid grid-cols-2 gap-3 sm:grid-cols-4">
      <Picture
        src={character.portraitUrl}
        alt={`Portrait of ${character.name}`}
        eager
        boxClassName="col-span-2 row-span-2 aspect-4/5 rounded-2xl ring-1 ring-line"
        className="object-top"
      />
      {shown?.length === 0 && (
        <EmptyState
          icon={ImagePlus}
          title={`Nothing made with ${character.name} yet`}
          className="col-span-2 row-span-2 justify-center py-6"
          action={
            <LinkButton href={`/studio?character=${character.id}`} look="primary">
              Open the studio
            </LinkButton>
          }
        >
          Compose a shot and choose the best of a few takes.
        </EmptyState>
      )}
      {shown?.map((asset) => (
        <Link key={asset.id} href={`/library?asset=${asset.id}`} className="block rounded-xl">
          <Picture
            src={asset.thumbnailUrl}
            alt={asset.altText || `${character.name}, ${asset.kind}`}
            boxClassName="aspect-4/5 rounded-xl ring-1 ring-line"
          />
        </Link>
      ))}
    </div>
  );
}

function Fact({ label, className, children }: { label: string; className?: string; children: ReactNode }) {
  return (
    <div className={className}>
      <dt className="text-xs text-ink-faint">{label}</dt>
      <dd className="mt-0.5 text-sm">{children}</dd>
    </div>
  );
}

function Tags({ values }: { values: readonly string[] }) {
  return (
    <span className="flex flex-wrap gap-1.5">
      {values.map((value) => (
        <Badge key={value}>{value}</Badge>
      ))}
    </span>
  );
}

/** Nothing is learnt of a face that nobody stands for, or while the character rests. */
function faceState({ identityReady, declaration, state }: Character) {
  if (identityReady) {
    return {
      title: 'The face is learnt',
      meaning: 'Every take is measured against it; one that is somebody else is set aside.',
    };
  }
  if (!declaration?.live) {
    return {
      title: 'The face is not learnt yet',
      meaning: 'It is learnt once somebody has declared that it is made up, or a consent is on record.',
    };
  }
  if (state !== 'active') {
    return {
      title: 'The face is not learnt yet',
      meaning: 'It is learnt when the character is active again.',
    };
  }
  return { title: 'The face is being learnt', meaning: 'Takes can be measured once the portrait is drawn.' };
}

export function CharacterOverview({ character }: { character: Character }) {
  const { persona } = character;
  const face = faceState(character);
  return (
    <div className="grid grid-cols-1 items-start gap-6 lg:grid-cols-[minmax(0,1.7fr)_minmax(0,1fr)]">
      <div className="flex flex-col gap-6">
        <Recent character={character} />
        <Card aria-label="Persona">
          <dl className="grid gap-4 sm:grid-cols-2">
            <Fact label="About" className="sm:col-span-2">
              {persona.bio || 'Nothing written yet.'}
            </Fact>
            <Fact label="Tone">{persona.tone}</Fact>
            <Fact label="Languages">{persona.languages.join(', ')}</Fact>
            <Fact label="Topics">
              {persona.topics.length > 0 ? <Tags values={persona.topics} /> : 'None yet'}
            </Fact>
            <Fact label="Lines not to cross">
              {persona.avoid.length > 0 ? <Tags values={persona.avoid} /> : 'None yet'}
            </Fact>
          </dl>
        </Card>
        <CommentAnswer character={character} />
      </div>
      <div className="flex flex-col gap-6">
        <Card aria-label="Trust" className="flex flex-col gap-4">
          <p className="flex items-start gap-3 text-sm">
            <ScanFace className="mt-0.5 size-5 shrink-0 text-accent" aria-hidden />
            <span>
              <span className="block font-medium">{face.title}</span>
              <span className="text-ink-soft">{face.meaning}</span>
            </span>
          </p>
          {character.declaration && (
            <p className="flex items-start gap-3 text-sm">
              <ShieldCheck className="mt-0.5 size-5 shrink-0 text-accent" aria-hidden />
              <span>
                <span className="block font-medium">
                  {character.declaration.kind === 'synthetic' ? 'Declared as made up' : 'Made with consent'}
                </span>
                <span className="text-ink-soft">
                  {character.declaration.signer}, {longDate(character.declaration.createdAt)}
                </span>
              </span>
            </p>
          )}
        </Card>
        <Card aria-label="Activity">
          <h2 className="mb-2 text-lg font-semibold">Lately</h2>
          <ActivityFeed characterId={character.id} limit={8} />
        </Card>
      </div>
    </div>
  );
}
