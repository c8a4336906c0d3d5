import { nearDuplicateBits } from '#media/hashes.ts';
import { type Check, qualityBetween } from './check.ts';

/** Whether the library holds much the same picture already. A person decides whether one more is wanted. */
export const duplicateCheck: Check = {
  name: 'duplicate',
  version: 1,
  kinds: ['image'],
  isSafety: false,

  run(_file, { nearest }) {
    const threshold = nearDuplicateBits.dhash;
    if (nearest === undefined) {
      const reason = 'Not compared with the library.';
      return { score: null, threshold, verdict: 'not_applicable', reason, quality: 0 };
    }
    if (nearest === null) {
      const reason = 'The library holds no other picture of this character.';
      return { score: null, threshold, verdict: 'not_applicable', reason, quality: 0 };
    }
    const { phash, dhash } = nearest.bits;
    const isNear = phash <= nearDuplicateBits.phash || dhash <= threshold;
    const measured = `${dhash} of 256 and ${phash} of 64 bits differ; up to ${threshold} or ${nearDuplicateBits.phash} is a copy.`;
    const day = nearest.createdAt.toISOString().slice(0, 10);
    if (!isNear) {
      const reason = `Unlike every earlier picture: of the nearest, ${measured}`;
      const quality = qualityBetween(dhash, { best: 2 * threshold, pass: threshold, fail: 0 });
      return { score: dhash, threshold, verdict: 'pass', reason, quality };
    }
    const reason = `Much the same as a picture of ${day}: ${measured}`;
    return {
      score: dhash,
      threshold,
      verdict: 'review',
      reason,
      quality: 0.3,
      relatedAssetId: nearest.assetId,
    };
  },
};
