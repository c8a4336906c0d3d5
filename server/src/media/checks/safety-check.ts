import type { Check, EngineLook, Judgement } from './check.ts';
import type { Measurement, Nudity } from './measurement.ts';
import { nudityShare, youngestSuggestive } from './thresholds.ts';

/**
 * Whether a picture is fit for everybody. It fails closed: when the classifier cannot say, the answer is `fail`.
 * A doubtful picture of somebody who looks young, or whose age could not be guessed, fails as well.
 * How much it misses on explicit pictures was never measured; a person's approval stays in the path.
 */
export const safetyCheck: Check = {
  name: 'safety',
  version: 1,
  kinds: ['image', 'video'],
  isSafety: true,

  run({ frames }, { engine }) {
    const broken = frames.find((frame) => !frame.nudity.ok);
    if (frames.length === 0 || (broken && !broken.nudity.ok)) {
      const why = broken && !broken.nudity.ok ? broken.nudity.why : 'there is nothing to look at';
      const reason = `The safety check could not run, so this is set aside: ${why}`;
      return { score: null, threshold: nudityShare.pass, verdict: 'fail', reason, quality: 0 };
    }
    const judged = frames.map((frame) => judgeFrame(frame, engine));
    // The worst frame speaks for a video.
    return judged.toSorted((left, right) => left.quality - right.quality)[0]!;
  },
};

function judgeFrame({ nudity, faces }: Measurement, engine: EngineLook): Judgement {
  if (!nudity.ok) throw new Error(nudity.why);
  const judgement = judgeNudity(nudity.value, engine);
  if (judgement.verdict === 'pass') return judgement;
  const looksAdult = faces.ok && faces.value.every((face) => face.age >= youngestSuggestive);
  if (looksAdult) return judgement;
  const reason = `Somebody who may look younger than ${youngestSuggestive} is shown in more than a plain way. ${judgement.reason}`;
  return { ...judgement, verdict: 'fail', reason, quality: 0 };
}

function judgeNudity({ porn, hentai, sexy }: Nudity, engine: EngineLook): Judgement {
  const score = porn + hentai;
  const threshold = nudityShare.pass;
  const quality = Math.max(0, 1 - score / nudityShare.fail);
  const measured = `Rated ${score.toFixed(2)} for nudity, below ${threshold} passes.`;
  // Anything that is no number below the lines must not pass.
  if (!(score < nudityShare.fail)) {
    return { score, threshold, verdict: 'fail', reason: `This looks explicit. ${measured}`, quality: 0 };
  }
  if (score >= nudityShare.pass) {
    return { score, threshold, verdict: 'review', reason: `This may show nudity. ${measured}`, quality };
  }
  if (sexy >= nudityShare.suggestive[engine]) {
    return {
      score,
      threshold,
      verdict: 'review',
      reason: 'This looks suggestive; check its rating.',
      quality,
    };
  }
  return { score, threshold, verdict: 'pass', reason: 'Nothing explicit seen.', quality };
}
