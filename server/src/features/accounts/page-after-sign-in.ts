import type { Ctx } from '#context';
import { AppError } from '#kernel/errors.ts';
import type { SignInProblem } from './contract.ts';
import { finishSignIn } from './finish-sign-in.ts';

const resultPage = '/accounts/signed-in';

/**
 * Where a browser ends that a platform sent back here: whatever happens it is a page of ours, and neither the code
 * nor words from outside are in its address.
 */
export async function pageAfterSignIn(
  signedIn: () => Ctx,
  query: Readonly<Record<string, string>>,
): Promise<string> {
  try {
    const { accountId, signInId, problem = 'unknown' } = await finishSignIn(signedIn(), query);
    if (accountId) return `/accounts/${accountId}?connected=1`;
    return signInId ? `${resultPage}?signIn=${signInId}` : problemPage(problem);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return problemPage(error.code === 'unauthenticated' ? 'signed_out' : 'not_allowed');
  }
}

const problemPage = (problem: SignInProblem) => `${resultPage}?problem=${problem}`;
