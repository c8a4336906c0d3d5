import type { AccountRow } from '#features/accounts/index.ts';
import type { PlatformManifest } from '#platforms/platform.ts';
import type { TrialOutcome, TrialStepName } from './contract.ts';
import type { TrialRow } from './queries.ts';

const stepNames: Readonly<Record<TrialStepName, string>> = {
  text: 'Words alone',
  picture: 'One picture',
  pictures: 'Several pictures',
  video: 'Video',
  story: 'Story',
  thread: 'Thread',
  first_comment: 'First comment',
};
const outcomeNames: Readonly<Record<TrialOutcome, string>> = {
  waiting: 'waiting',
  running: 'running',
  passed: 'worked',
  failed: 'failed',
  left_behind: 'went out, not taken down',
  skipped: 'not tried',
};

/** Anything this long without a break may be a token or an id. */
const longestWord = 16;

/** A check as Markdown for an issue: no secrets, no handle, ids and addresses shortened. */
export function reportOf(
  manifest: PlatformManifest,
  account: Pick<AccountRow, 'handle' | 'remoteId' | 'displayName' | 'mode'>,
  steps: readonly TrialRow[],
): string {
  const first = steps[0];
  if (!first) return '';
  const clean = (text: string) => withoutNames(text, account);
  const lines = steps.map((row) => {
    const { step, outcome, seconds, disclosed, failure, remoteCode, remoteId, message } = row;
    const error = [failure, remoteCode].filter(Boolean).join(' ');
    const cells = [
      stepNames[step],
      outcomeNames[outcome],
      seconds === null ? '' : `${seconds} s`,
      disclosed === null ? '' : disclosed ? 'yes' : 'no',
      remoteId === null ? '' : shortened(remoteId),
      clean([error, message].filter(Boolean).join(': ')),
    ];
    return `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll(/\s+/g, ' ')).join(' | ')} |`;
  });
  return [
    `### First-connect check: ${manifest.name}`,
    '',
    `- When: ${first.createdAt.toISOString().slice(0, 16).replace('T', ' ')} UTC`,
    `- Account: ${account.mode === 'live' ? 'live' : 'rehearsal network'}`,
    `- API version: ${first.apiVersion ?? 'none named'}; program version: ${first.adapterVersion}`,
    '',
    '| Form | Outcome | Time | Says AI | Id | What was said |',
    '| --- | --- | --- | --- | --- | --- |',
    ...lines,
  ].join('\n');
}

/** The first and last of an id: enough to compare, too little to use. */
export function shortened(id: string): string {
  return id.length <= 8 ? id : `${id.slice(0, 4)}…${id.slice(-2)}`;
}

function withoutNames(
  text: string,
  { handle, remoteId, displayName }: Pick<AccountRow, 'handle' | 'remoteId' | 'displayName'>,
): string {
  return [remoteId, handle, displayName]
    .filter((name) => name.length > 2)
    .reduce((plain, name) => plain.replaceAll(name, '(account)'), text)
    .replaceAll(/https?:\/\/\S+/g, '(address)')
    .replaceAll(/[\w.~+/=-]+/g, (word) => (isLikeAnId(word) ? shortened(word) : word));
}

const isLikeAnId = (word: string) => /^\d{8,}$/.test(word) || (word.length > longestWord && /\d/.test(word));
