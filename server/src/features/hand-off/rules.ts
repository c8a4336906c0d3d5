import { AppError } from '#kernel/errors.ts';
import type { PlatformManifest } from '#platforms/platform.ts';

const minuteMilliseconds = 60_000;
const hourMilliseconds = 60 * minuteMilliseconds;

/** A person has an hour to post before the first reminder. */
const graceMinutes = 60;
/** Unconfirmed after a day, it counts as missed, never as published. */
const missedAfterHours = 24;
const secondReminderHours = 12;
/** The link works on for this long after the time, so that a wrong address can be mended. */
const linkDays = 7;

const plus = (at: Date, milliseconds: number) => new Date(at.getTime() + milliseconds);

export const deadlineOf = (dueAt: Date) => plus(dueAt, graceMinutes * minuteMilliseconds);
export const linkEndOf = (dueAt: Date) => plus(dueAt, linkDays * 24 * hourMilliseconds);

/** What is due for an open package now: one of two reminders at most, or giving it up. */
export function nextStep(dueAt: Date, reminders: number, now: Date): 'nothing' | 'remind' | 'give_up' {
  if (now >= plus(dueAt, missedAfterHours * hourMilliseconds)) return 'give_up';
  if (reminders === 0 && now >= deadlineOf(dueAt)) return 'remind';
  if (reminders === 1 && now >= plus(dueAt, secondReminderHours * hourMilliseconds)) return 'remind';
  return 'nothing';
}

/**
 * The address of a post as a person pastes it: https, on the platform's own hosts, and of something below its front
 * page. Tracking parameters of share sheets are dropped.
 * @throws AppError `invalid` naming what is wrong.
 */
export function readPostAddress(manifest: Pick<PlatformManifest, 'name' | 'handOff'>, typed: string): string {
  const text = typed.trim();
  const url = URL.parse(text.includes('://') ? text : `https://${text}`);
  const wrong = (message: string, hint: string) =>
    new AppError('invalid', message, { field: 'address', hint });
  if (
    !url ||
    !['https:', 'http:'].includes(url.protocol) ||
    url.username !== '' ||
    !url.hostname.includes('.')
  ) {
    throw wrong('This is not a web address.', 'Copy the link of the post in the app and paste it here.');
  }
  const { postHosts } = manifest.handOff;
  if (postHosts.length > 0 && !postHosts.some((host) => isWithin(url.hostname, host))) {
    throw wrong(
      `${url.hostname} is not an address of ${manifest.name}.`,
      `It should begin with https://${postHosts[0]}/.`,
    );
  }
  if (url.pathname.replace(/\/+$/, '') === '') {
    throw wrong('This is a front page, not a post.', 'Open the post itself and copy its link.');
  }
  url.protocol = 'https:';
  url.hash = '';
  for (const name of [...url.searchParams.keys()])
    if (/^(utm_|igsh|fbclid|si$|s$|t$)/.test(name)) url.searchParams.delete(name);
  return url.href;
}

const isWithin = (host: string, known: string) => host === known || host.endsWith(`.${known}`);

/** The steps in the app, the one that tells of AI first, then the choices made for this delivery. */
export function checklistOf(
  manifest: Pick<PlatformManifest, 'options' | 'handOff'>,
  chosen: Readonly<Record<string, string>>,
): string[] {
  const { checklist } = manifest.handOff;
  const isLabel = (step: string) => /\bAI\b/.test(step);
  const choices = manifest.options.flatMap(({ name, label, kind, choices: offered }) => {
    const value = chosen[name];
    if (value === undefined || value === '') return [];
    if (kind === 'switch') return [`${label}: ${value === 'true' ? 'on' : 'off'}.`];
    return [`${label}: ${offered?.find((one) => one.value === value)?.label ?? value}.`];
  });
  return [...checklist.filter(isLabel), ...checklist.filter((step) => !isLabel(step)), ...choices];
}
