'use client';
import { Page } from '#ui/page.tsx';
import { ProblemNote } from '#ui/problem-note.tsx';

export default function StudioError({ error, reset }: { error: Error; reset: () => void }) {
  return (
    <Page title="This page stopped">
      <ProblemNote error={error} onRetry={reset} />
    </Page>
  );
}
