import { assertDraft } from '#platforms/check-draft.ts';
import type { PlatformHttp } from '#platforms/http.ts';
import type { PlatformAdapter } from '#platforms/platform.ts';
import { botFor, credentialsOf } from './bot.ts';
import { editPost, removePost } from './change.ts';
import { assertPhotoSides } from './compose.ts';
import { checkChannel, connectChannel } from './connect.ts';
import { manifest } from './manifest.ts';
import { firstIdOf, readPost } from './post-ids.ts';
import { isThere, publishMessages, reconcileMessages, urlOf } from './publish.ts';
import { engagingOf, readingOf } from './reading.ts';

/** A Telegram channel through a bot that is its administrator. */
export function telegram(http: PlatformHttp): PlatformAdapter {
  return {
    manifest,
    connect: (input, call) => connectChannel(http, input, call),
    check: (account, call) => checkChannel(http, account, call),
    async publish(payload, ledger, call) {
      assertDraft(manifest, payload);
      assertPhotoSides(payload);
      return publishMessages(botFor(http, payload.account, call.signal), payload, ledger, call);
    },
    async reconcile(payload, handles, call) {
      const bot = botFor(http, payload.account, call.signal);
      return reconcileMessages(bot, payload, handles, credentialsOf(payload.account).linkedChatId !== '');
    },
    async readBack(remoteId, account, call) {
      const post = readPost(remoteId);
      if (!(await isThere(botFor(http, account, call.signal), account, remoteId))) {
        return {
          found: false,
          url: null,
          disclosed: false,
          evidence: 'The post is no longer in the channel.',
        };
      }
      const evidence = post.labelled
        ? 'The post is in the channel. A bot cannot read it again; it went out with the words that it is made with AI.'
        : 'The post is in the channel, and went out without the words that it is made with AI.';
      return { found: true, url: urlOf(account, firstIdOf(post)), disclosed: post.labelled, evidence };
    },
    remove: (remoteId, account, call) => removePost(botFor(http, account, call.signal), account, remoteId),
    edit: (remoteId, text, account, call) =>
      editPost(botFor(http, account, call.signal), account, remoteId, text),
    reading: readingOf(http),
    engaging: engagingOf(http),
  };
}
