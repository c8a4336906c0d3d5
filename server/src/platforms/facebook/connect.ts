import { z } from 'zod';
import type { OAuthFlow } from '#platforms/engagement.ts';
import type { PlatformHttp } from '#platforms/http.ts';
import { subscribe } from '#platforms/meta/first-comment.ts';
import { type Graph, graphOf, nextOf } from '#platforms/meta/graph.ts';
import { signInWith } from '#platforms/meta/sign-in.ts';
import type { MetaApp } from '#platforms/meta/tokens.ts';
import {
  type ConnectedAccount,
  type ConnectInput,
  type PlatformAccount,
  type PlatformCall,
  PlatformError,
} from '#platforms/platform.ts';
import { failureOf } from './errors.ts';
import { manifest } from './manifest.ts';
import { OwnPages, Page, PersonToken } from './schema.ts';

/** The app's secret is there when the Page was connected by signing in. */
const Stored = z.object({ accessToken: z.string().min(1), clientSecret: z.string().optional() });
export type PageToken = z.infer<typeof Stored>;

/** @throws PlatformError 'needs_reconnect' when the stored token is incomplete. */
export function pageToken(account: Pick<PlatformAccount, 'credentials'>): PageToken {
  const parsed = Stored.safeParse(account.credentials);
  if (parsed.success) return parsed.data;
  throw new PlatformError('needs_reconnect', 'The stored token is incomplete.', {
    hint: 'Connect the Page again.',
  });
}

export function facebookGraph(
  http: PlatformHttp,
  baseUrl: string,
  { accessToken: token, clientSecret: appSecret }: PageToken,
  call: PlatformCall,
): Graph {
  return graphOf({ http, baseUrl, version: manifest.apiVersion, token, appSecret, call, failureOf });
}

export const readPage = (graph: Graph) => graph.get('me', { fields: 'id,name,username' }, Page);

/** With a Page's token copied from Meta's tools. */
export async function connectWithToken(
  http: PlatformHttp,
  input: ConnectInput,
  call: PlatformCall,
): Promise<ConnectedAccount> {
  const baseUrl = (input.baseUrl ?? manifest.defaultBaseUrl).replace(/\/+$/, '');
  const accessToken = (input.fields.accessToken ?? '').trim();
  if (accessToken === '') {
    throw new PlatformError('rejected', 'The Page access token is missing.', {
      hint: 'Copy it from the Graph API Explorer.',
    });
  }
  const page = await readPage(facebookGraph(http, baseUrl, { accessToken }, call));
  const meant = (input.fields.pageId ?? '').trim();
  if (meant !== '' && meant !== page.id) {
    throw new PlatformError('rejected', `The token is for ${page.name} (${page.id}), not for ${meant}.`, {
      hint: 'Choose the Page itself under "User or Page" and copy the token again.',
    });
  }
  return accountOf(page, { accessToken }, baseUrl);
}

/** No more Pages than this are offered to choose from. */
const maxPages = 500;
/** https://developers.facebook.com/documentation/pages-api/posts: what a person must be allowed on the Page. */
const neededTask = 'CREATE_CONTENT';

/**
 * Signing in at Facebook: a person's token, made long, gives a token for each of their Pages that has no end.
 * https://developers.facebook.com/documentation/facebook-login/guides/access-tokens/get-long-lived
 */
export function facebookSignIn(http: PlatformHttp): OAuthFlow {
  const { apiVersion, defaultBaseUrl } = manifest;
  return signInWith(http, {
    name: 'Facebook',
    authorizeUrl: (baseUrl) => `${baseUrl ?? 'https://www.facebook.com'}/${apiVersion}/dialog/oauth`,
    tokenUrl: (baseUrl) => `${baseUrl ?? defaultBaseUrl}/${apiVersion}/oauth/access_token`,
    exchangeBy: 'query',
    scopes: manifest.oauth.scopes,
    failureOf,
    async connect(shortToken, app, rehearsal, call) {
      const baseUrl = rehearsal ?? defaultBaseUrl;
      const person = await lengthen(http, baseUrl, shortToken, app, call);
      const { clientSecret } = app;
      const pages = await pagesOf(facebookGraph(http, baseUrl, { accessToken: person, clientSecret }, call));
      if (pages.length === 0) {
        throw new PlatformError('rejected', 'There is no Page that you may post to.', {
          hint: 'Choose a Page when Facebook asks, and have the task "Create content" on it.',
        });
      }
      const accounts = [];
      for (const { access_token: accessToken = '', ...page } of pages) {
        const account = accountOf(page, { accessToken, ...app }, baseUrl);
        const graph = facebookGraph(http, baseUrl, { accessToken, clientSecret }, call);
        accounts.push({ ...account, warnings: await subscribe(graph, page.id, 'feed') });
      }
      return accounts;
    },
  });
}

async function lengthen(
  http: PlatformHttp,
  baseUrl: string,
  shortToken: string,
  app: MetaApp,
  call: PlatformCall,
): Promise<string> {
  const query = new URLSearchParams({
    grant_type: 'fb_exchange_token',
    client_id: app.clientId,
    client_secret: app.clientSecret,
    fb_exchange_token: shortToken,
  });
  const answer = await http.send({
    method: 'GET',
    url: `${baseUrl}/${manifest.apiVersion}/oauth/access_token?${query}`,
    answer: PersonToken,
    failureOf,
    signal: call.signal,
  });
  return answer.access_token;
}

async function pagesOf(graph: Graph) {
  const pages: z.infer<typeof OwnPages>['data'] = [];
  let cursor: string | null = '';
  while (cursor !== null && pages.length < maxPages) {
    const after: Record<string, string> = cursor === '' ? {} : { after: cursor };
    const query = { fields: 'id,name,username,access_token,tasks', limit: '100', ...after };
    const { data, paging } = await graph.get('me/accounts', query, OwnPages);
    pages.push(...data);
    cursor = data.length === 0 ? null : nextOf(paging);
  }
  return pages.filter(
    ({ access_token, tasks }) => access_token !== undefined && tasks?.includes(neededTask) !== false,
  );
}

function accountOf(
  page: z.infer<typeof Page>,
  credentials: ConnectedAccount['credentials'],
  baseUrl: string,
): ConnectedAccount {
  return {
    remoteId: page.id,
    handle: page.username ?? page.id,
    displayName: page.name || page.id,
    credentials,
    baseUrl,
    tokenExpiresAt: null,
    warnings: [],
  };
}
