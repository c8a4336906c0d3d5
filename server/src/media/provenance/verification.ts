import type { ReadMark } from './c2pa.ts';

/** What reading a file's marks back found. */
export interface Verification {
  /**
   * `valid`: signed and unchanged, by an issuer that no public list knows, which is what our own certificate gives.
   * `trusted`: the issuer is among the public trust anchors we were given.
   */
  readonly c2pa: 'valid' | 'trusted' | 'invalid' | 'none';
  /** Signed under this studio's own authority. */
  readonly isOurs: boolean;
  /** Last part of the IPTC source type in the signed manifest. */
  readonly sourceType?: string;
  /** The same in the file's XMP, which platforms read. */
  readonly xmpSourceType?: string;
  readonly issuer?: string;
  /** ISO 8601, as the signer claims it; no outside clock vouches for it. */
  readonly signedAt?: string;
  readonly title?: string;
  readonly problems: readonly string[];
  /** One sentence for a person. */
  readonly summary: string;
}

const sentences: Readonly<Record<string, string>> = {
  'assertion.dataHash.mismatch': 'The file was changed after it was signed.',
  'assertion.bmffHash.mismatch': 'The video was changed after it was signed.',
  'assertion.boxesHash.mismatch': 'The file was changed after it was signed.',
  'assertion.hashedURI.mismatch': 'What the file says about itself was changed after it was signed.',
  'claimSignature.mismatch': 'The signature does not fit the file.',
  'signingCredential.expired': "The signer's certificate has run out.",
  'signingCredential.revoked': "The signer's certificate was withdrawn.",
};
/** Said of every certificate that no public list knows; for us that is no fault. */
const isUnlisted = 'signingCredential.untrusted';

export interface Readings {
  /** Read with our own root as anchor. */
  readonly mark: ReadMark;
  /** Whether the public anchors, when there are any, vouch for it. */
  readonly isPublic: boolean;
  readonly xmpSourceType: string | undefined;
}

export function judge({ mark: read, isPublic, xmpSourceType }: Readings): Verification {
  const xmp = xmpSourceType === undefined ? {} : { xmpSourceType };
  if (read.found === 'none') {
    const summary = 'No signed mark found. That says nothing about where the file comes from.';
    return { c2pa: 'none', isOurs: false, ...xmp, problems: [], summary };
  }
  if (read.found === 'unreadable') {
    const problems = [`The mark in the file cannot be read: ${read.why}.`];
    return { c2pa: 'invalid', isOurs: false, ...xmp, problems, summary: problems[0]! };
  }
  const { mark } = read;
  const problems = mark.failures
    .filter((failure) => failure.code !== isUnlisted)
    .map(({ code, explanation }) => `${sentences[code] ?? explanation} (${code})`);
  const isWhole = mark.state !== 'Invalid' && problems.length === 0;
  if (!isWhole && problems.length === 0) problems.push('The mark in the file does not hold.');
  if (mark.sourceType && xmpSourceType && mark.sourceType !== xmpSourceType) {
    problems.push(
      `The signed source type (${mark.sourceType}) and the one in the metadata (${xmpSourceType}) differ.`,
    );
  }
  const isOurs = isWhole && mark.state === 'Trusted';
  const c2pa = !isWhole ? 'invalid' : isPublic ? 'trusted' : 'valid';
  const found = {
    c2pa,
    isOurs,
    ...(mark.sourceType === undefined ? {} : { sourceType: mark.sourceType }),
    ...xmp,
    ...(mark.issuer === undefined ? {} : { issuer: mark.issuer }),
    ...(mark.signedAt === undefined ? {} : { signedAt: mark.signedAt }),
    ...(mark.title === undefined ? {} : { title: mark.title }),
    problems,
  } as const;
  return { ...found, summary: summaryOf(c2pa, isOurs, mark.issuer, problems) };
}

function summaryOf(
  c2pa: 'valid' | 'trusted' | 'invalid',
  isOurs: boolean,
  issuer: string | undefined,
  problems: readonly string[],
): string {
  const by = issuer ? ` by ${issuer}` : '';
  if (c2pa === 'invalid') return problems[0]!;
  if (c2pa === 'trusted') return `Signed${by} and unchanged; the issuer is on the public trust list.`;
  const who = isOurs ? 'this studio' : `an issuer${issuer ? ` called ${issuer}` : ''}`;
  return `Signed by ${who} and unchanged. The issuer is private and not on the public trust list, so other readers will call it unknown.`;
}
