import type { Metadata } from 'next';
import { Engines } from '#features/engines/components/engines.tsx';

export const metadata: Metadata = { title: 'Engines' };

export default function EnginesPage() {
  return <Engines />;
}
