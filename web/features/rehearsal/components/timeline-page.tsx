import type { Timeline } from '@ainfluencer/server/contract/rehearsal';
import { Bot, FlaskConical } from 'lucide-react';
import { PlatformPreview } from '#features/publishing/components/platform-preview.tsx';
import { type Manner, mannerOf } from '#features/publishing/manners.ts';
import type { PreviewPost } from '#features/publishing/preview-post.ts';
import { type ArrangedPost, arrangeTimeline } from '#features/rehearsal/arrange-timeline.ts';
import { Ago } from '#ui/ago.tsx';
import { Avatar } from '#ui/avatar.tsx';
import { TimelineRefresh } from './timeline-refresh.tsx';

type Entry = Timeline['posts'][number];

interface Account {
  readonly displayName: string;
  readonly handle: string;
  readonly avatarUrl: string | undefined;
}

function previewOf({ post, parts, replies }: ArrangedPost, account: Account, manner: Manner): PreviewPost {
  const title = post.title ?? '';
  const warningOf = (entry: Entry) => (manner.titleIs === 'warning' ? (entry.title ?? '') : '');
  return {
    ...account,
    // A stray reply of somebody else stands under its own name.
    ...(post.author && { ...post.author, avatarUrl: null }),
    isStory: post.kind === 'story',
    title: manner.titleIs === 'title' ? title : '',
    warning: warningOf(post),
    isCovered: false,
    text: post.text,
    media: post.media,
    aiLabel: post.aiLabel.shown ? post.aiLabel.by : 'none',
    when: <Ago at={post.at} />,
    likes: post.likes,
    parts: parts.map((part) => ({ ...part, warning: warningOf(part) })),
    replies: replies.map(({ entry, depth }) => ({ ...entry, depth })),
  };
}

/** What the account shows for a day, in a row over its posts. */
function Stories({
  stories,
  account,
  manner,
}: {
  stories: readonly Entry[];
  account: Account;
  manner: Manner;
}) {
  if (stories.length === 0) return null;
  return (
    <section aria-labelledby="stories" className="flex flex-col gap-3 border-b border-line pb-6">
      <h2 id="stories" className="text-sm font-semibold">
        {stories.length === 1 ? 'Story' : 'Stories'}
      </h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a row that scrolls has to be reached by keys. */}
      <ul className="no-scrollbar flex snap-x gap-3 overflow-x-auto" tabIndex={0} aria-labelledby="stories">
        {stories.map((post) => (
          <li key={post.id} id={post.id} className="w-56 shrink-0 snap-start">
            <PlatformPreview
              manner={manner}
              post={previewOf({ post, parts: [], replies: [] }, account, manner)}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What the public would see of a rehearsal account, in the manner of its platform. */
export function TimelinePage({ timeline }: { timeline: Timeline }) {
  const manner = mannerOf({ id: timeline.platform, pictureFirst: timeline.pictureFirst });
  const own = timeline.posts.filter(({ author }) => author === null);
  const portrait = own.flatMap((post) => post.media).find((media) => media.kind === 'image')?.url;
  const account = { displayName: timeline.displayName, handle: timeline.handle, avatarUrl: portrait };
  const { stories, posts } = arrangeTimeline(timeline.posts);
  return (
    <div className="mx-auto flex min-h-dvh max-w-xl flex-col gap-5 px-4 py-6">
      <header className="flex items-center gap-2 rounded-xl bg-info-soft px-4 py-2.5 text-[13px] text-info">
        <FlaskConical className="size-4 shrink-0" aria-hidden />
        Rehearsal of {timeline.platformName}: this account exists only on this machine.
      </header>
      <main className="flex flex-col gap-5">
        <header className="flex flex-col gap-4 border-b border-line pb-6">
          <div className="flex items-center gap-5">
            <Avatar name={timeline.displayName} src={portrait} className="size-20 text-2xl" />
            <div className="min-w-0">
              <h1 className="text-2xl font-semibold">{timeline.displayName}</h1>
              <p className="truncate text-ink-faint">@{timeline.handle}</p>
              <p className="tabular mt-1 text-sm">
                <span className="font-semibold">{posts.length}</span>{' '}
                <span className="text-ink-soft">{posts.length === 1 ? 'post' : 'posts'}</span>
              </p>
            </div>
          </div>
          {timeline.bio && <p className="text-[15px] whitespace-pre-line">{timeline.bio}</p>}
          {timeline.automated && (
            <p className="inline-flex items-center gap-1.5 self-start rounded-full bg-sunken px-3 py-1 text-[13px] text-ink-soft">
              <Bot className="size-4" aria-hidden /> Automated account, AI-made character
            </p>
          )}
        </header>
        {timeline.posts.length === 0 && (
          <p className="py-12 text-center text-ink-faint">Nothing published yet.</p>
        )}
        <Stories stories={stories} account={account} manner={manner} />
        {posts.map((arranged) => (
          <div key={arranged.post.id} id={arranged.post.id}>
            <PlatformPreview manner={manner} post={previewOf(arranged, account, manner)} />
            {arranged.post.aiLabel.shown && arranged.post.aiLabel.by === 'caption' && (
              <p className="mt-1.5 pl-4 text-xs text-ink-faint">Told as AI-made in its words.</p>
            )}
          </div>
        ))}
      </main>
      <TimelineRefresh />
    </div>
  );
}
