import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import type {
  Engine,
  EngineManifest,
  Engines,
  ImageRequest,
  MadeCaption,
  MadeImage,
  MadeSpeech,
  MadeText,
  MadeVideo,
  Medium,
  SpeechRequest,
  TextRequest,
  VideoRequest,
} from '#engines/engine.ts';
import { LocalWork, type WorkControl } from '#engines/local-work.ts';
import { newId } from '#kernel/ids.ts';
import { Look } from '#kernel/look.ts';
import { Persona } from '#kernel/persona.ts';
import { runFfmpeg } from '#media/ffmpeg.ts';
import { writeWav } from '#media/wav.ts';

/** Called before an engine makes something: may wait, note it down, or throw to fail. */
export interface FakeBehaviour {
  readonly onImage?: (request: ImageRequest, control: WorkControl) => Promise<void> | void;
  readonly onText?: (
    request: TextRequest,
    control: WorkControl,
  ) => Promise<Partial<MadeCaption>> | Partial<MadeCaption>;
  readonly onSpeech?: (request: SpeechRequest, control: WorkControl) => Promise<void> | void;
  readonly onVideo?: (request: VideoRequest, control: WorkControl) => Promise<void> | void;
}

/** Small engines at the real ports: the same request always gives the same bytes. */
export function fakeEngines(behaviour: FakeBehaviour = {}): Engines {
  return {
    presets: ['vega', 'rigel'].map((id) => ({
      id,
      name: `Test ${id}`,
      tagline: 'Made for tests',
      age: 30,
      look: Look.parse({ apparentAge: 30 }),
      voiceId: 'slt',
      persona: Persona.parse({}),
    })),
    image: {
      ...fake('image', (request: ImageRequest, run) => drawTile(request, run, behaviour)),
      medium: 'image',
    },
    text: {
      ...fake('text', (request: TextRequest, run) => writeLine(request, run, behaviour)),
      medium: 'text',
    },
    speech: {
      ...fake('speech', (request: SpeechRequest, run) => hum(request, run, behaviour)),
      medium: 'speech',
      voices: [{ id: 'slt', label: 'Hum', language: 'en-US' }],
    },
    video: {
      ...fake('video', (request: VideoRequest, run) => film(request, run, behaviour)),
      medium: 'video',
    },
  };
}

function manifestOf(medium: Medium): EngineManifest {
  return {
    id: `fake-${medium}`,
    name: `Test ${medium} engine`,
    medium,
    builtIn: true,
    sourceType: 'algorithmicMedia',
    offers: ['Small files for tests.'],
    connectedWouldAdd: ['Something to look at.'],
    models: [{ id: 'fake-1', licence: 'Apache-2.0' }],
  };
}

function fake<Request, Result>(
  medium: Medium,
  make: (request: Request, control: WorkControl) => Promise<Result>,
): Engine<Request, Result> {
  const work = new LocalWork<Request, Result>(make);
  const manifest = manifestOf(medium);
  return {
    id: manifest.id,
    medium,
    manifest,
    start: async (request) => work.start(request),
    check: (ticket, call) => work.check(ticket, call),
    cancel: async (ticket) => work.cancel(ticket),
    health: async () => ({ ok: true, summary: 'Ready.' }),
    [Symbol.asyncDispose]: () => work.dispose(),
  };
}

const made = (recipe: Record<string, unknown>) => ({ model: 'fake-1', warnings: [], recipe });

async function drawTile(
  request: ImageRequest,
  control: WorkControl,
  behaviour: FakeBehaviour,
): Promise<MadeImage> {
  control.report(0.1, 'Drawing');
  await behaviour.onImage?.(request, control);
  control.signal.throwIfAborted();
  const { look, shot, seed, quality } = request;
  const digest = createHash('sha256')
    .update(JSON.stringify([look, shot, seed, quality]))
    .digest();
  const pixels = Buffer.alloc(64 * 80 * 3, digest);
  const path = join(request.folder, `${newId()}.png`);
  await sharp(pixels, { raw: { width: 64, height: 80, channels: 3 } })
    .png()
    .toFile(path);
  return {
    ...made({ look, shot, seed }),
    file: { path, mime: 'image/png', width: 64, height: 80 },
    altText: 'A tile of coloured dots.',
  };
}

async function writeLine(
  request: TextRequest,
  control: WorkControl,
  behaviour: FakeBehaviour,
): Promise<MadeText> {
  const said = await behaviour.onText?.(request, control);
  const about = 'topic' in request && request.topic !== '' ? request.topic : 'nothing';
  const text = `${request.character.name} about ${about}, number ${request.seed}.`;
  const written = { ...made({ seed: request.seed }), similarity: 0.1 };
  switch (request.kind) {
    case 'caption':
      return { ...written, kind: 'caption', caption: text, hashtags: ['test'], ...said };
    case 'thread':
      return { ...written, kind: 'thread', parts: [text, 'And on.'], hashtags: ['test'] };
    case 'script':
      return { ...written, kind: 'script', script: text, seconds: request.seconds };
    default:
      return { ...written, kind: request.kind, text };
  }
}

async function hum(
  request: SpeechRequest,
  control: WorkControl,
  behaviour: FakeBehaviour,
): Promise<MadeSpeech> {
  await behaviour.onSpeech?.(request, control);
  const hertz = 48_000;
  // A second of a 220 Hz tone, at about the loudness of speech.
  const samples = Int16Array.from(
    { length: hertz },
    (_, index) => 6600 * Math.sin((2 * Math.PI * 220 * index) / hertz),
  );
  const path = join(request.folder, `${newId()}.wav`);
  await writeFile(path, writeWav({ hertz, channels: 1, samples, labels: [] }));
  return { ...made({ script: request.script }), file: { path, mime: 'audio/wav', durationSeconds: 1 } };
}

async function film(
  request: VideoRequest,
  control: WorkControl,
  behaviour: FakeBehaviour,
): Promise<MadeVideo> {
  await behaviour.onVideo?.(request, control);
  const path = join(request.folder, `${newId()}.mp4`);
  const cover = join(request.folder, `${newId()}.jpg`);
  const limits = { signal: control.signal, timeoutSeconds: 30 };
  const source = `testsrc=size=72x128:rate=30:duration=1`;
  const format = [
    '-c:v',
    'libx264',
    '-preset',
    'ultrafast',
    '-pix_fmt',
    'yuv420p',
    '-movflags',
    '+faststart',
  ];
  await runFfmpeg(['-v', 'error', '-f', 'lavfi', '-i', source, ...format, path], limits);
  await sharp({ create: { width: 72, height: 128, channels: 3, background: '#446688' } })
    .jpeg()
    .toFile(cover);
  return {
    ...made({ seed: request.seed }),
    file: { path, mime: 'video/mp4', width: 72, height: 128, durationSeconds: 1 },
    cover: { path: cover, mime: 'image/jpeg', width: 72, height: 128 },
  };
}
