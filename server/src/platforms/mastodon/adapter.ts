import { withLimits } from '#platforms/account-limits.ts';
import { countCaption, saysMadeWithAi } from '#platforms/caption.ts';
import { assertDraft } from '#platforms/check-draft.ts';
import { optionsOf } from '#platforms/draft-options.ts';
import type { PlatformHttp } from '#platforms/http.ts';
import {
  type PlatformAccount,
  type PlatformAdapter,
  type PlatformCall,
  PlatformError,
  type PublishPayload,
} from '#platforms/platform.ts';
import { connectWith, handleOf, limitsOf, readInstance, readOwnAccount, serverAddress } from './connect.ts';
import { engagingOf } from './engaging.ts';
import { sourceOf } from './find-own.ts';
import { manifest } from './manifest.ts';
import { oauthOf, revokeToken } from './oauth.ts';
import { plainText } from './plain-text.ts';
import { publishParts, reconcileParts } from './publish.ts';
import { findStatus, readingOf } from './reading.ts';
import { Anything, Status } from './schema.ts';
import { MastodonServer } from './server.ts';

export interface MastodonOptions {
  /** Seconds between two looks at a file that is being prepared. */
  readonly pollSeconds?: readonly number[];
}

const defaultPollSeconds: readonly number[] = Array.from({ length: 60 }, () => 2);

/** Mastodon over its REST API, each account on its own server. */
export function mastodon(http: PlatformHttp, options: MastodonOptions = {}): PlatformAdapter {
  const serverOf = (account: PlatformAccount, call: PlatformCall) => MastodonServer.of(http, account, call);
  const pollSeconds = options.pollSeconds ?? defaultPollSeconds;

  return {
    manifest,
    oauth: oauthOf(http),
    reading: readingOf(serverOf),
    engaging: engagingOf(serverOf),

    async connect({ fields, baseUrl }, call) {
      const accessToken = (fields.accessToken ?? '').trim();
      if (accessToken === '') {
        throw new PlatformError('rejected', 'The access token is missing.', {
          hint: 'Make an application in the server’s preferences, under Development.',
        });
      }
      const clientId = (fields.clientKey ?? '').trim();
      const clientSecret = (fields.clientSecret ?? '').trim();
      const authorized = {
        baseUrl: baseUrl ?? serverAddress(fields.instance ?? ''),
        credentials: { accessToken, clientId, clientSecret },
        labelAsBot: fields.labelAsBot !== 'false',
      };
      return connectWith(http, authorized, call);
    },

    revoke: (account, call) => revokeToken(http, account, call),

    async check(account, call) {
      const server = serverOf(account, call);
      const own = await readOwnAccount(server);
      const instance = await readInstance(server, new URL(account.baseUrl).host);
      return {
        handle: handleOf(own, instance),
        displayName: own.display_name || own.username,
        tokenExpiresAt: null,
        publishesLeft: null,
        profileLabelled: own.bot,
        limits: limitsOf(instance),
      };
    },

    async publish(payload, ledger, call) {
      assertDraft(manifest, payload);
      assertWarningFits(payload);
      const server = serverOf(payload.account, call);
      const { id, url, warnings } = await publishParts({ server, payload, ledger, call, pollSeconds });
      return { remoteId: id, url: webUrlOf(id, url, payload.account), warnings };
    },

    async reconcile(payload, handles, call) {
      const found = await reconcileParts(serverOf(payload.account, call), payload, handles);
      if (found.outcome !== 'found') return found;
      const { id, url } = found;
      return { outcome: 'published', remoteId: id, url: webUrlOf(id, url, payload.account) };
    },

    async readBack(remoteId, account, call) {
      const status = await findStatus(serverOf(account, call), remoteId);
      if (!status) {
        return {
          found: false,
          url: null,
          disclosed: false,
          evidence: 'The server no longer holds the post.',
        };
      }
      const disclosed = saysMadeWithAi(plainText(status.content));
      return {
        found: true,
        url: webUrlOf(status.id, status.url ?? '', account),
        disclosed,
        evidence: disclosed
          ? 'The text of the post says that it is made with AI.'
          : 'The text of the post does not say so.',
      };
    },

    async remove(remoteId, account, call) {
      const path = `/api/v1/statuses/${remoteId}`;
      try {
        await serverOf(account, call).ask({ method: 'DELETE', path, answer: Anything });
      } catch (error) {
        if (!(error instanceof PlatformError) || error.failure !== 'gone') throw error;
      }
    },

    /** What is left out of an edit is taken away, so everything but the text goes back as it is. */
    async edit(remoteId, text, account, call) {
      const server = serverOf(account, call);
      const status = await findStatus(server, remoteId);
      if (!status)
        throw new PlatformError('gone', 'The post is not there any more.', { hint: 'Nothing to change.' });
      const { spoiler_text } = await sourceOf(server, remoteId);
      const { media_attachments, sensitive, language } = status;
      const json = {
        status: text,
        media_ids: media_attachments.map(({ id }) => id),
        sensitive,
        spoiler_text,
        ...(language === null ? {} : { language }),
      };
      const path = `/api/v1/statuses/${remoteId}`;
      await server.ask({ method: 'PUT', path, body: { json }, answer: Status });
    },
  };
}

/** The server counts the warning and the text together. https://docs.joinmastodon.org/user/posting/#cw */
function assertWarningFits(payload: PublishPayload): void {
  const { contentWarning } = optionsOf(manifest, payload);
  if (!contentWarning) return;
  const limited = withLimits(manifest, payload.account.limits);
  const over = countCaption(limited, `${contentWarning}${payload.caption}`) - limited.text.max;
  if (over <= 0) return;
  throw new PlatformError(
    'rejected',
    `The text and its content warning are ${over} characters too long together.`,
    {
      hint: 'Shorten one of them.',
    },
  );
}

function webUrlOf(id: string, url: string, { webUrl, baseUrl, handle }: PlatformAccount): string {
  if (webUrl) return `${webUrl}#${id}`;
  return url || `${baseUrl}/@${handle.split('@')[0]}/${id}`;
}
