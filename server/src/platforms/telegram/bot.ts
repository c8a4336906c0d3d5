import { z } from 'zod';
import type { MultipartFile, PlatformHttp } from '#platforms/http.ts';
import { type PlatformAccount, PlatformError } from '#platforms/platform.ts';
import { failureOf } from './errors.ts';
import { credentialsSchema } from './schema.ts';

/** The Bot API for one bot. https://core.telegram.org/bots/api#making-requests */
export interface Bot {
  /** A method that shows nothing to anybody. */
  ask<T>(method: string, parameters: Readonly<Record<string, unknown>>, result: z.ZodType<T>): Promise<T>;
  /** A method that makes a message public. */
  send<T>(
    method: string,
    parameters: Readonly<Record<string, unknown>>,
    result: z.ZodType<T>,
    files?: readonly MultipartFile[],
  ): Promise<T>;
}

/** 50 MB at the pace of a slow line. */
const sendTimeoutSeconds = 180;

/** @param token of the shape that `checkedToken` lets through: it becomes a part of the address. */
export function botOf(http: PlatformHttp, baseUrl: string, token: string, signal: AbortSignal): Bot {
  const url = (method: string) => `${baseUrl}/bot${token}/${method}`;
  const answerOf = <T>(result: z.ZodType<T>) => z.object({ ok: z.literal(true), result });
  return {
    async ask(method, parameters, result) {
      const { result: found } = await http.send({
        method: 'POST',
        url: url(method),
        body: { json: parameters },
        answer: answerOf(result),
        failureOf,
        signal,
      });
      return found;
    },
    async send(method, parameters, result, files = []) {
      const { result: found } = await http.send({
        method: 'POST',
        url: url(method),
        body: files.length === 0 ? { json: parameters } : { fields: asFields(parameters), files },
        answer: answerOf(result),
        failureOf,
        publishes: true,
        signal,
        timeoutSeconds: sendTimeoutSeconds,
      });
      return found;
    },
  };
}

/** In multipart/form-data, everything but text is JSON. */
function asFields(parameters: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  );
}

/** @throws PlatformError 'needs_reconnect' for what cannot be a token. */
export function checkedToken(text: string): string {
  const token = text.trim();
  if (/^\d{3,20}:[\w-]{20,100}$/.test(token)) return token;
  throw new PlatformError('needs_reconnect', 'This is not a bot token.', {
    hint: 'BotFather gives it: numbers, a colon, then letters.',
  });
}

export function credentialsOf(account: PlatformAccount) {
  const parsed = credentialsSchema.safeParse(account.credentials);
  if (parsed.success) return { ...parsed.data, botToken: checkedToken(parsed.data.botToken) };
  throw new PlatformError('needs_reconnect', 'The stored token is incomplete.', {
    hint: 'Connect the account again.',
  });
}

/** The bot that posts for an account. */
export function botFor(http: PlatformHttp, account: PlatformAccount, signal: AbortSignal): Bot {
  return botOf(http, account.baseUrl, credentialsOf(account).botToken, signal);
}
