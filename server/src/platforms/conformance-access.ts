import { expect, it } from 'vitest';
import type { Trial } from './conformance-trial.ts';
import type { ExchangeInput, PlatformHttp } from './http.ts';
import { type CallLimits, PlatformError } from './platform.ts';
import { readAuthorizePage } from './simulators/authorize-page.ts';

const redirectUrl = 'https://studio.example/connect/return';
const broken = /^(needs_reconnect|rejected)$/;

/** Signing in, renewing, revoking; limits on calls; the hosts that are called. */
export function describeAccess(trial: Trial): void {
  describeSigningIn(trial);
  describeRenewing(trial);
  describeLimits(trial);
  describeHosts(trial);
}

/** Follows a link of the sign-in page as a browser would, until it comes back to us. */
async function answerOf(link: string): Promise<Record<string, string>> {
  let url = link;
  for (let hops = 0; hops < 5 && !url.startsWith(redirectUrl); hops += 1) {
    const response = await fetch(url, { redirect: 'manual' });
    const location = response.headers.get('location');
    if (!location) throw new Error(`${url} leads nowhere: status ${response.status}.`);
    url = new URL(location, url).href;
  }
  const back = new URL(url);
  expect(`${back.origin}${back.pathname}`).toBe(redirectUrl);
  return Object.fromEntries(back.searchParams);
}

function describeSigningIn(trial: Trial): void {
  const noOAuth = 'there is no sign-in page to go through';
  const begin = async (state: string) => {
    const { fields } = await trial.stage.createApp!({ redirectUrl });
    const { baseUrl } = trial.harness;
    const begun = await trial.adapter.oauth!.begin({ fields, redirectUrl, state, baseUrl }, trial.call);
    const response = await fetch(begun.authorizeUrl);
    expect({ status: response.status, url: begun.authorizeUrl }).toMatchObject({ status: 200 });
    return { ...begun, page: readAuthorizePage(await response.text()) };
  };
  const finish = (query: Record<string, string>, kept: Readonly<Record<string, string>>) =>
    trial.adapter.oauth!.finish({ query, kept, redirectUrl, baseUrl: trial.harness.baseUrl }, trial.call);

  it('signs in on the platform’s page and works afterwards', async ({ skip }) => {
    expect(trial.adapter.oauth !== undefined).toBe(trial.manifest.oauth !== null);
    skip(!trial.adapter.oauth || !trial.stage.createApp, noOAuth);
    const { page, kept } = await begin('state-of-ours');
    const link = page.grants.get(trial.account.remoteId);
    expect(link, 'the page has a link for the account').toBeDefined();
    const query = await answerOf(link!);
    expect(query.state).toBe('state-of-ours');
    const accounts = await finish(query, kept);
    const own = accounts.find(({ remoteId }) => remoteId === trial.account.remoteId);
    expect(own).toMatchObject({ handle: trial.account.handle });
    trial.saved.length = 0;
    const checked = await trial.adapter.check(own!, trial.call);
    trial.account = { ...own!, limits: checked.limits };
    const { remoteId } = await trial.publish(trial.payload({ media: await trial.media() }));
    await trial.expectOnce(remoteId);
    await expect(finish(query, kept), 'a code works once').rejects.toMatchObject({
      failure: expect.stringMatching(broken),
    });
  });

  it('says what to do when a person declines, or the code is not right', async ({ skip }) => {
    skip(!trial.adapter.oauth || !trial.stage.createApp, noOAuth);
    const { page, kept } = await begin('denied');
    const denied = await finish(await answerOf(page.denyUrl!), kept).catch((error: unknown) => error);
    expect(denied).toMatchObject({ failure: expect.stringMatching(broken), hint: expect.any(String) });
    const wrong = finish({ code: 'made-up', state: 'denied' }, kept);
    await expect(wrong).rejects.toMatchObject({ failure: expect.stringMatching(broken) });
    await expect(finish({ state: 'denied' }, kept)).rejects.toBeInstanceOf(PlatformError);
  });

  it('takes a code only together with what was kept for it', async ({ skip }) => {
    skip(!trial.adapter.oauth || !trial.stage.createApp, noOAuth);
    const first = await begin('first');
    skip(!new URL(first.authorizeUrl).searchParams.has('code_challenge'), 'the platform knows no PKCE');
    const second = await begin('second');
    const query = await answerOf(first.page.grants.get(trial.account.remoteId)!);
    await expect(finish(query, second.kept)).rejects.toMatchObject({
      failure: expect.stringMatching(broken),
    });
  });
}

