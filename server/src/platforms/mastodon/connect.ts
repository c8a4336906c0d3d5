import type { PlatformHttp } from '#platforms/http.ts';
import {
  type AccountLimits,
  type ConnectedAccount,
  type Credentials,
  type PlatformCall,
  PlatformError,
} from '#platforms/platform.ts';
import { manifest } from './manifest.ts';
import { Instance, OwnAccount } from './schema.ts';
import { MastodonServer } from './server.ts';

/** The server's address as people type it: `mastodon.social`, `https://mastodon.social/@mia`, `@mia@mastodon.social`. */
export function serverAddress(typed: string): string {
  const text = typed.trim();
  const host = /^@?[^@/\s]+@([^@/\s]+)$/.exec(text)?.[1] ?? text;
  const url = URL.parse(/^https?:\/\//i.test(host) ? host : `https://${host}`);
  const valid = url && (url.hostname.includes('.') || url.hostname === 'localhost') && url.username === '';
  if (valid) return url.origin;
  throw new PlatformError('rejected', 'That is not the address of a server.', {
    hint: 'Write it like https://mastodon.social.',
  });
}

/** Names other software by the version it claims or the place its source lies. */
const otherSoftware =
  /pleroma|akkoma|gotosocial|pixelfed|misskey|firefish|iceshrimp|sharkey|friendica|mitra|takahe|snac/i;
const oldestMajor = 4;

/**
 * Asks the server what it is and which limits it has.
 * @throws PlatformError 'rejected' for what is not Mastodon, with its name where it can be told.
 */
export async function readInstance(server: MastodonServer, host: string): Promise<Instance> {
  const notMastodon = (what: string) =>
    new PlatformError('rejected', `${host} ${what}, and this connection is for Mastodon only.`, {
      hint: 'Connect an account on a server that runs Mastodon 4.0 or later.',
    });
  const instance = await server
    .ask({ method: 'GET', path: '/api/v2/instance', answer: Instance })
    .catch((error: unknown) => {
      const silent =
        error instanceof PlatformError && (error.failure === 'gone' || error.failure === 'rejected');
      throw silent ? notMastodon('does not answer as a Mastodon server of version 4 does') : error;
    });
  const { version, source_url } = instance;
  const other =
    otherSoftware.exec(`${version} ${source_url}`)?.[0] ?? /compatible; *([^)\s]+)/.exec(version)?.[1];
  if (other) throw notMastodon(`runs ${other}`);
  const major = Number(/^\d+/.exec(version)?.[0] ?? '0');
  if (major < oldestMajor) throw notMastodon(`runs version ${version.slice(0, 40)}`);
  return instance;
}

/** The limits of a server as those of the account. */
export function limitsOf({ configuration }: Instance): AccountLimits {
  const { statuses, media_attachments: media } = configuration;
  const takes = (mime: string) => media.supported_mime_types?.includes(mime) ?? true;
  const images = manifest.media.images.mimes.filter(takes);
  return {
    text: {
      ...(statuses.max_characters ? { max: statuses.max_characters } : {}),
      ...(statuses.characters_reserved_per_url ? { linkWeight: statuses.characters_reserved_per_url } : {}),
    },
    ...(media.description_limit ? { altTextMax: media.description_limit } : {}),
    media: {
      ...(statuses.max_media_attachments ? { maxItems: statuses.max_media_attachments } : {}),
      images: {
        mimes: images,
        ...(statuses.max_media_attachments ? { max: statuses.max_media_attachments } : {}),
        ...(media.image_size_limit ? { maxBytes: media.image_size_limit } : {}),
      },
      video: {
        mimes: manifest.media.video.mimes.filter(takes),
        ...(media.video_size_limit ? { maxBytes: media.video_size_limit } : {}),
        ...(media.video_frame_rate_limit ? { maxFramesPerSecond: media.video_frame_rate_limit } : {}),
      },
    },
  };
}

export const readOwnAccount = (server: MastodonServer) =>
  server.ask({ method: 'GET', path: '/api/v1/accounts/verify_credentials', answer: OwnAccount });

export const handleOf = ({ username }: OwnAccount, { domain }: Instance) => `${username}@${domain}`;

export interface Authorized {
  readonly baseUrl: string;
  readonly credentials: Credentials & { readonly accessToken: string };
  readonly labelAsBot: boolean;
}

/** The account a token belongs to, on a server that was found to be Mastodon; sets the automated flag. */
export async function connectWith(
  http: PlatformHttp,
  { baseUrl, credentials, labelAsBot }: Authorized,
  call: PlatformCall,
): Promise<ConnectedAccount> {
  const server = new MastodonServer(http, baseUrl, call, credentials.accessToken);
  const instance = await readInstance(server, new URL(baseUrl).host);
  const own = await readOwnAccount(server);
  const warnings: string[] = [];
  if (labelAsBot && !own.bot) {
    const body = { json: { bot: true } };
    await server
      .ask({ method: 'PATCH', path: '/api/v1/accounts/update_credentials', body, answer: OwnAccount })
      .catch(() => warnings.push(unlabelled));
  }
  return {
    remoteId: own.id,
    handle: handleOf(own, instance),
    displayName: own.display_name || own.username,
    credentials,
    baseUrl,
    tokenExpiresAt: null,
    warnings,
  };
}

const unlabelled =
  'The profile could not be marked as automated; set "This is an automated account" in its preferences.';
