import type { Metadata } from 'next';
import { PostPage } from '#features/publishing/components/post-page.tsx';

export const metadata: Metadata = { title: 'Post' };

export default async function PostRoute({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  return <PostPage id={id} />;
}
