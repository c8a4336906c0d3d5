import { describe, expect, it } from 'vitest';
import { readWav, writeWav } from './wav.ts';

const samples = Int16Array.from({ length: 4801 }, (_, index) => (index * 37) % 65536);

describe('WAV files', () => {
  it('come back with their samples and labels', () => {
    const labels = [
      { atSeconds: 0, text: 'Hello' },
      { atSeconds: 0.05, text: '/hh/' },
      { atSeconds: 0.0625, text: 'é, twenty-five' },
    ];
    const wav = readWav(writeWav({ hertz: 48000, channels: 1, samples, labels }));
    expect(wav).toEqual({ hertz: 48000, channels: 1, samples, labels });
  });

  it('read without labels, and when the writer left lengths open', () => {
    const bytes = writeWav({ hertz: 16000, channels: 1, samples, labels: [] });
    bytes.writeUInt32LE(0xffffffff, 40);
    expect(readWav(bytes)).toEqual({
      hertz: 16000,
      channels: 1,
      samples: expect.any(Int16Array),
      labels: [],
    });
    expect(readWav(bytes).samples.length).toBeGreaterThanOrEqual(samples.length);
  });

  it('are refused when they are something else', () => {
    expect(() => readWav(Buffer.from('ID3 not a wave file at all'))).toThrow('Not a WAV file.');
    expect(() => readWav(writeWav({ hertz: 1, channels: 1, samples, labels: [] }).subarray(0, 36))).toThrow(
      'no sound',
    );
  });
});
