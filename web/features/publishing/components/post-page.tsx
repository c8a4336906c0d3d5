'use client';
import { usePost } from '#features/publishing/data.ts';
import { Page } from '#ui/page.tsx';
import { ProblemNote } from '#ui/problem-note.tsx';
import { Skeleton } from '#ui/skeleton.tsx';
import { PostEditor } from './post-editor.tsx';

export function PostPage({ id }: { id: string }) {
  const post = usePost(id);
  if (post.data) return <PostEditor key={post.data.id} post={post.data} />;
  return (
    <Page title="Post">
      {post.error ? (
        <ProblemNote error={post.error} onRetry={() => void post.refetch()} />
      ) : (
        <div className="grid gap-6 lg:grid-cols-[minmax(0,1.3fr)_minmax(0,1fr)]">
          <Skeleton className="h-[32rem]" />
          <Skeleton className="h-80" />
        </div>
      )}
    </Page>
  );
}
