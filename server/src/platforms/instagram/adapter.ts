import { assertDraft } from '#platforms/check-draft.ts';
import type { PlatformHttp } from '#platforms/http.ts';
import {
  type ConnectInput,
  type Handles,
  type PlatformAccount,
  type PlatformAdapter,
  type PlatformCall,
  PlatformError,
  type PublishPayload,
  type Reconciled,
} from '#platforms/platform.ts';
import { type Graph, graphOf, tokenOf } from './graph.ts';
import { manifest } from './manifest.ts';
import { defaultPollSeconds, findOwnMedia, publishMedia, readQuota, stateOf } from './publish.ts';
import { Me, Media } from './schema.ts';
import { firstToken, renewWhenDue } from './token.ts';

export interface InstagramOptions {
  /** Seconds before each look at an upload that Instagram is preparing. */
  readonly pollSeconds?: readonly number[];
}

/** Instagram through the Graph API with Instagram login: container, poll, publish. */
export function instagram(http: PlatformHttp, options: InstagramOptions = {}): PlatformAdapter {
  const pollSeconds = options.pollSeconds ?? defaultPollSeconds;
  const graphFor = (account: PlatformAccount, call: PlatformCall) =>
    graphOf(http, account.baseUrl, tokenOf(account, call).accessToken, call.signal);

  return {
    manifest,

    connect: (input, call) => connectAccount(http, input, call),

    async check(account, call) {
      const { accessToken, expiresAt } = await renewWhenDue(http, account, call);
      const graph = graphOf(http, account.baseUrl, accessToken, call.signal);
      const me = await readMe(graph);
      const { left } = await readQuota(graph, account.remoteId);
      return {
        handle: me.username,
        displayName: me.name || me.username,
        tokenExpiresAt: expiresAt,
        publishesLeft: left,
        // The "AI creator" label of profiles can be set and seen in the app only.
        profileLabelled: null,
      };
    },

    async publish(payload, ledger, call) {
      assertDraft(manifest, payload);
      return publishMedia({ graph: graphFor(payload.account, call), payload, ledger, call, pollSeconds });
    },

    reconcile: (payload, handles, call) => reconcile(graphFor(payload.account, call), payload, handles, call),

    async readBack(remoteId, account, call) {
      const query = { fields: 'id,permalink,caption,is_ai_generated' };
      try {
        const media = await graphFor(account, call).get(remoteId, query, Media);
        const disclosed = media.is_ai_generated === true;
        const evidence = disclosed
          ? 'Instagram shows the post as made with AI.'
          : 'Instagram does not mark the post.';
        return { found: true, url: media.permalink ?? null, disclosed, evidence };
      } catch (error) {
        if (!isMissing(error)) throw error;
        return { found: false, url: null, disclosed: false, evidence: 'Instagram no longer knows the post.' };
      }
    },
  };
}

async function connectAccount(http: PlatformHttp, input: ConnectInput, call: PlatformCall) {
  const baseUrl = (input.baseUrl ?? manifest.defaultBaseUrl).replace(/\/+$/, '');
  const pasted = (input.fields.accessToken ?? '').trim();
  if (pasted === '') {
    throw new PlatformError('rejected', 'The access token is missing.', {
      hint: 'Copy it from the app dashboard.',
    });
  }
  const token = await firstToken(http, baseUrl, pasted, call);
  const me = await readMe(graphOf(http, baseUrl, token.credentials.accessToken!, call.signal));
  const meant = (input.fields.accountId ?? '').trim();
  if (meant !== '' && meant !== me.user_id) {
    throw new PlatformError(
      'rejected',
      `The token is for @${me.username} (${me.user_id}), not for ${meant}.`,
      {
        hint: 'Make the token for the account you mean.',
      },
    );
  }
  return {
    remoteId: me.user_id,
    handle: me.username,
    displayName: me.name || me.username,
    credentials: token.credentials,
    baseUrl,
    tokenExpiresAt: token.expiresAt,
    warnings: [],
  };
}

const readMe = (graph: Graph) => graph.get('me', { fields: 'user_id,username,name,account_type' }, Me);

/** A listing may lag behind publishing by this long; an absence younger than that proves nothing. */
const listingLagMilliseconds = 5 * 60 * 1000;

async function reconcile(
  graph: Graph,
  payload: PublishPayload,
  handles: Handles,
  call: PlatformCall,
): Promise<Reconciled> {
  const { container, publishStartedAt } = handles;
  if (!container)
    return { outcome: 'not_published', evidence: 'No container was made, so there was nothing to publish.' };
  const state = await stateOf(graph, container).catch((error: unknown) => {
    if (isMissing(error)) return { status_code: 'EXPIRED' as const };
    throw error;
  });
  if (state.status_code === 'FINISHED' || state.status_code === 'IN_PROGRESS') {
    const evidence = `Container ${container} is ${state.status_code}: not published, and it can be published only once.`;
    return { outcome: 'not_published', evidence };
  }
  const found = await findOwnMedia(graph, payload, publishStartedAt);
  if (found) return { outcome: 'published', ...found };
  const evidence = `Container ${container} is ${state.status_code}, and no post with this caption is listed.`;
  if (!publishStartedAt) return { outcome: 'not_published', evidence };
  const ageMilliseconds = call.now().getTime() - new Date(publishStartedAt).getTime();
  if (state.status_code === 'PUBLISHED' || ageMilliseconds < listingLagMilliseconds) {
    return { outcome: 'undetermined', evidence, retryAfterSeconds: 60 };
  }
  return { outcome: 'not_published', evidence };
}

/** Graph code 100 with subcode 33: no such object, or none that this token may see. */
function isMissing(error: unknown): boolean {
  return error instanceof PlatformError && error.remoteCode === '100/33';
}
