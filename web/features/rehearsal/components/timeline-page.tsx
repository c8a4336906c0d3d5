import type { Timeline } from '@ainfluencer/server/contract/rehearsal';
import { Bot, FlaskConical } from 'lucide-react';
import { PlatformPreview } from '#features/publishing/components/platform-preview.tsx';
import { Ago } from '#ui/ago.tsx';
import { Avatar } from '#ui/avatar.tsx';
import { TimelineRefresh } from './timeline-refresh.tsx';

/** What the public would see of a rehearsal account, in the manner of its platform. */
export function TimelinePage({ timeline }: { timeline: Timeline }) {
  const manner = timeline.pictureFirst ? 'picture' : 'words';
  const portrait = timeline.posts.flatMap((post) => post.media).find((media) => media.kind === 'image')?.url;
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
                <span className="font-semibold">{timeline.posts.length}</span>{' '}
                <span className="text-ink-soft">{timeline.posts.length === 1 ? 'post' : 'posts'}</span>
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
        {timeline.posts.map((post) => (
          <div key={post.id} id={post.id}>
            <PlatformPreview
              manner={manner}
              post={{
                displayName: timeline.displayName,
                handle: timeline.handle,
                avatarUrl: portrait ?? null,
                text: post.text,
                media: post.media,
                aiLabel: post.aiLabel.shown ? post.aiLabel.by : 'none',
                when: <Ago at={post.at} />,
              }}
            />
            {post.aiLabel.shown && post.aiLabel.by === 'caption' && (
              <p className="mt-1.5 pl-4 text-xs text-ink-faint">Told as AI-made in its words.</p>
            )}
          </div>
        ))}
      </main>
      <TimelineRefresh />
    </div>
  );
}
