import { describe, expect, it } from 'vitest';
import { manifest as bluesky } from '#platforms/bluesky/manifest.ts';
import { manifest as instagram } from '#platforms/instagram/manifest.ts';
import { renditionFor, sharedAspect } from './rendition.ts';

const picture = (width: number, height: number, bytes = 900_000) =>
  ({ kind: 'image', mime: 'image/png', width, height, bytes, durationSeconds: null }) as const;
const clip = (width: number, height: number, durationSeconds: number, bytes = 5_000_000) =>
  ({ kind: 'video', mime: 'video/mp4', width, height, bytes, durationSeconds }) as const;

describe('a rendition', () => {
  it('of a 21:9 panorama is inside the widest aspect, and says what was cut', () => {
    const { rendition, changes } = renditionFor(instagram.media, picture(2520, 1080));
    expect(rendition).toMatchObject({ kind: 'image', format: 'jpeg', width: 1440 });
    expect(1440 / rendition!.height).toBeLessThanOrEqual(1.91 + 0.5 / rendition!.height);
    expect(changes.join(' ')).toMatch(/Cropped at the sides.*Saved as JPEG/);
  });

  it('of a 9:21 picture is cropped at the top and bottom to 4:5', () => {
    const { rendition, changes } = renditionFor(instagram.media, picture(1080, 2520));
    expect(rendition).toMatchObject({ width: 1080, height: 1350 });
    expect(changes[0]).toContain('top and bottom');
  });

  it('of a clip that fits is none, so the approved bytes are sent', () => {
    expect(renditionFor(bluesky.media, clip(720, 1280, 20))).toEqual({ rendition: undefined, changes: [] });
  });

  it('of a clip that is too long and too heavy is cut and compressed, and says both', () => {
    const { rendition, changes } = renditionFor(bluesky.media, clip(1080, 1920, 400, 90_000_000));
    expect(rendition).toMatchObject({ kind: 'video', maxSeconds: 180, maxBytes: 50_000_000 });
    expect(changes.join(' ')).toMatch(/Cut after 180 s of 400.*Compressed to 50 MB/);
    expect((rendition!.width % 2) + (rendition!.height % 2)).toBe(0);
  });

  it('of a carousel follows the first file where the platform would cut the others to it', () => {
    const media = [picture(1080, 1350), picture(1000, 1000)];
    expect(sharedAspect(instagram.media, media)).toBe(0.8);
    expect(sharedAspect(bluesky.media, media)).toBeUndefined();
    const { rendition } = renditionFor(instagram.media, media[1]!, 0.8);
    expect(rendition!.width / rendition!.height).toBeCloseTo(0.8, 2);
  });
});
