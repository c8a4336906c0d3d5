import { writeWav } from '#media/wav.ts';

/** How a simulated speech server answers. */
export type SpeechHabit =
  | { readonly kind: 'speaks' }
  /** A WAV that was sent while it was made: its header leaves the lengths open. */
  | { readonly kind: 'open-ended' }
  /** Nothing at all, with 200. */
  | { readonly kind: 'no-bytes' }
  /** A WAV that holds silence. */
  | { readonly kind: 'silence' }
  /** A WAV that breaks off in its header. */
  | { readonly kind: 'broken' }
  /** A page with 200, as a proxy sends it. */
  | { readonly kind: 'page' }
  /** An error in JSON, with 200 and the type of audio. */
  | { readonly kind: 'json' };

const hertz = 24_000;
const silenceSeconds = 0.8;

/** The body of an answer, with the type that a server gives it. */
export function spokenBody(
  habit: SpeechHabit,
  text: string,
  speed = 1,
): { readonly mime: string; readonly bytes: Buffer } {
  switch (habit.kind) {
    case 'speaks':
      return { mime: 'audio/wav', bytes: wavOf(speech(text, speed)) };
    case 'open-ended': {
      const bytes = wavOf(speech(text, speed));
      for (const at of [4, 40]) bytes.writeUInt32LE(0xffffffff, at);
      return { mime: 'audio/wav', bytes };
    }
    case 'no-bytes':
      return { mime: 'audio/wav', bytes: Buffer.alloc(0) };
    case 'silence':
      return { mime: 'audio/wav', bytes: wavOf(new Int16Array(hertz)) };
    case 'broken':
      return { mime: 'audio/wav', bytes: wavOf(speech(text, speed)).subarray(0, 30) };
    case 'page':
      return { mime: 'text/html', bytes: Buffer.from('<!DOCTYPE html><html><body>Gateway</body></html>') };
    case 'json':
      return { mime: 'audio/wav', bytes: Buffer.from('{"error":"the model is not loaded"}') };
  }
}

const wavOf = (samples: Int16Array) => writeWav({ hertz, channels: 1, samples, labels: [] });

/**
 * A voice without words: each syllable a short buzz of a person's pitch, pauses at marks, silence before and after,
 * as long as the text takes to say.
 */
function speech(text: string, speed: number): Int16Array {
  const parts: Int16Array[] = [pause(silenceSeconds)];
  for (const word of text.split(/\s+/).filter((part) => part !== '')) {
    const syllables = Math.max(1, Math.ceil(word.length / 3));
    for (let syllable = 0; syllable < syllables; syllable += 1)
      parts.push(buzz(0.15 / speed, 130 + 12 * ((word.length + syllable) % 4)));
    parts.push(pause((/[.!?]$/.test(word) ? 0.35 : /[,;:]$/.test(word) ? 0.2 : 0.06) / speed));
  }
  parts.push(pause(silenceSeconds));
  const samples = new Int16Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    samples.set(part, at);
    at += part.length;
  }
  return samples;
}

const pause = (seconds: number) => new Int16Array(Math.round(seconds * hertz));

function buzz(seconds: number, pitch: number): Int16Array {
  const length = Math.round(seconds * hertz);
  return Int16Array.from({ length }, (_, index) => {
    const fade = Math.sin((Math.PI * index) / length);
    const turn = (2 * Math.PI * pitch * index) / hertz;
    const wave = [1, 2, 3, 4, 6, 9].reduce((sum, harmonic) => sum + Math.sin(turn * harmonic) / harmonic, 0);
    return Math.round(5000 * fade * wave);
  });
}
