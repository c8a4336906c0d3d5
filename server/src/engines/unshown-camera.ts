import type { Shot } from '#kernel/shot.ts';

/** What the built-in artist does not do of the camera that was asked for, in sentences for the person. */
export function unshownCamera({ camera = {} }: Pick<Shot, 'camera'>): string[] {
  if (camera.angle === 'overhead') {
    return ['The built-in artist looks down from a little above only: overhead was drawn as “from above”.'];
  }
  if (camera.angle === 'tilted') {
    return ['The built-in artist keeps the horizon level: the tilt of the camera was not drawn.'];
  }
  return [];
}
