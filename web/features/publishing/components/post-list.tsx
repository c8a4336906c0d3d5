'use client';
import type { Post } from '@ainfluencer/server/contract/publishing';
import { NotebookPen, Plus, WandSparkles } from 'lucide-react';
import Link from 'next/link';
import { useState } from 'react';
import { CharacterSelect } from '#features/characters/components/character-select.tsx';
import { useActiveCharacters } from '#features/characters/data.ts';
import { usePosts } from '#features/publishing/data.ts';
import { useMakePost } from '#features/publishing/make-post.ts';
import { postStateWords } from '#features/publishing/words.ts';
import { Ago } from '#ui/ago.tsx';
import { Button, LinkButton } from '#ui/button.tsx';
import { EmptyState } from '#ui/empty-state.tsx';
import { Menu, MenuItem, MenuLabel } from '#ui/menu.tsx';
import { Page } from '#ui/page.tsx';
import { Picture } from '#ui/picture.tsx';
import { ProblemNote } from '#ui/problem-note.tsx';
import { ShowMore } from '#ui/show-more.tsx';
import { SkeletonRows } from '#ui/skeleton.tsx';
import { Segmented } from '#ui/tabs.tsx';
import { DeliveryStateBadge, PostStateBadge } from './state-badge.tsx';

type StateChoice = 'all' | Post['state'];
const states: readonly StateChoice[] = [
  'all',
  'draft',
  'in_review',
  'changes_requested',
  'approved',
  'rejected',
  'archived',
];

function PostRow({ post }: { post: Post }) {
  const first = post.media[0];
  return (
    <li>
      <Link
        href={`/posts/${post.id}`}
        className="flex items-center gap-4 rounded-2xl border border-line bg-surface p-3 shadow-soft transition-colors hover:border-line-strong"
      >
        {first?.asset.thumbnailUrl ? (
          <Picture src={first.asset.thumbnailUrl} alt="" boxClassName="size-16 shrink-0 rounded-xl" />
        ) : (
          <span className="flex size-16 shrink-0 items-center justify-center rounded-xl bg-sunken text-ink-faint">
            <NotebookPen className="size-5" aria-hidden />
          </span>
        )}
        <span className="min-w-0 flex-1">
          <span className="line-clamp-2 text-sm font-medium sm:line-clamp-1">
            {post.caption || 'No caption yet'}
          </span>
          <span className="mt-0.5 block text-[13px] text-ink-faint">
            {post.characterName} · changed <Ago at={post.updatedAt} />
          </span>
        </span>
        <span className="flex flex-col items-end gap-1.5 sm:flex-row sm:items-center">
          {post.state === 'approved' && post.deliveries[0] && post.deliveries[0].state !== 'planned' ? (
            <DeliveryStateBadge state={post.deliveries[0].state} />
          ) : (
            <PostStateBadge state={post.state} />
          )}
        </span>
      </Link>
    </li>
  );
}

function NewPost() {
  const characters = useActiveCharacters().data?.items ?? [];
  const makePost = useMakePost();
  if (characters.length === 0) return null;
  return (
    <Menu
      trigger={
        <Button look="primary" busy={makePost.isPending}>
          <Plus aria-hidden /> New post
        </Button>
      }
    >
      <MenuLabel>Who says it?</MenuLabel>
      {characters.map((character) => (
        <MenuItem key={character.id} onSelect={() => makePost.mutate({ characterId: character.id })}>
          {character.name}
        </MenuItem>
      ))}
    </Menu>
  );
}

export function PostList() {
  const [state, setState] = useState<StateChoice>('all');
  const [characterId, setCharacterId] = useState('all');
  const posts = usePosts({
    ...(state !== 'all' && { state }),
    ...(characterId !== 'all' && { characterId }),
  });
  const items = posts.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Page title="Posts" actions={<NewPost />}>
      <div className="flex flex-wrap items-center gap-3">
        <Segmented
          label="State"
          value={state}
          onChange={setState}
          choices={states.map((value) => ({
            value,
            label: value === 'all' ? 'All' : postStateWords[value].label,
          }))}
        />
        <CharacterSelect all size="small" value={characterId} onChange={setCharacterId} className="h-10" />
      </div>
      {posts.error && <ProblemNote error={posts.error} onRetry={() => void posts.refetch()} />}
      {posts.isPending && <SkeletonRows className="h-22" />}
      {posts.data && items.length === 0 && (
        <EmptyState
          icon={NotebookPen}
          title={
            state === 'all' ? 'No posts yet' : `Nothing here is ${postStateWords[state].label.toLowerCase()}`
          }
          action={
            <LinkButton href="/studio" look="primary">
              <WandSparkles aria-hidden /> Open the studio
            </LinkButton>
          }
        >
          Choose a take in the studio and make a post of it, or begin with words alone.
        </EmptyState>
      )}
      <ul className="flex flex-col gap-3">
        {items.map((post) => (
          <PostRow key={post.id} post={post} />
        ))}
      </ul>
      <ShowMore list={posts} />
    </Page>
  );
}
