'use client';
import { Shot } from '@ainfluencer/server/kernel/shot';
import { Users } from 'lucide-react';
import { useRouter, useSearchParams } from 'next/navigation';
import { useState } from 'react';
import { LookPreview } from '#features/characters/components/look-preview.tsx';
import { useActiveCharacters, useCharacter } from '#features/characters/data.ts';
import { type Composition, compositionOf, mediumWords } from '#features/generation/media.ts';
import { LinkButton } from '#ui/button.tsx';
import { EmptyState } from '#ui/empty-state.tsx';
import { Page } from '#ui/page.tsx';
import { ProblemNote } from '#ui/problem-note.tsx';
import { Skeleton } from '#ui/skeleton.tsx';
import { say } from '#ui/toast.ts';
import { Composer } from './composer.tsx';
import { GenerationView } from './generation-view.tsx';
import { RecentGenerations } from './recent-generations.tsx';

const start: Composition = {
  choice: 'picture',
  shot: Shot.parse({}),
  prompt: '',
  script: '',
  topic: '',
  motion: '',
  assetId: undefined,
  seconds: 8,
  captions: true,
  takes: mediumWords.picture.usualTakes,
  vary: true,
  people: 1,
  referenceAssetIds: [],
  extraTakes: 2,
};

/** Compose on one side, see what comes of it on the other. */
export function Studio() {
  const router = useRouter();
  const search = useSearchParams();
  const generationId = search.get('generation') ?? undefined;
  const postId = search.get('post') ?? undefined;
  const characters = useActiveCharacters();
  const characterId = search.get('character') ?? characters.data?.items[0]?.id;
  const character = useCharacter(characterId);
  const [composition, setComposition] = useState(start);
  const go = (change: { character?: string; generation?: string | undefined; post?: string | undefined }) => {
    const next = new URLSearchParams();
    const to = { character: characterId, generation: generationId, post: postId, ...change };
    if (to.character) next.set('character', to.character);
    if (to.generation) next.set('generation', to.generation);
    if (to.post) next.set('post', to.post);
    router.replace(`/studio?${next}`, { scroll: false });
  };

  if (characters.error) {
    return (
      <Page title="Studio">
        <ProblemNote error={characters.error} onRetry={() => void characters.refetch()} />
      </Page>
    );
  }
  if (characters.data?.items.length === 0) {
    return (
      <Page title="Studio">
        <EmptyState
          icon={Users}
          title="Nobody to draw yet"
          action={
            <LinkButton href="/characters/new" look="primary">
              Make a character
            </LinkButton>
          }
        >
          The studio draws, films, writes and speaks for a character. Make one first; it takes a few minutes.
        </EmptyState>
      </Page>
    );
  }
  const drawn = composition.choice === 'picture' || composition.choice === 'talking';
  const shot =
    composition.choice === 'talking' ? { ...composition.shot, format: 'story' as const } : composition.shot;
  return (
    <Page title="Studio" wide>
      <div className="grid grid-cols-1 items-start gap-6 lg:grid-cols-[minmax(0,27rem)_minmax(0,1fr)] xl:grid-cols-[minmax(0,31rem)_minmax(0,1fr)] xl:gap-10">
        <Composer
          composition={composition}
          onChange={setComposition}
          characterId={characterId}
          look={character.data?.look}
          forPostId={postId}
          onLeavePost={() => go({ post: undefined })}
          onCharacter={(next) => go({ character: next, generation: undefined, post: undefined })}
          onStarted={(generation) => go({ generation })}
        />
        <div className="order-first flex min-w-0 flex-col gap-8 lg:order-none">
          {generationId ? (
            <GenerationView
              key={generationId}
              id={generationId}
              onClose={() => go({ generation: undefined })}
              onReuse={(generation) => {
                setComposition(compositionOf(generation, composition));
                go({ character: generation.characterId });
                say('The form holds these settings now. Change what you like.');
              }}
            />
          ) : character.data && drawn ? (
            <LookPreview
              look={character.data.look}
              shot={shot}
              label={`Sketch of the shot with ${character.data.name}`}
              meanwhile={character.data.portraitUrl}
              tallest={0.72}
              className="mx-auto"
            />
          ) : drawn ? (
            <Skeleton className="mx-auto aspect-4/5 w-full max-w-md rounded-3xl" />
          ) : null}
          <RecentGenerations
            characterId={characterId}
            current={generationId}
            onOpen={(generation) => go({ generation })}
          />
        </div>
      </div>
    </Page>
  );
}
