import { AppError } from '#kernel/errors.ts';

// W3C PNG, third edition, sections 5.2, 5.3 and 11.3.3.2: https://www.w3.org/TR/png-3/
const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const chunkFrameBytes = 12;
const longestKeyword = 79;

export const isPng = (bytes: Uint8Array) => signature.equals(bytes.subarray(0, signature.length));

/**
 * The texts (`tEXt` chunks) of a PNG, by keyword; of several with one keyword the last.
 * @throws AppError `invalid` when the file is cut off.
 */
export function readPngTexts(bytes: Buffer): Map<string, string> {
  const texts = new Map<string, string>();
  for (let at = signature.length; ; ) {
    if (at + chunkFrameBytes > bytes.length) throw cutOff();
    const length = bytes.readUInt32BE(at);
    const type = bytes.toString('latin1', at + 4, at + 8);
    const end = at + chunkFrameBytes + length;
    if (end > bytes.length) throw cutOff();
    if (type === 'IEND') return texts;
    if (type === 'tEXt') {
      const data = bytes.subarray(at + 8, at + 8 + length);
      const keywordBytes = data.indexOf(0);
      if (keywordBytes > 0 && keywordBytes <= longestKeyword)
        texts.set(data.toString('latin1', 0, keywordBytes), data.toString('latin1', keywordBytes + 1));
    }
    at = end;
  }
}

function cutOff(): AppError {
  return new AppError('invalid', 'This picture is incomplete: the file ends too early.', {
    hint: 'Download the card again. Nothing was kept of it.',
  });
}
