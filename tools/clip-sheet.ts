/**
 * Films three talking clips of three characters and writes docs/images/clip-sheet.jpg: frames of each, one
 * row a clip. Prints how long each clip took, first and again. Run: node tools/clip-sheet.ts [cache folder]
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
// biome-ignore-start lint/style/noRestrictedImports: tools stand outside the server and have no aliases into it.
import { rendererVersion } from '../server/src/engines/builtin-image/manifest.ts';
import { type Preset, presets } from '../server/src/engines/builtin-image/presets.ts';
import { createCharacterRenderer } from '../server/src/engines/builtin-image/renderer.ts';
import { createBuiltinSpeechEngine } from '../server/src/engines/builtin-speech/adapter.ts';
import { createBuiltinVideoEngine } from '../server/src/engines/builtin-video/adapter.ts';
import type { Engine, MadeVideo } from '../server/src/engines/engine.ts';
import { Shot } from '../server/src/kernel/shot.ts';
import { Voice } from '../server/src/kernel/voice.ts';
import { createChromium } from '../server/src/media/chromium.ts';
import { runFfmpeg } from '../server/src/media/ffmpeg.ts';

// biome-ignore-end lint/style/noRestrictedImports: as above.

const root = join(import.meta.dirname, '..');
const framesPerClip = 7;
const frameWidth = 200;
const frameHeight = Math.round((frameWidth * 1920) / 1080);
const gap = 8;

/** Who speaks, in which style, and what. */
const clips = [
  {
    preset: 'mara',
    style: 'oil',
    script:
      'This morning I walked to a new coffee shop, and sketched people by the window. What should I draw next?',
  },
  {
    preset: 'dayo',
    style: 'clean',
    script:
      'Three kilometers before sunrise, and the whole city to myself. Here is what I learned about pacing.',
  },
  {
    preset: 'margaret',
    style: 'gouache',
    script: 'Some books wait for years until you are ready for them. I found one of those today.',
  },
] as const;

function presetOf(id: string): Preset {
  const preset = presets.find((candidate) => candidate.id === id);
  if (!preset) throw new Error(`There is no preset called ${id}.`);
  return preset;
}

async function finish<Request, Result>(engine: Engine<Request, Result>, request: Request): Promise<Result> {
  const signal = AbortSignal.timeout(1_800_000);
  const { ticket } = await engine.start(request, { signal });
  for (;;) {
    const progress = await engine.check(ticket, { signal });
    if (progress.state === 'done') return progress.result;
    if (progress.state !== 'running')
      throw new Error(progress.state === 'failed' ? progress.message : 'lost');
  }
}

/** Frames of a clip, evenly over its length, beside one another. */
async function strip({ file }: MadeVideo): Promise<Buffer> {
  const rate = framesPerClip / (file.durationSeconds ?? 1);
  const filter = `fps=${rate.toFixed(4)}:start_time=0.4,scale=${frameWidth}:${frameHeight}:flags=lanczos,tile=${framesPerClip}x1:padding=${gap}:color=white`;
  const args = [
    '-v',
    'error',
    '-i',
    file.path,
    '-vf',
    filter,
    '-frames:v',
    '1',
    '-c:v',
    'png',
    '-f',
    'image2pipe',
    '-',
  ];
  const { stdout } = await runFfmpeg(args, { signal: AbortSignal.timeout(60_000), timeoutSeconds: 60 });
  return stdout;
}

const folder = await mkdtemp(join(tmpdir(), 'ainfluencer-clips-'));
const cacheFolder = process.argv[2] ?? join(folder, 'cache');
try {
  await using chromium = createChromium({ cacheFolder: join(cacheFolder, 'chromium') });
  await using renderer = createCharacterRenderer({
    packFolder: join(root, 'server/assets/character-pack'),
    chromium,
  });
  await using speech = createBuiltinSpeechEngine();
  await using video = createBuiltinVideoEngine({
    renderer,
    rendererVersion,
    cacheFolder: join(cacheFolder, 'film'),
  });
  const strips: Buffer[] = [];
  for (const [index, clip] of clips.entries()) {
    const preset = presetOf(clip.preset);
    const voice = Voice.parse({ voiceId: preset.voiceId });
    const said = await finish(speech, { voice, script: clip.script, language: 'en', folder });
    const request = {
      kind: 'talking',
      look: preset.look,
      shot: Shot.parse({ ...preset.shot, style: clip.style }),
      seed: index + 1,
      speech: { path: said.file.path, script: clip.script },
      captions: true,
      folder,
    } as const;
    const started = performance.now();
    const made = await finish(video, request);
    const again = performance.now();
    await finish(video, { ...request, seed: index + 101 });
    const [first, second] = [again - started, performance.now() - again].map((time) =>
      (time / 1000).toFixed(1),
    );
    console.log(
      `${preset.name}: ${made.file.durationSeconds?.toFixed(1)} s of clip: ${first} s, again ${second} s`,
    );
    strips.push(await strip(made));
  }
  const sheet = sharp({
    create: {
      width: framesPerClip * (frameWidth + gap) - gap,
      height: strips.length * (frameHeight + gap) - gap,
      channels: 3,
      background: 'white',
    },
  }).composite(strips.map((input, row) => ({ input, left: 0, top: row * (frameHeight + gap) })));
  await mkdir(join(root, 'docs/images'), { recursive: true });
  await writeFile(
    join(root, 'docs/images/clip-sheet.jpg'),
    await sheet.jpeg({ quality: 80, mozjpeg: true }).toBuffer(),
  );
} finally {
  await rm(folder, { recursive: true, force: true });
}