function describeRenewing(trial: Trial): void {
  const { accessTokenSeconds, expiredToken, revokesAtOnce = true } = trial.subject;

  it('renews a token that ended, once, whoever asks', async ({ skip }) => {
    skip(accessTokenSeconds === undefined, 'nothing is renewed here, or the clock is not ours');
    trial.harness.clock.aheadSeconds = accessTokenSeconds! + 1;
    const checks = [1, 2, 3].map(() => trial.adapter.check(trial.account, trial.call));
    for (const checked of await Promise.all(checks)) expect(checked.handle).toBe(trial.account.handle);
    expect(trial.saved).toHaveLength(1);
    const credentials = trial.saved[0]!;
    const later = { ...trial.account, credentials };
    trial.harness.clock.aheadSeconds = 2 * (accessTokenSeconds! + 1);
    expect(await trial.adapter.check(later, trial.call)).toMatchObject({ handle: trial.account.handle });
    expect(trial.saved).toHaveLength(2);
  });

  it('makes credentials worthless when an account is disconnected', async ({ skip }) => {
    skip(!trial.adapter.revoke, 'the platform has no way to revoke');
    await trial.adapter.revoke!(trial.account, trial.call);
    await trial.adapter.revoke!(trial.account, trial.call);
    // Makes the adapter renew, which must be refused too.
    if (expiredToken === 'refreshed') await trial.fault({ kind: '*', misbehaviour: 'expired_token' });
    if (revokesAtOnce || expiredToken === 'refreshed') {
      const check = trial.adapter.check(trial.account, trial.call);
      await expect(check).rejects.toMatchObject({ failure: 'needs_reconnect' });
    }
  });
}

function describeLimits(trial: Trial): void {
  const watched = (refuses = false) => {
    const taken: string[] = [];
    const learned: string[] = [];
    const limits: CallLimits = {
      async take(bucket) {
        taken.push(bucket);
        if (refuses) throw new PlatformError('rate_limited', 'Used up.', { retryAfterSeconds: 60 });
      },
      async learn(bucket, { remaining, resetsAt }) {
        learned.push(bucket);
        expect(remaining).toBeGreaterThanOrEqual(0);
        expect(Number.isNaN(resetsAt.getTime())).toBe(false);
      },
    };
    return { taken, learned, call: trial.newCall({ limits }) };
  };
  const known = () => trial.manifest.rateLimits.map(({ bucket }) => bucket);

  it('asks its limits before it publishes', async ({ skip }) => {
    skip(known().length === 0, 'the platform documents no limit');
    const { taken, learned, call } = watched();
    await trial.publish(trial.payload({ media: await trial.media() }), undefined, call);
    expect(taken).not.toEqual([]);
    expect(known()).toEqual(expect.arrayContaining([...new Set([...taken, ...learned])]));
    trial.seen.length = 0;
    const before = await trial.countPosts();
    const full = watched(true);
    const payload = trial.payload({ media: await trial.media(), caption: 'One too many' });
    await expect(trial.publish(payload, undefined, full.call)).rejects.toMatchObject({
      failure: 'rate_limited',
    });
    expect(trial.timesSeen(trial.stage.publishKind)).toBe(0);
    expect(await trial.countPosts()).toBe(before);
  });

  it('learns from what a refusal says of the limit', async ({ skip }) => {
    const headers = Object.keys(trial.stage.refuse('rate_limited').headers ?? {});
    const tells = headers.some((name) => /rate-?limit|usage/i.test(name));
    skip(known().length === 0 || !tells, 'a refusal says nothing of a limit');
    const { learned, call } = watched();
    await trial.faultAtPublish('rate_limited');
    const attempt = trial.publish(trial.payload({ media: await trial.media() }), undefined, call);
    await expect(attempt).rejects.toMatchObject({ failure: 'rate_limited' });
    expect(learned).not.toEqual([]);
    expect(known()).toEqual(expect.arrayContaining([...new Set(learned)]));
  });
}

function describeHosts(trial: Trial): void {
  it('calls the hosts of its manifest and no others', async ({ skip }) => {
    const { hosts, defaultBaseUrl } = trial.manifest;
    skip(hosts === 'any_public', 'each server of this network is its own');
    const called: string[] = [];
    const refuse = async (input: ExchangeInput): Promise<never> => {
      called.push(new URL(input.url).hostname);
      throw new PlatformError('unavailable', 'Nothing is reached from here.');
    };
    const http: PlatformHttp = { send: refuse, exchange: refuse, within: () => http };
    const adapter = trial.subject.adapterOf({ ...trial.harness, http });
    const account = { ...trial.account, baseUrl: defaultBaseUrl };
    const { fields } = await trial.stage.createAccount({
      handle: `host${trial.number}`,
      displayName: 'Host',
    });
    const payload = { ...trial.payload({ media: await trial.media() }), account };
    const attempts = [
      adapter.connect({ fields }, trial.call),
      adapter.check(account, trial.call),
      trial.adapter.revoke ? adapter.revoke!(account, trial.call) : undefined,
      adapter.publish(
        payload,
        { handles: {}, remember: async () => {}, aboutToPublish: async () => {} },
        trial.call,
      ),
    ];
    for (const attempt of attempts) await Promise.resolve(attempt).catch(() => undefined);
    if (adapter.oauth && trial.stage.createApp) {
      const app = await trial.stage.createApp({ redirectUrl });
      const begun = await adapter.oauth
        .begin({ fields: app.fields, redirectUrl, state: 's' }, trial.call)
        .catch(() => undefined);
      if (begun) called.push(new URL(begun.authorizeUrl).hostname);
    }
    expect(called).not.toEqual([]);
    for (const host of called) {
      expect(hosts, `${host} is allowed`).toSatisfy((list: readonly string[]) =>
        list.some((one) => host === one || host.endsWith(`.${one}`)),
      );
    }
  });
}
