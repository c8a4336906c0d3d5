import type { Metadata } from 'next';
import { Suspense } from 'react';
import { Studio } from '#features/generation/components/studio.tsx';

export const metadata: Metadata = { title: 'Studio' };

export default function StudioPage() {
  return (
    <Suspense>
      <Studio />
    </Suspense>
  );
}
