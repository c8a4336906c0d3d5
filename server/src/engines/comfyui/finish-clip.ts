import type { EngineCall, MadeFile } from '#engines/engine.ts';
import { probeMedia, runFfmpeg } from '#media/ffmpeg.ts';

const framesPerSecond = 30;
const limitSeconds = 900;
const coverSeconds = 60;

/**
 * Brings a clip of any kind to what every platform takes: MP4, H.264 in 4:2:0, 30 frames a second, the index in
 * front, nothing about how it was made. Writes `<base>.mp4` and `<base>.jpg`.
 */
export async function finishClip(
  source: string,
  base: string,
  call: EngineCall & { readonly ffmpegPath?: string | undefined },
): Promise<{ readonly file: MadeFile; readonly cover: MadeFile }> {
  const run = { signal: call.signal, ...(call.ffmpegPath && { ffmpegPath: call.ffmpegPath }) };
  const { video } = await probeMedia(source, run);
  if (!video) throw new Error('it holds no pictures');
  const path = `${base}.mp4`;
  const ready = video.codec === 'h264' && video.framesPerSecond === framesPerSecond;
  await runFfmpeg(
    [
      ...['-v', 'error', '-y', '-i', source, '-map', '0:v:0', '-map', '0:a:0?'],
      ...(ready ? ['-c:v', 'copy'] : encoding),
      ...['-c:a', 'aac', '-b:a', '160k', '-ar', '48000'],
      ...['-map_metadata', '-1', '-map_chapters', '-1', '-movflags', '+faststart', '-f', 'mp4', path],
    ],
    { ...run, timeoutSeconds: limitSeconds, lowPriority: true },
  );
  const coverPath = `${base}.jpg`;
  await runFfmpeg(
    [
      '-v',
      'error',
      '-y',
      '-i',
      path,
      '-frames:v',
      '1',
      '-q:v',
      '3',
      '-f',
      'image2',
      '-update',
      '1',
      coverPath,
    ],
    { ...run, timeoutSeconds: coverSeconds },
  );
  const facts = await probeMedia(path, run);
  const size = facts.video && { width: facts.video.width, height: facts.video.height };
  return {
    file: {
      path,
      mime: 'video/mp4',
      ...size,
      ...(facts.durationSeconds !== undefined && { durationSeconds: facts.durationSeconds }),
    },
    cover: { path: coverPath, mime: 'image/jpeg', ...size },
  };
}

/** 4:2:0 needs even sides. */
const encoding = [
  ...['-vf', `fps=${framesPerSecond},crop=trunc(iw/2)*2:trunc(ih/2)*2,format=yuv420p`],
  ...['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '18', '-profile:v', 'high'],
  ...['-g', String(framesPerSecond * 2), '-colorspace', 'bt709', '-color_primaries', 'bt709'],
  ...['-color_trc', 'bt709', '-color_range', 'tv'],
];
