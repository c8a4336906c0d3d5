import { expect } from 'vitest';
import { discloseCaption } from './caption.ts';
import { type Harness, ProcessDied, type StagePost, TestLedger, testCall } from './conformance-harness.ts';
import type {
  Capability,
  ConnectedAccount,
  Credentials,
  PayloadMedia,
  PlatformAccount,
  PlatformAdapter,
  PlatformCall,
  Published,
  PublishPayload,
} from './platform.ts';
import { PlatformError } from './platform.ts';
import { type FaultPlan, type Misbehaviour, planFault } from './simulators/misbehave.ts';

/** What the suite has to know of an adapter beyond its manifest. */
export interface Conformance {
  start(): Promise<Harness>;
  adapterOf(harness: Harness): PlatformAdapter;
  /** What a token that ended on the way leads to. */
  readonly expiredToken: 'refreshed' | 'needs_reconnect';
  /** How long access tokens live, where the adapter renews them: the suite lets one end. */
  readonly accessTokenSeconds?: number;
  /** False where a token lives on after it was revoked until it ends, and only its renewal is refused. */
  readonly revokesAtOnce?: boolean;
  /** Outcomes that the platform gives no proof of: `reconcile` then answers 'undetermined'. */
  readonly unprovable?: readonly ('published' | 'not_published')[];
  /** False where the platform has no key for replies, so that a reply told twice is two. */
  readonly repliesOnce?: boolean;
  /** False where the platform tells nothing of the account's own replies, nor of comments taken away. */
  readonly tellsOwnActs?: boolean;
  /** False where the platform does not tell which comments are hidden. */
  readonly tellsHidden?: boolean;
  /** False where comments stand under posts only, never under one another. */
  readonly nestsComments?: boolean;
  /** The account that every test starts from, where one made by `createAccount` lacks something. */
  prepare?(account: ConnectedAccount, harness: Harness): Promise<ConnectedAccount>;
}

export interface PayloadParts {
  readonly caption?: string;
  readonly media?: readonly PayloadMedia[];
  readonly form?: PublishPayload['form'];
  readonly parts?: NonNullable<PublishPayload['parts']>;
  readonly firstComment?: string;
  readonly options?: Readonly<Record<string, string>>;
}

/** One adapter on its stage: an account, payloads, faults, and the ways the product goes on after them. */
export class Trial {
  readonly subject: Conformance;
  harness!: Harness;
  adapter!: PlatformAdapter;
  account!: PlatformAccount;
  connected!: ConnectedAccount;
  call!: PlatformCall;
  /** Credentials that were renewed since the test began. */
  saved: Credentials[] = [];
  number = 0;

  constructor(subject: Conformance) {
    this.subject = subject;
  }

  async open(): Promise<void> {
    this.harness = await this.subject.start();
    this.adapter = this.subject.adapterOf(this.harness);
  }

  /** Everything anew for one test: an account, a call, nothing seen. */
  async begin(): Promise<void> {
    this.number += 1;
    this.harness.clock.aheadSeconds = 0;
    this.saved = [];
    this.call = this.newCall();
    const { fields } = await this.stage.createAccount({ handle: `mia${this.number}`, displayName: 'Mia' });
    const made = await this.adapter.connect({ fields, baseUrl: this.harness.baseUrl }, this.call);
    this.connected = (await this.subject.prepare?.(made, this.harness)) ?? made;
    const { limits } = await this.adapter.check(this.connected, this.call);
    this.account = { ...this.connected, limits };
    this.saved.length = 0;
    this.seen.length = 0;
  }

  newCall(more: Partial<Pick<PlatformCall, 'limits'>> = {}): PlatformCall {
    return testCall(this.saved, { now: this.harness.clock.now, ...more });
  }

  get stage() {
    return this.harness.stage;
  }
  get seen() {
    return this.harness.seen;
  }
  get manifest() {
    return this.adapter.manifest;
  }
  can(capability: Capability): boolean {
    return this.manifest.can.includes(capability);
  }
  timesSeen(kind: string): number {
    return this.seen.filter((one) => one === kind).length;
  }

  fault(plan: FaultPlan): Promise<void> {
    return planFault(this.harness.store, plan);
  }
  faultAtPublish(misbehaviour: Misbehaviour, nth = 1): Promise<void> {
    return this.fault({ kind: this.stage.publishKind, misbehaviour, seconds: 0.2, nth });
  }

