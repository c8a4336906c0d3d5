import type { Metadata } from 'next';
import { HandOffPage } from '#features/hand-off/components/hand-off-page.tsx';

// Whoever has the address may open it, so it must not travel on by itself.
export const metadata: Metadata = {
  title: 'Post by hand',
  robots: { index: false, follow: false },
  referrer: 'no-referrer',
};

export default async function HandOffRoute({ params }: { params: Promise<{ ticket: string }> }) {
  const { ticket } = await params;
  return <HandOffPage ticket={ticket} />;
}
