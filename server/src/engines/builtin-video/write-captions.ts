import { writeFile } from 'node:fs/promises';
import { captionFilter, toAss } from '#media/burned-captions.ts';
import { burnedRules, fileRules, splitPhrases, timeWords, toWebVtt } from '#media/captions.ts';
import { prepareCaptionFonts } from '#media/fonts.ts';
import { toSpokenText } from '#media/spoken-text.ts';
import type { ClipFiles } from './clip-files.ts';
import type { LipSync } from './lip-sync.ts';

/**
 * Writes the captions file of a clip.
 * @returns the ffmpeg filter that burns the captions in, or nothing when the script has no words.
 */
export async function writeCaptions(
  script: string,
  lips: LipSync,
  clip: { readonly seconds: number; readonly width: number; readonly height: number },
  files: ClipFiles,
  fontsFolder: string,
): Promise<string | undefined> {
  const words = timeWords(toSpokenText(script).tokens, lips.labels, lips.cues);
  if (words.length === 0) return undefined;
  const assPath = files.scratch('captions.ass');
  await writeFile(assPath, toAss(splitPhrases(words, burnedRules, clip.seconds), clip));
  await writeFile(files.temporary('captions'), toWebVtt(splitPhrases(words, fileRules, clip.seconds)));
  return captionFilter(assPath, await prepareCaptionFonts(fontsFolder));
}
