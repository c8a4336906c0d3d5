import { SignInProblem } from '@ainfluencer/server/contract/accounts';
import type { Metadata } from 'next';
import { SignInResult } from '#features/accounts/components/sign-in-result.tsx';

export const metadata: Metadata = { title: 'Signing in' };

export default async function SignedInRoute({
  searchParams,
}: {
  searchParams: Promise<{ signIn?: string; problem?: string }>;
}) {
  const { signIn, problem } = await searchParams;
  const known = SignInProblem.safeParse(problem);
  return (
    <SignInResult
      signInId={signIn}
      problem={known.success ? known.data : signIn === undefined ? 'unknown' : undefined}
    />
  );
}
