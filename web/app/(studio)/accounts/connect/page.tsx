import type { Metadata } from 'next';
import { ConnectPage } from '#features/accounts/components/connect-page.tsx';

export const metadata: Metadata = { title: 'Connect an account' };

export default async function ConnectRoute({
  searchParams,
}: {
  searchParams: Promise<{ character?: string; platform?: string; account?: string }>;
}) {
  const { character, platform, account } = await searchParams;
  return <ConnectPage characterId={character} platformId={platform} accountId={account} />;
}
