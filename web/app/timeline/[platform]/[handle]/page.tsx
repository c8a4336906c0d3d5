import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { publicAddress } from '#api/local-api.ts';
import { TimelinePage } from '#features/rehearsal/components/timeline-page.tsx';
import { readTimeline } from '#features/rehearsal/data.ts';

export const dynamic = 'force-dynamic';

interface TimelineProps {
  params: Promise<{ platform: string; handle: string }>;
}

export async function generateMetadata({ params }: TimelineProps): Promise<Metadata> {
  const { platform, handle } = await params;
  const timeline = await readTimeline(platform, handle);
  if (!timeline) return { title: 'No such account' };
  const title = `${timeline.displayName} (@${timeline.handle})`;
  const description = timeline.bio || 'An openly AI-made character.';
  const picture = timeline.posts.flatMap((post) => post.media).find((media) => media.kind === 'image');
  return {
    // Link previews need whole addresses; the server says under which one it is reached.
    metadataBase: publicAddress(),
    title,
    description,
    openGraph: { title, description, ...(picture && { images: [picture.url] }) },
  };
}

export default async function TimelineRoute({ params }: TimelineProps) {
  const { platform, handle } = await params;
  const timeline = await readTimeline(platform, handle);
  if (!timeline) notFound();
  return <TimelinePage timeline={timeline} />;
}
