import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { webhooks as facebook } from '#platforms/facebook/webhooks.ts';
import { webhooks as instagram } from '#platforms/instagram/webhooks.ts';
import { webhooks as threads } from '#platforms/threads/webhooks.ts';

const secrets = { clientSecret: 'the secret of the app', verifyToken: 'a word of ours' };
const signed = (body: unknown, secret = secrets.clientSecret) => {
  const bytes = Buffer.from(JSON.stringify(body));
  const signature = createHmac('sha256', secret).update(bytes).digest('hex');
  return { headers: { 'x-hub-signature-256': `sha256=${signature}` }, query: {}, body: bytes };
};

describe('webhooks of Meta', () => {
  const notice = { object: 'instagram', entry: [{ id: '17841', changes: [] }] };

  it('believes what the app’s secret signed, byte for byte, and nothing else', () => {
    expect(instagram.verify(signed(notice), secrets)).toBe(true);
    expect(instagram.verify(signed(notice, 'another'), secrets)).toBe(false);
    const changed = { ...signed(notice), body: Buffer.from(`${JSON.stringify(notice)} `) };
    expect(instagram.verify(changed, secrets)).toBe(false);
    expect(instagram.verify({ ...signed(notice), headers: {} }, secrets)).toBe(false);
    expect(instagram.verify(signed(notice, ''), { clientSecret: '' })).toBe(false);
  });

  it('answers the challenge only to the word that was agreed', () => {
    const ask = (token: string) => ({
      headers: {},
      query: { 'hub.mode': 'subscribe', 'hub.verify_token': token, 'hub.challenge': '11582' },
      body: Buffer.alloc(0),
    });
    expect(threads.challenge!(ask(secrets.verifyToken), secrets)).toMatchObject({ body: '11582' });
    expect(threads.challenge!(ask(secrets.verifyToken), secrets)?.mime).toContain('text/plain');
    expect(threads.challenge!(ask('a guess'), secrets)).toBeNull();
    expect(threads.challenge!(ask(''), { verifyToken: '' })).toBeNull();
  });

  it('reads comments and messages of Instagram, in both forms of its examples', () => {
    const comment = {
      id: '17900',
      text: 'Lovely',
      media: { id: '18000' },
      from: { id: '1', username: 'leo' },
    };
    const changes = [{ field: 'comments', value: comment }];
    const messaging = [
      { sender: { id: '1' }, recipient: { id: '17841' }, message: { mid: 'aWdf', text: 'Hi' } },
    ];
    const body = {
      object: 'instagram',
      entry: [
        { id: '17841', time: 1, changes },
        { id: '17842', field: 'comments', value: comment },
        { id: '17841', time: 2, messaging },
        { id: '17841', changes: [{ field: 'story_insights', value: { media_id: '1' } }] },
      ],
    };
    expect(instagram.events(signed(body))).toEqual([
      { accountRemoteId: '17841', about: 'comments', remoteId: '17900' },
      { accountRemoteId: '17842', about: 'comments', remoteId: '17900' },
      { accountRemoteId: '17841', about: 'messages', remoteId: 'aWdf' },
    ]);
    expect(() => instagram.events(signed({ object: 'page', entry: [] }))).toThrow('cannot be read');
  });

  it('reads what happens on a Page', () => {
    const change = (value: object) => ({ field: 'feed', value });
    const changes = [
      change({ item: 'comment', verb: 'add', comment_id: '5_6', post_id: '61_5' }),
      change({ item: 'reaction', verb: 'add', post_id: '61_5' }),
      { field: 'mention', value: { post_id: '99_1' } },
    ];
    const body = { object: 'page', entry: [{ id: '61', changes }] };
    expect(facebook.events(signed(body))).toEqual([
      { accountRemoteId: '61', about: 'comments', remoteId: '5_6' },
      { accountRemoteId: '61', about: 'post', remoteId: '61_5' },
      { accountRemoteId: '61', about: 'mentions', remoteId: '99_1' },
    ]);
  });

  it('reads replies on Threads', () => {
    const value = { id: '8901234', text: 'Reply', root_post: { id: '12', owner_id: '26' } };
    const body = { topic: 'moderate', target_id: '78901', values: { value, field: 'replies' } };
    expect(threads.events(signed(body))).toEqual([
      { accountRemoteId: '26', about: 'comments', remoteId: '8901234' },
    ]);
    expect(() => threads.events({ ...signed({}), body: Buffer.from('not JSON') })).toThrow('cannot be read');
  });
});
