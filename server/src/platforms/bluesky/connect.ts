import type { PlatformHttp } from '#platforms/http.ts';
import {
  type ConnectedAccount,
  type ConnectInput,
  type PlatformCall,
  PlatformError,
} from '#platforms/platform.ts';
import { failureOf } from './errors.ts';
import { labelAsBot, readProfile } from './profile.ts';
import { DidDocument, ResolvedHandle, Session } from './schema.ts';
import { BlueskySession, expiryOf, xrpc } from './session.ts';

export interface BlueskyAddresses {
  /** Resolves any handle. */
  readonly entrywayUrl: string;
  /** The directory of did:plc identities. */
  readonly directoryUrl: string;
  /** Where clips of an account on this server are prepared; null or absent: uploaded like pictures. */
  readonly videoUrlOf?: (serverUrl: string) => string | null;
}

/** Handle → DID → the account's own server → session. https://atproto.com/guides/identity */
export async function connectAccount(
  http: PlatformHttp,
  addresses: BlueskyAddresses,
  input: ConnectInput,
  call: PlatformCall,
): Promise<ConnectedAccount> {
  const handle = (input.fields.handle ?? '').trim().replace(/^@/, '').toLowerCase();
  const password = (input.fields.appPassword ?? '').trim();
  if (!/^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(handle)) {
    throw new PlatformError('rejected', 'That is not a Bluesky handle.', {
      hint: 'Write it like mia.bsky.social.',
    });
  }
  if (password === '') {
    throw new PlatformError('rejected', 'The app password is missing.', {
      hint: 'Make one in the Bluesky settings.',
    });
  }
  const named = (input.baseUrl ?? input.fields.service ?? '').trim().replace(/\/+$/, '');
  const baseUrl = named === '' ? await findServer(http, addresses, handle, call.signal) : named;
  const body = { json: { identifier: handle, password } };
  const name = 'com.atproto.server.createSession';
  const session = await http.send(
    xrpc(baseUrl, { kind: 'procedure', name, body, answer: Session }, call.signal),
  );
  if (session.active === false) {
    throw new PlatformError('restricted', `The account is ${session.status ?? 'not active'}.`, {
      hint: 'Open the Bluesky app and do what it asks.',
    });
  }
  const { accessJwt, refreshJwt } = session;
  const account = {
    remoteId: session.did,
    handle: session.handle,
    baseUrl,
    credentials: { accessJwt, refreshJwt },
  };
  const signedIn = new BlueskySession(http, account, call);
  const warnings: string[] = [];
  if (input.fields.labelAsBot !== 'false')
    await labelAsBot(signedIn, session.did).catch(() => warnings.push(unlabelled));
  const profile = await readProfile(signedIn, session.did);
  if (session.emailConfirmed === false) {
    warnings.push('The e-mail address of the account is not confirmed; Bluesky may not show its videos.');
  }
  return {
    ...account,
    displayName: profile?.value.displayName || session.handle,
    tokenExpiresAt: expiryOf(refreshJwt),
    warnings,
  };
}

const unlabelled = 'The profile could not be labelled as automated; set the label in the Bluesky app.';

async function findServer(
  http: PlatformHttp,
  addresses: BlueskyAddresses,
  handle: string,
  signal: AbortSignal,
): Promise<string> {
  const name = 'com.atproto.identity.resolveHandle';
  const { did } = await http.send(
    xrpc(addresses.entrywayUrl, { kind: 'query', name, query: { handle }, answer: ResolvedHandle }, signal),
  );
  const url = did.startsWith('did:web:')
    ? `https://${decodeURIComponent(did.slice('did:web:'.length))}/.well-known/did.json`
    : `${addresses.directoryUrl}/${did}`;
  const document = await http.send({ method: 'GET', url, answer: DidDocument, failureOf, signal });
  const server = document.service.find(({ id }) => id.endsWith('#atproto_pds'))?.serviceEndpoint;
  if (document.id === did && typeof server === 'string' && URL.canParse(server))
    return server.replace(/\/+$/, '');
  throw new PlatformError('rejected', `No server is named for ${handle}.`, {
    hint: 'Check the handle, or name the server.',
  });
}
