import { assertDraft } from '#platforms/check-draft.ts';
import type { PlatformHttp } from '#platforms/http.ts';
import {
  type AccountLimits,
  type OptionChoice,
  type PlatformAccount,
  type PlatformAdapter,
  type PlatformCall,
  PlatformError,
} from '#platforms/platform.ts';
import { TikTokClient } from './client.ts';
import { connectWithToken, readMe, revokeToken, tiktokSignIn } from './connect.ts';
import { manifest } from './manifest.ts';
import { assertFits, defaultPollSeconds, publishPost } from './publish.ts';
import { tiktokReading } from './reading.ts';
import { readPostBack, reconcilePost } from './reconcile.ts';
import type { CreatorInfo } from './schema.ts';
import { defaultChunkBytes } from './upload.ts';
import { webhooks } from './webhooks.ts';

export interface TikTokOptions {
  /** Seconds between looks at a post that TikTok is preparing. */
  readonly pollSeconds?: readonly number[];
  /** Size of the parts a clip is uploaded in: 5 to 64 MB. */
  readonly chunkBytes?: number;
}

/** TikTok through its Content Posting API (Direct Post) and Display API. */
export function tiktok(http: PlatformHttp, options: TikTokOptions = {}): PlatformAdapter {
  const { pollSeconds = defaultPollSeconds, chunkBytes = defaultChunkBytes } = options;
  const clientFor = (account: PlatformAccount, call: PlatformCall) => new TikTokClient(http, account, call);

  return {
    manifest,
    connect: (input, call) => connectWithToken(http, input, call),
    oauth: tiktokSignIn(http),
    revoke: (account, call) => revokeToken(http, account, call),
    reading: tiktokReading(clientFor),
    webhooks,

    async check(account, call) {
      const client = clientFor(account, call);
      const me = await readMe(client);
      const creator = await client.creatorInfo().catch((error: unknown) => {
        if (error instanceof PlatformError && error.retryAfterSeconds === fullDaySeconds) return undefined;
        throw error;
      });
      return {
        ...me,
        tokenExpiresAt: client.endsAt,
        // TikTok tells only when nothing is left.
        publishesLeft: creator ? null : 0,
        profileLabelled: null,
        ...(creator && { limits: limitsOf(creator) }),
      };
    },

    async publish(payload, ledger, call) {
      assertDraft(manifest, payload);
      assertFits(payload);
      const client = clientFor(payload.account, call);
      return publishPost({ client, payload, ledger, call, pollSeconds, chunkBytes });
    },

    reconcile: (payload, handles, call) => reconcilePost(clientFor(payload.account, call), payload, handles),

    readBack: (remoteId, account, call) => readPostBack(clientFor(account, call), remoteId),
  };
}

const fullDaySeconds = 86_400;
const closed: readonly OptionChoice[] = [{ value: 'false', label: 'Off' }];
const open: readonly OptionChoice[] = [{ value: 'true', label: 'On' }, ...closed];

/** What the account may choose, from creator_info. */
function limitsOf(creator: CreatorInfo): AccountLimits {
  const [known] = manifest.options;
  const longest = creator.max_video_post_duration_sec;
  return {
    choices: {
      privacyLevel: creator.privacy_level_options.map((value) => ({
        value,
        label: known.choices.find((one) => one.value === value)?.label ?? value,
      })),
      allowComment: creator.comment_disabled ? closed : open,
      allowDuet: creator.duet_disabled ? closed : open,
      allowStitch: creator.stitch_disabled ? closed : open,
    },
    ...(longest === undefined ? {} : { media: { video: { maxSeconds: longest } } }),
  };
}
