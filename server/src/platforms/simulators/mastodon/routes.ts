import {
  authorize,
  createApp,
  follow,
  giveToken,
  revoke,
  updateCredentials,
  verifyCredentials,
} from './access.ts';
import { readMedia, serveFile, uploadMedia } from './media.ts';
import {
  deleteStatus,
  editStatus,
  favourite,
  listOwn,
  postStatus,
  readContext,
  readNotifications,
  readSource,
  readStatus,
  readStatuses,
} from './statuses.ts';
import {
  charactersPerUrl,
  descriptionLimit,
  domain,
  type Handler,
  imageSizeLimit,
  maxCharacters,
  maxMedia,
  mimes,
  ok,
  videoSizeLimit,
} from './world.ts';

interface Route {
  readonly method: string;
  readonly path: RegExp;
  readonly kind: string;
  readonly handler: Handler;
}

/** https://docs.joinmastodon.org/entities/Instance/ */
const readInstance: Handler = async (world) =>
  ok(world, {
    domain,
    title: 'Rehearsal',
    version: '4.5.0',
    source_url: 'https://github.com/mastodon/mastodon',
    configuration: {
      statuses: {
        max_characters: maxCharacters,
        max_media_attachments: maxMedia,
        characters_reserved_per_url: charactersPerUrl,
      },
      media_attachments: {
        supported_mime_types: mimes,
        description_limit: descriptionLimit,
        image_size_limit: imageSizeLimit,
        video_size_limit: videoSizeLimit,
        video_frame_rate_limit: 120,
      },
    },
  });

const route = (method: string, path: RegExp, kind: string, handler: Handler): Route => ({
  method,
  path,
  kind,
  handler,
});

export const serverRoutes: readonly Route[] = [
  route('GET', /^\/api\/v2\/instance$/, 'read_instance', readInstance),
  route('POST', /^\/api\/v1\/apps$/, 'create_app', createApp),
  route('GET', /^\/oauth\/authorize$/, 'authorize', authorize),
  route('POST', /^\/oauth\/token$/, 'give_token', giveToken),
  route('POST', /^\/oauth\/revoke$/, 'revoke_token', revoke),
  route('GET', /^\/api\/v1\/accounts\/verify_credentials$/, 'read_account', verifyCredentials),
  route('PATCH', /^\/api\/v1\/accounts\/update_credentials$/, 'change_account', updateCredentials),
  route('GET', /^\/api\/v1\/accounts\/(\d+)\/statuses$/, 'list_own', listOwn),
  route('POST', /^\/api\/v1\/accounts\/(\d+)\/follow$/, 'follow', follow),
  route('POST', /^\/api\/v2\/media$/, 'upload_media', uploadMedia),
  route('GET', /^\/api\/v1\/media\/(\d+)$/, 'read_media', readMedia),
  route('POST', /^\/api\/v1\/statuses$/, 'post_status', postStatus),
  route('GET', /^\/api\/v1\/statuses$/, 'read_statuses', readStatuses),
  route('GET', /^\/api\/v1\/statuses\/(\d+)$/, 'read_status', readStatus),
  route('PUT', /^\/api\/v1\/statuses\/(\d+)$/, 'edit_status', editStatus),
  route('DELETE', /^\/api\/v1\/statuses\/(\d+)$/, 'delete_status', deleteStatus),
  route('GET', /^\/api\/v1\/statuses\/(\d+)\/source$/, 'read_source', readSource),
  route('GET', /^\/api\/v1\/statuses\/(\d+)\/context$/, 'read_context', readContext),
  route('POST', /^\/api\/v1\/statuses\/(\d+)\/favourite$/, 'favourite', favourite),
  route('GET', /^\/api\/v1\/notifications$/, 'read_notifications', readNotifications),
  route('GET', /^\/file\/([a-f0-9]+)$/, 'web', (world, _request, [name = '']) => serveFile(world, name)),
];
