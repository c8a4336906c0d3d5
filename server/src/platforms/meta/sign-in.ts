import { z } from 'zod';
import type { OAuthFlow } from '#platforms/engagement.ts';
import type { PlatformHttp } from '#platforms/http.ts';
import {
  type ConnectedAccount,
  type ConnectField,
  type PlatformCall,
  PlatformError,
} from '#platforms/platform.ts';
import type { FailureOf } from './graph.ts';
import type { MetaApp } from './tokens.ts';

/** What a person copies from their app at Meta; the secret also signs webhooks. */
export function appFields(appName: string): readonly ConnectField[] {
  return [
    {
      name: 'clientId',
      label: `${appName} app ID`,
      help: 'Meta for Developers, your app, on the page of the use case.',
      kind: 'text',
      required: true,
    },
    {
      name: 'clientSecret',
      label: `${appName} app secret`,
      help: 'It stands beside the app ID; show it there and copy it.',
      kind: 'secret',
      required: true,
    },
    {
      name: 'verifyToken',
      label: 'Verify token for webhooks',
      help: 'A word of your own, only if Meta is to tell of comments at once: enter the same one beside the callback address of the app’s webhooks.',
      kind: 'secret',
      required: false,
    },
  ];
}

export interface SignIn {
  readonly name: string;
  /** The page that people are sent to. */
  readonly authorizeUrl: (baseUrl: string | undefined) => string;
  /** Where a code is exchanged for a token that lives for an hour. */
  readonly tokenUrl: (baseUrl: string | undefined) => string;
  /** Meta's dialogs exchange by GET on Facebook, by a form elsewhere. */
  readonly exchangeBy: 'form' | 'query';
  readonly scopes: readonly string[];
  readonly extraQuery?: Readonly<Record<string, string>>;
  readonly failureOf: FailureOf;
  /** What the short token leads to. */
  connect(
    shortToken: string,
    app: MetaApp,
    baseUrl: string | undefined,
    call: PlatformCall,
  ): Promise<readonly ConnectedAccount[]>;
}

/** Instagram answers with a list of one, the others with the object itself. */
const ShortToken = z.union([
  z.object({ access_token: z.string().min(1) }),
  z
    .object({ data: z.array(z.object({ access_token: z.string().min(1) })).min(1) })
    .transform(({ data }) => data[0]!),
]);

/** OAuth 2 with a code, as Meta has it: without PKCE, the app's secret takes its place. */
export function signInWith(http: PlatformHttp, flow: SignIn): OAuthFlow {
  return {
    async begin({ fields, redirectUrl, state, baseUrl }) {
      const clientId = (fields.clientId ?? '').trim();
      const clientSecret = (fields.clientSecret ?? '').trim();
      if (clientId === '' || clientSecret === '') {
        throw new PlatformError('rejected', 'The app ID or the app secret is missing.', {
          hint: 'Copy both from your app at Meta for Developers.',
        });
      }
      const query = new URLSearchParams({
        client_id: clientId,
        redirect_uri: redirectUrl,
        response_type: 'code',
        scope: flow.scopes.join(','),
        state,
        ...flow.extraQuery,
      });
      const verifyToken = (fields.verifyToken ?? '').trim();
      const kept = { clientId, clientSecret, ...(verifyToken === '' ? {} : { verifyToken }) };
      return { authorizeUrl: `${flow.authorizeUrl(baseUrl)}?${query}`, kept };
    },

    async finish({ query, kept, redirectUrl, baseUrl }, call) {
      const { clientId = '', clientSecret = '', verifyToken } = kept;
      const app = { clientId, clientSecret, ...(verifyToken === undefined ? {} : { verifyToken }) };
      // Instagram hangs "#_" on its redirects, which some browsers send along.
      const code = (query.code ?? '').replace(/#_$/, '');
      if (query.error !== undefined || code === '') throw refusalOf(flow.name, query);
      const asked = {
        client_id: app.clientId,
        client_secret: app.clientSecret,
        grant_type: 'authorization_code',
        redirect_uri: redirectUrl,
        code,
      };
      const address = flow.tokenUrl(baseUrl);
      const byForm = flow.exchangeBy === 'form';
      const { access_token: shortToken } = await http.send({
        method: byForm ? 'POST' : 'GET',
        url: byForm ? address : `${address}?${new URLSearchParams(asked)}`,
        ...(byForm ? { body: { form: asked } } : {}),
        answer: ShortToken,
        failureOf: flow.failureOf,
        signal: call.signal,
      });
      return flow.connect(shortToken, app, baseUrl, call);
    },
  };
}

function refusalOf(name: string, query: Readonly<Record<string, string>>): PlatformError {
  const denied = query.error === 'access_denied';
  return new PlatformError(
    'rejected',
    denied ? `You did not allow it on ${name}.` : `${name} did not sign you in.`,
    {
      remoteCode: query.error ?? 'no_code',
      hint: denied
        ? 'Start again and allow it there.'
        : 'Check that this studio’s redirect address is entered in your app at Meta.',
    },
  );
}
