import type { CheckResult, MediaChecks } from '#media/checks/media-checks.ts';
import type { MediaTools } from '#media/media-tools.ts';
import type { SpeechCheck } from '#media/recognise-speech.ts';

export interface FakeFindings {
  /** What the checks find in the next picture or film; everything passes when absent. */
  readonly findings?: () => Partial<
    Record<'identity' | 'face' | 'safety' | 'sharpness', CheckResult['verdict']>
  >;
  readonly heard?: () => SpeechCheck['verdict'];
  /** Faces seen in any picture. */
  readonly faces?: () => number;
}

const reasons = { pass: 'Good.', review: 'Look at it.', fail: 'Not good.', not_applicable: 'Not looked at.' };

/** Real marks on real files, with checks that find what a test wants: the fakes' pictures show nobody. */
export function fakeMedia(real: MediaTools, { findings, heard, faces }: FakeFindings = {}): MediaTools {
  const checkOne = async (): Promise<CheckResult[]> => {
    const found = findings?.() ?? {};
    return (['identity', 'face', 'safety', 'sharpness'] as const).map((name) => {
      const verdict = found[name] ?? 'pass';
      return {
        name,
        version: 1,
        score: 0.2,
        threshold: 0.38,
        verdict,
        reason: `${name}: ${reasons[verdict]}`,
        quality: verdict === 'pass' ? 0.9 : 0.3,
        isSafety: name === 'safety',
      };
    });
  };
  const checks: MediaChecks = {
    findFaces: async () => ({
      width: 64,
      height: 80,
      faces: Array.from({ length: faces?.() ?? 1 }, () => ({
        score: 0.9,
        box: { left: 16, top: 16, width: 32, height: 32 },
        descriptor: new Array<number>(128).fill(0.1),
        age: 27,
      })),
    }),
    enrol: async () => new Float32Array(128).fill(0.1),
    checkImage: checkOne,
    checkVideo: checkOne,
    [Symbol.asyncDispose]: async () => undefined,
  };
  const verdict = heard ?? (() => 'pass' as const);
  return {
    ...real,
    checks,
    recogniser: {
      recogniseSpeech: async () => 'words',
      checkSpeech: async () => ({
        name: 'speech-matches-script',
        version: 'fake-1',
        score: verdict() === 'pass' ? 0.05 : 0.4,
        threshold: 0.15,
        verdict: verdict(),
        reason: 'Heard.',
      }),
      [Symbol.asyncDispose]: async () => undefined,
    },
    [Symbol.asyncDispose]: async () => undefined,
  };
}
