import { type Container, damaged } from './container.ts';
import { bytesAfter, chunksOf, isRiff, writeRiff } from './riff.ts';

const sound = new Set(['fmt ', 'fact', 'data']);
/** XMP specification part 3, section 1.1.1: RIFF files carry XMP in a chunk of this name. */
const xmpChunk = '_PMX';

export const wav: Container = {
  recognises: (bytes) => isRiff(bytes, 'WAVE'),

  rebuild(bytes, xmp) {
    const kept = chunksOf(bytes, 'WAVE', 'WAV').filter((chunk) => sound.has(chunk.type));
    if (!kept.some((chunk) => chunk.type === 'data')) throw damaged('WAV', 'it holds no sound');
    return writeRiff('WAVE', [...kept, { type: xmpChunk, data: Buffer.from(xmp, 'utf8') }]);
  },

  findForeignParts(bytes) {
    const foreign = chunksOf(bytes, 'WAVE', 'WAV')
      .filter(({ type }) => !sound.has(type) && type !== xmpChunk && type !== 'C2PA')
      .map(({ type }) => `chunk ${type.trim()}`);
    const after = bytesAfter(bytes);
    return after > 1 ? [...foreign, `${after} bytes after the sound`] : foreign;
  },

  readXmp: (bytes) =>
    chunksOf(bytes, 'WAVE', 'WAV')
      .find(({ type }) => type === xmpChunk)
      ?.data.toString('utf8'),
};
