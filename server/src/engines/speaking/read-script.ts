import { AppError } from '#kernel/errors.ts';

/** About five minutes of speech. */
const longestScript = 5000;
const emoji = /\p{RGI_Emoji}|\p{Extended_Pictographic}|\uFE0F|\u200D/gv;

/**
 * A script without what no voice can say: emoji, hash signs, marks of Markdown. Tags such as `[laugh]`, which some
 * engines perform, stay.
 * @throws AppError `invalid` when there is nothing to say, or too much
 */
export function readScript(written: string): {
  readonly script: string;
  readonly warnings: readonly string[];
} {
  if (written.length > longestScript) {
    throw new AppError('invalid', `The script is longer than ${longestScript} characters.`, {
      hint: 'Split it into several recordings.',
      field: 'script',
    });
  }
  const bare = written.replace(emoji, ' ');
  const script = bare
    .replace(/#(?=[\p{L}\p{N}_])/gu, '')
    .replace(/[*_~`]+/g, '')
    .replace(/[^\S\n]+/gu, ' ')
    .replace(/\s*\n\s*/g, '\n')
    .replace(/ +([,.!?;:])/g, '$1')
    .trim();
  if (!/[\p{L}\p{N}]/u.test(script)) {
    throw new AppError('invalid', 'There is nothing in this script that a voice can say.', {
      hint: 'Write at least one word.',
      field: 'script',
    });
  }
  const warnings = bare === written ? [] : ['Emoji are not spoken.'];
  return { script, warnings };
}
