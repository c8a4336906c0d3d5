import { z } from 'zod';
import type { Stage } from '#platforms/conformance-harness.ts';

type SimulatorRequest = Parameters<Stage['handle']>[0];

const OwnRecords = z.object({
  records: z.array(
    z.object({
      uri: z.string(),
      value: z.object({
        text: z.string(),
        reply: z.object({ parent: z.object({ uri: z.string() }) }).optional(),
      }),
    }),
  ),
});

/** Puts the real server behind the rehearsal's door, so that the same faults can be planned for it. */
export const realStage =
  (server: string) =>
  (simulator: Pick<Stage, 'platformId' | 'kindOf' | 'refuse' | 'publishKind' | 'mediaKind'>): Stage => {
    const forward = async (
      request: Omit<SimulatorRequest, 'query'> & { readonly query?: URLSearchParams },
    ) => {
      const { host: _, connection: __, 'content-length': ___, ...headers } = request.headers;
      const body =
        request.method === 'GET' || request.body.length === 0 ? null : new Uint8Array(request.body);
      const url = `${server}${request.path}?${request.query ?? ''}`;
      const response = await fetch(url, { method: request.method, headers, body });
      const text = await response.text();
      return { status: response.status, body: text === '' ? {} : JSON.parse(text) };
    };
    const post = (name: string, json: unknown, token?: string) =>
      forward({
        method: 'POST',
        path: `/xrpc/${name}`,
        headers: {
          'content-type': 'application/json',
          ...(token ? { authorization: `Bearer ${token}` } : {}),
        },
        body: Buffer.from(JSON.stringify(json)),
      });
    const { platformId, kindOf, refuse, publishKind, mediaKind } = simulator;
    return {
      platformId,
      kindOf,
      refuse,
      publishKind,
      mediaKind,
      // A file too large for it: the real server's own way of refusing one.
      handle: (request, fault) =>
        forward(
          fault?.misbehaviour === 'media_refused' ? { ...request, body: Buffer.alloc(6_000_000) } : request,
        ),
      async createAccount({ handle, displayName }) {
        const name = `${handle.replace(/\..*/, '')}.test`;
        const owner = { email: `${name}@example.org`, handle: name, password: 'correct horse' };
        const made = await post('com.atproto.server.createAccount', owner);
        const { did, accessJwt } = z.object({ did: z.string(), accessJwt: z.string() }).parse(made.body);
        const given = await post('com.atproto.server.createAppPassword', { name: 'studio' }, accessJwt);
        const { password } = z.object({ password: z.string() }).parse(given.body);
        const collection = 'app.bsky.actor.profile';
        const record = { $type: collection, displayName };
        await post('com.atproto.repo.putRecord', { repo: did, collection, rkey: 'self', record }, accessJwt);
        return { remoteId: did, handle: name, displayName, fields: { handle: name, appPassword: password } };
      },
      async ownPosts(remoteId) {
        const query = new URLSearchParams({
          repo: remoteId,
          collection: 'app.bsky.feed.post',
          reverse: 'true',
        });
        const path = '/xrpc/com.atproto.repo.listRecords';
        const { body } = await forward({ method: 'GET', path, headers: {}, body: Buffer.alloc(0), query });
        return OwnRecords.parse(body).records.map(({ uri, value: { text, reply } }) => ({
          id: uri,
          text,
          kind: reply ? ('reply' as const) : ('post' as const),
          ...(reply ? { repliesTo: reply.parent.uri } : {}),
        }));
      },
    };
  };
