import { z } from 'zod';
import { retryAfterSeconds } from '#platforms/http.ts';
import { PlatformError, type PlatformFailure } from '#platforms/platform.ts';
import type { FailureOf } from './graph.ts';
import { waitSeconds } from './usage.ts';

/** What an error code of the Graph API means for us. */
export interface Meaning {
  readonly failure: PlatformFailure;
  readonly hint?: string;
}

export type Meanings = Readonly<Record<number, Meaning>>;

export const reconnect: Meaning = {
  failure: 'needs_reconnect',
  hint: 'Connect the account again.',
};
export const limited: Meaning = {
  failure: 'rate_limited',
  hint: 'Sent again by itself once the limit is over.',
};
export const permission: Meaning = {
  failure: 'restricted',
  hint: 'Give the app the permission it lacks, then connect the account again.',
};
export const again: Meaning = { failure: 'unavailable', hint: 'Tried again by itself.' };
export const badMedia = (hint: string): Meaning => ({ failure: 'media_rejected', hint });
export const rejected = (hint: string): Meaning => ({ failure: 'rejected', hint });
export const policy = (hint: string): Meaning => ({ failure: 'policy', hint });
export const checkpoint = (hint: string): Meaning => ({ failure: 'checkpoint', hint });

/** Reasons why a token is no longer taken. https://developers.facebook.com/docs/graph-api/guides/error-handling */
const bySubcode: Meanings = {
  458: reconnect,
  459: checkpoint('Sign in to the account in a browser, then connect it again.'),
  460: reconnect,
  // 463, 464, 467 and 492 are from memory: ended, not confirmed, invalid, no role on the Page.
  463: reconnect,
  464: checkpoint('Sign in to the account in a browser, then connect it again.'),
  467: reconnect,
  492: reconnect,
};

/** https://developers.facebook.com/docs/graph-api/guides/error-handling */
const byCode: Meanings = {
  [-2]: again,
  [-1]: again,
  1: again,
  2: again,
  3: permission,
  4: limited,
  10: permission,
  17: limited,
  32: limited,
  102: reconnect,
  190: reconnect,
  341: limited,
  368: policy('Meta holds this account back for now: look into its app, and post less often.'),
  613: limited,
  80001: limited,
  80002: limited,
};

/** https://developers.facebook.com/docs/graph-api/guides/error-handling */
export const GraphFailure = z.object({
  error: z.object({
    message: z.string().default(''),
    code: z.number().default(0),
    error_subcode: z.number().optional(),
    is_transient: z.boolean().default(false),
    error_user_msg: z.string().optional(),
  }),
});

export interface ErrorTable {
  /** The platform's name, as people know it. */
  readonly name: string;
  /** Meaning by subcode, which says more than the code. */
  readonly bySubcode?: Meanings;
  readonly byCode?: Meanings;
  /** Codes after which the thing may be out when the request could publish. */
  readonly unclearCodes: ReadonlySet<number>;
  /** For words that stand only in the message. */
  readonly byMessage?: readonly (readonly [RegExp, Meaning])[];
}

/** Turns answers of one of Meta's platforms into failures. */
export function failuresOf(table: ErrorTable): FailureOf {
  const { name, unclearCodes } = table;
  const trouble = (publishes: boolean, text: string, remoteCode: string) => {
    if (!publishes) return new PlatformError('unavailable', text, { remoteCode, hint: again.hint });
    return new PlatformError('outcome_unknown', `${text} The post may be out.`, {
      remoteCode,
      hint: `It is looked up on ${name} before anything is sent again.`,
    });
  };
  return (answer, publishes) => {
    const parsed = GraphFailure.safeParse(answer.body);
    const retryAfter = waitSeconds(answer.headers) ?? retryAfterSeconds(answer.headers, new Date());
    if (!parsed.success) {
      const remoteCode = String(answer.status);
      const text = `${name} answered ${answer.status}.`;
      if (answer.status === 429)
        return new PlatformError('rate_limited', text, { remoteCode, retryAfterSeconds: retryAfter });
      if (answer.status >= 500) return trouble(publishes, text, remoteCode);
      return new PlatformError('rejected', text, { remoteCode });
    }
    const { error } = parsed.data;
    const { code, error_subcode: subcode } = error;
    const remoteCode = subcode === undefined ? String(code) : `${code}/${subcode}`;
    const text = `${name}: ${error.error_user_msg ?? (error.message || `error ${remoteCode}`)}`;
    const meaning = meaningOf(table, error, answer.status);
    const unclear = unclearCodes.has(code) || (meaning.failure === 'unavailable' && answer.status >= 500);
    if (publishes && unclear) return trouble(true, text, remoteCode);
    return new PlatformError(meaning.failure, text, {
      remoteCode,
      retryAfterSeconds: retryAfter,
      hint: meaning.hint,
    });
  };
}

function meaningOf(
  table: ErrorTable,
  { code, error_subcode: subcode, message, is_transient }: z.infer<typeof GraphFailure>['error'],
  status: number,
): Meaning {
  const known =
    (subcode === undefined ? undefined : (table.bySubcode?.[subcode] ?? bySubcode[subcode])) ??
    table.byMessage?.find(([words]) => words.test(message))?.[1] ??
    table.byCode?.[code] ??
    byCode[code];
  if (known) return known;
  if (code >= 200 && code <= 299) return permission;
  if (status === 429) return limited;
  if (status === 401) return reconnect;
  return is_transient || status >= 500 ? again : { failure: 'rejected' };
}
