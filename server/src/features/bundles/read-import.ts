import type { CharacterContent } from '#features/characters/contract.ts';
import { AppError } from '#kernel/errors.ts';
import type { Records } from './bundle-format.ts';
import { examineTexts, type Finding, textsIn } from './examine-text.ts';
import type { OpenedImport } from './open-import.ts';
import { type CardContainer, type CardFormat, cardData, isObject, type ParsedCard } from './parse-card.ts';
import { readBundle } from './read-bundle.ts';
import { ourExtension, readDraft } from './read-draft.ts';

/** Who would come, and what a person should know first. Nothing has been kept. */
export interface ReadImport {
  readonly formatLabel: string;
  readonly records: Records;
  /** As it is stated; null when a person must say it. */
  readonly age: number | null;
  readonly findings: readonly Finding[];
  /** Why it cannot come; null when it can. */
  readonly refusal: string | null;
}

const formatLabels: Readonly<Record<CardFormat, string>> = {
  card_v1: 'Character Card V1',
  card_v2: 'Character Card V2',
  card_v3: 'Character Card V3',
  eliza: 'elizaOS character',
};
const containerLabels: Readonly<Record<CardContainer, string>> = {
  json: 'JSON',
  png: 'in a picture',
  charx: 'CHARX',
};

/** Reads a bundle or a card into the same records. @throws AppError for one that cannot be read. */
export async function readImport(opened: OpenedImport, now: Date): Promise<ReadImport> {
  if (opened.kind === 'bundle') {
    const records = await readBundle(opened.zip);
    const current = currentOf(records);
    const texts = records.versions.flatMap((version, index) =>
      textsIn(shownOf(version), `versions[${index}]`),
    );
    const findings = once(examineTexts(texts)).map(keptAsItIs);
    return {
      formatLabel: 'AInfluencer bundle',
      records,
      age: current.age,
      findings,
      refusal: refusalOf(findings),
    };
  }
  const { card, secretsLeftOut } = opened;
  const draft = readDraft(card);
  const findings = withoutRepeats([
    ...examineTexts([
      ...textsIn(withoutOurs(card)),
      ...(draft.isOurs ? textsIn(shownOf(draft.content), ourExtension) : []),
    ]),
    ...secretFindings(secretsLeftOut),
    ...draft.findings,
  ]);
  return {
    formatLabel: `${formatLabels[card.format]}, ${containerLabels[card.container]}`,
    records: recordsOf(opened, draft, now),
    age: draft.age,
    findings,
    refusal: refusalOf(findings),
  };
}

export function currentOf({ character, versions }: Records) {
  const current = versions.find(({ version }) => version === character.version);
  if (current) return current;
  throw new AppError('internal', 'The current version of this bundle was not found.');
}

/** What of a version is read by people and engines. */
function shownOf({ name, tagline, persona, canon, look }: CharacterContent) {
  return { name, tagline, persona, canon, look: { notes: look.notes } };
}

/** Our own part of a card is read apart: it lists what is never written, too. */
function withoutOurs(card: ParsedCard) {
  const data = cardData(card);
  const holder = card.format === 'eliza' ? 'settings' : 'extensions';
  const held = data[holder];
  if (!isObject(held)) return data;
  const { [ourExtension]: _, ...others } = held;
  return { ...data, [holder]: others };
}

/** A bundle is taken as it is, so that nothing is lost: what is found in it is only told. */
const keptAsItIs = (finding: Finding): Finding => ({
  ...finding,
  message: finding.message.replace(' It is left out.', '').replace(' They are taken out.', ''),
});

function once(findings: readonly Finding[]): Finding[] {
  const known = new Set<string>();
  return findings.filter(({ what, where, quote }) => {
    const key = `${what} ${quote || where}`;
    return !known.has(key) && known.add(key);
  });
}

/** What was warned of needs no second line that says less. */
function withoutRepeats(findings: readonly Finding[]): Finding[] {
  const warned = new Set(findings.filter(({ what }) => what === 'instruction').map(({ where }) => where));
  return once(findings).filter(({ what, where }) => what !== 'unused' || !warned.has(where));
}

function refusalOf(findings: readonly Finding[]): string | null {
  const reason = findings.find(({ level }) => level === 'refused');
  return reason ? `${reason.message} Characters are adults, without exception: “${reason.quote}”` : null;
}

function secretFindings(count: number): Finding[] {
  if (count === 0) return [];
  const message = `${count} ${count === 1 ? 'key or password was' : 'keys or passwords were'} in this file. They are not kept.`;
  return [{ level: 'warning', what: 'secret', message, where: 'secrets', quote: '' }];
}

type OpenedCard = Extract<OpenedImport, { kind: 'card' }>;

function recordsOf(opened: OpenedCard, draft: ReturnType<typeof readDraft>, now: Date): Records {
  const { card, sha256, bytes } = opened;
  const { format, container, text } = card;
  return {
    character: {
      handle: draft.handle,
      state: 'active',
      timeZone: 'UTC',
      version: 1,
      portrait: null,
      identity: null,
      identityVersion: null,
      card: { format, container, text, file: container === 'json' ? null : { sha256, bytes } },
    },
    versions: [
      {
        ...draft.content,
        version: 1,
        note: 'Imported',
        actor: { kind: 'user', name: '' },
        createdAt: now.toISOString(),
      },
    ],
    declarations: [],
    references: [],
    assets: [],
    history: [],
    looks: [],
  };
}
