import type { Metadata } from 'next';
import { WelcomeForm } from '#features/workspaces/components/welcome-form.tsx';

export const metadata: Metadata = { title: 'Welcome' };

export default function WelcomePage() {
  return <WelcomeForm />;
}
