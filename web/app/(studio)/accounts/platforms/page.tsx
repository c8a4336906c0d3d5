import type { Metadata } from 'next';
import { AppRegistrations } from '#features/accounts/components/app-registrations.tsx';
import { PlatformTable } from '#features/accounts/components/platform-table.tsx';
import { Section } from '#ui/card.tsx';
import { Page } from '#ui/page.tsx';

export const metadata: Metadata = { title: 'Platforms' };

export default function PlatformsRoute() {
  return (
    <Page
      wide
      title="Platforms"
      lead="What each one takes through its own API. Limits of an account go before these."
    >
      <PlatformTable />
      <Section title="App registrations" hint="What you registered at platforms, kept sealed.">
        <AppRegistrations />
      </Section>
    </Page>
  );
}
