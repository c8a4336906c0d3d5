import type { PlatformError, PlatformFailure } from '#platforms/platform.ts';
import type { AccountHealth } from './contract.ts';

/** What a failure says about the account; refused content and unknown outcomes say nothing about it. */
const healthOf: Partial<Record<PlatformFailure, AccountHealth>> = {
  unavailable: 'retry',
  rate_limited: 'quota',
  needs_reconnect: 'reauth',
  checkpoint: 'checkpoint',
  restricted: 'restricted',
  policy: 'policy',
  gone: 'gone',
};

/** The state that a failed call on an account puts it in; undefined when it says nothing about the account. */
export function healthAfter(error: Pick<PlatformError, 'failure' | 'remoteCode'>): AccountHealth | undefined {
  const health = healthOf[error.failure];
  // A refusal of our own rules, made before the platform was asked, says nothing about the account.
  return health === 'policy' && error.remoteCode === undefined ? undefined : health;
}

const untilAPerson: ReadonlySet<AccountHealth> = new Set([
  'reauth',
  'checkpoint',
  'restricted',
  'policy',
  'gone',
]);

/** Whether nothing goes on before a person has done something; 'retry' and 'quota' clear by themselves. */
export const needsPerson = (health: AccountHealth): boolean => untilAPerson.has(health);

/** Whether the account is paused by it: nothing more goes out until a person has looked and resumes it. */
export const pausesAccount = (health: AccountHealth): boolean => health !== 'reauth' && needsPerson(health);

const usualWaitSeconds = 10 * 60;

/** When a state that clears by itself is over; null for the others. */
export function untilOf(
  health: AccountHealth,
  error: Pick<PlatformError, 'retryAfterSeconds'>,
  now: Date,
): Date | null {
  if (health !== 'retry' && health !== 'quota') return null;
  return new Date(now.getTime() + (error.retryAfterSeconds ?? usualWaitSeconds) * 1000);
}

/** The state as it holds now: one whose time is up is over. */
export function healthNow(
  account: { readonly health: AccountHealth; readonly healthUntil: Date | null },
  now: Date,
): AccountHealth {
  const { health, healthUntil } = account;
  return !needsPerson(health) && healthUntil !== null && healthUntil <= now ? 'ok' : health;
}

const hints: Readonly<Record<AccountHealth, string>> = {
  ok: '',
  retry: 'Nothing to do: it is tried again by itself.',
  quota: 'Nothing to do: what waits goes out by itself once the platform takes more.',
  reauth: 'Connect the account again here; its history stays.',
  checkpoint: 'Open the platform’s own app, confirm what it asks for, then resume the account here.',
  restricted: 'Look at the account’s status in the platform’s own app. Resume it here once it is free again.',
  policy: 'Read what the platform objects to in its own app, change it, then resume the account here.',
  gone: 'Look whether the account still exists on the platform. If it does not, disconnect it here.',
};

/** What a person should do: the platform's own advice where it gives some. */
export function hintOf(health: AccountHealth, error: Pick<PlatformError, 'hint'>): string {
  return error.hint ?? hints[health];
}