  image(color = '#c08060', width = 640, height = 800): Promise<PayloadMedia> {
    return this.harness.media.image(width, height, color);
  }
  /** What an ordinary post holds: a picture, or a clip where the platform takes no pictures. */
  async media(color?: string): Promise<readonly PayloadMedia[]> {
    return [this.can('publish_image') ? await this.image(color) : await this.harness.media.video(4)];
  }

  /** A post that the platform should take: AI-made and marked, with whatever options have to be chosen. */
  payload({ caption, media = [], form, parts, firstComment, options }: PayloadParts): PublishPayload {
    const { manifest, number, account } = this;
    const text = caption ?? `Morning light no. ${number} #coffee`;
    return {
      operationKey: `operation-${number}-${text}`,
      ...(form ? { form } : {}),
      ...(manifest.title ? { title: `Light no. ${number}` } : {}),
      caption: discloseCaption(manifest, text, { disclosure: 'ai_generated', language: 'en' }),
      language: 'en',
      media,
      ...(parts ? { parts } : {}),
      ...(firstComment === undefined ? {} : { firstComment }),
      options: { ...this.#chosenOptions(), ...options },
      disclosure: 'ai_generated',
      account,
    };
  }

  #chosenOptions(): Record<string, string> {
    const open = this.manifest.options.filter(({ defaultValue }) => defaultValue === null);
    return Object.fromEntries(
      open.map(({ name, kind, choices }) => {
        const offered = this.account.limits?.choices?.[name] ?? choices ?? [];
        return [name, kind === 'switch' ? 'false' : (offered[0]?.value ?? 'words')];
      }),
    );
  }

  publish(payload: PublishPayload, ledger = new TestLedger(), call = this.call): Promise<Published> {
    return this.adapter.publish(payload, ledger, call);
  }
  ownPosts(): Promise<readonly StagePost[]> {
    return this.stage.ownPosts(this.account.remoteId);
  }
  async countPosts(): Promise<number> {
    return (await this.ownPosts()).length;
  }

  /** Publishes until the process dies at a moment of the ledger. */
  async publishUntil(diesAt: number, payload: PublishPayload) {
    const ledger = new TestLedger({}, diesAt);
    const died = await this.publish(payload, ledger).then(
      () => false,
      (error: unknown) => {
        if (error instanceof ProcessDied) return true;
        throw error;
      },
    );
    return { ledger, died };
  }

  /**
   * Goes on as the product does: what may be out is looked up first, and sent again only on proof that it is not.
   * @returns null where the platform gives no proof, which the suite has to have been told.
   */
  async settle(payload: PublishPayload, before: TestLedger): Promise<Published | null> {
    let ledger = before;
    for (let round = 0; round < 6; round += 1) {
      if (ledger.moments.includes('about to publish')) {
        const found = await this.adapter.reconcile(payload, ledger.handles, this.call);
        if (found.outcome === 'published') return found;
        if (found.outcome === 'undetermined') {
          expect(this.subject.unprovable ?? [], found.evidence).not.toEqual([]);
          return null;
        }
      }
      ledger = new TestLedger(ledger.handles);
      try {
        return await this.publish(payload, ledger);
      } catch (error) {
        if (!(error instanceof PlatformError) || error.failure !== 'outcome_unknown') throw error;
      }
    }
    throw new Error('It did not settle within six rounds.');
  }

  /** The post is there, marked, and the only one of this account. */
  async expectOnce(remoteId: string): Promise<void> {
    await this.expectMarked(remoteId);
    expect(await this.countPosts()).toBe(1);
  }
  async expectMarked(remoteId: string): Promise<void> {
    const readBack = await this.adapter.readBack(remoteId, this.account, this.call);
    expect(readBack).toMatchObject({ found: true, disclosed: true });
  }
}

/** All pages of a list, in the order they came. */
export async function allPages<T>(
  read: (cursor: string | null) => Promise<{ readonly items: readonly T[]; readonly next: string | null }>,
): Promise<T[]> {
  const items: T[] = [];
  let cursor: string | null = null;
  for (let pages = 0; pages < 40; pages += 1) {
    const page = await read(cursor);
    items.push(...page.items);
    cursor = page.next;
    if (cursor === null) return items;
  }
  throw new Error('The pages do not end.');
}
