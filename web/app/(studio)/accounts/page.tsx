import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { AccountList } from '#features/accounts/components/account-list.tsx';
import { Page } from '#ui/page.tsx';

export const metadata: Metadata = { title: 'Accounts' };

export default async function AccountsPage({
  searchParams,
}: {
  searchParams: Promise<{ connect?: string }>;
}) {
  const { connect } = await searchParams;
  if (connect === '1') redirect('/accounts/connect');
  return (
    <Page
      title="Accounts"
      lead="Where your characters publish. Credentials are encrypted and never shown again."
    >
      <AccountList />
    </Page>
  );
}
