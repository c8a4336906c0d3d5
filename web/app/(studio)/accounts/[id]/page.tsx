import type { Metadata } from 'next';
import { AccountPage } from '#features/accounts/components/account-page.tsx';

export const metadata: Metadata = { title: 'Account' };

export default async function AccountRoute({
  params,
  searchParams,
}: {
  params: Promise<{ id: string }>;
  searchParams: Promise<{ connected?: string }>;
}) {
  const { id } = await params;
  const { connected } = await searchParams;
  return <AccountPage id={id} justConnected={connected === '1'} />;
}
