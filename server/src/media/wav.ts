/** A point in a recording with a name, such as a sound or a word that begins there. */
export interface WavLabel {
  readonly atSeconds: number;
  readonly text: string;
}

export interface Wav {
  readonly hertz: number;
  readonly channels: number;
  /** 16-bit samples, channels interleaved. */
  readonly samples: Int16Array;
  readonly labels: readonly WavLabel[];
}

/**
 * Reads 16-bit PCM WAV with its cue labels.
 * @throws Error when it is something else or damaged.
 */
export function readWav(bytes: Buffer): Wav {
  if (bytes.toString('latin1', 0, 4) !== 'RIFF' || bytes.toString('latin1', 8, 12) !== 'WAVE') {
    throw new Error('Not a WAV file.');
  }
  let format: { hertz: number; channels: number } | undefined;
  let data: Buffer | undefined;
  const frames = new Map<number, number>();
  const texts = new Map<number, string>();
  for (const [id, body] of chunksOf(bytes.subarray(12))) {
    if (id === 'fmt ') {
      if (body.readUInt16LE(14) !== 16) throw new Error('Only 16-bit WAV files are read here.');
      format = { channels: body.readUInt16LE(2), hertz: body.readUInt32LE(4) };
    }
    if (id === 'data') data = body;
    if (id === 'cue ') {
      for (let at = 4; at + 24 <= body.length; at += 24)
        frames.set(body.readUInt32LE(at), body.readUInt32LE(at + 20));
    }
    if (id === 'LIST' && body.toString('latin1', 0, 4) === 'adtl') {
      for (const [kind, label] of chunksOf(body.subarray(4))) {
        if (kind === 'labl') texts.set(label.readUInt32LE(0), label.toString('utf8', 4).replace(/\0+$/, ''));
      }
    }
  }
  if (!format || !data) throw new Error('The WAV file holds no sound.');
  const { hertz, channels } = format;
  const samples = new Int16Array(data.length >> 1);
  for (let index = 0; index < samples.length; index++) samples[index] = data.readInt16LE(index * 2);
  const labels = [...frames]
    .flatMap(([id, frame]) => (texts.has(id) ? [{ atSeconds: frame / hertz, text: texts.get(id)! }] : []))
    .sort((a, b) => a.atSeconds - b.atSeconds);
  return { hertz, channels, samples, labels };
}

/**
 * Writes 16-bit PCM WAV. Labels become standard cue points (`cue ` and `LIST adtl labl` chunks of
 * Microsoft's "Multimedia Programming Interface and Data Specifications 1.0"), which audio editors show.
 */
export function writeWav(wav: Wav): Buffer {
  const format = Buffer.alloc(16);
  format.writeUInt16LE(1, 0);
  format.writeUInt16LE(wav.channels, 2);
  format.writeUInt32LE(wav.hertz, 4);
  format.writeUInt32LE(wav.hertz * wav.channels * 2, 8);
  format.writeUInt16LE(wav.channels * 2, 12);
  format.writeUInt16LE(16, 14);
  const data = Buffer.alloc(wav.samples.length * 2);
  for (const [index, sample] of wav.samples.entries()) data.writeInt16LE(sample, index * 2);
  const body = Buffer.concat([
    Buffer.from('WAVE'),
    chunk('fmt ', format),
    chunk('data', data),
    ...(wav.labels.length > 0 ? labelChunks(wav) : []),
  ]);
  return chunk('RIFF', body);
}

function labelChunks({ labels, hertz }: Wav): Buffer[] {
  const cues = Buffer.alloc(4 + 24 * labels.length);
  cues.writeUInt32LE(labels.length, 0);
  for (const [index, label] of labels.entries()) {
    const at = 4 + 24 * index;
    const frame = Math.round(label.atSeconds * hertz);
    cues.writeUInt32LE(index + 1, at);
    cues.writeUInt32LE(frame, at + 4);
    cues.write('data', at + 8, 'latin1');
    cues.writeUInt32LE(frame, at + 20);
  }
  const texts = labels.map((label, index) => {
    const id = Buffer.alloc(4);
    id.writeUInt32LE(index + 1);
    return chunk('labl', Buffer.concat([id, Buffer.from(`${label.text}\0`)]));
  });
  return [chunk('cue ', cues), chunk('LIST', Buffer.concat([Buffer.from('adtl'), ...texts]))];
}

function chunk(id: string, body: Buffer): Buffer {
  const header = Buffer.alloc(8);
  header.write(id, 0, 'latin1');
  header.writeUInt32LE(body.length, 4);
  return Buffer.concat([header, body, Buffer.alloc(body.length % 2)]);
}

function* chunksOf(bytes: Buffer): Generator<[id: string, body: Buffer]> {
  for (let at = 0; at + 8 <= bytes.length; ) {
    // A stream writer leaves the length of the last chunk open: it goes to the end.
    const length = Math.min(bytes.readUInt32LE(at + 4), bytes.length - at - 8);
    yield [bytes.toString('latin1', at, at + 4), bytes.subarray(at + 8, at + 8 + length)];
    at += 8 + length + (length % 2);
  }
}
