import { Timeline } from '@ainfluencer/server/contract/rehearsal';
import { cache } from 'react';
import { readPublic } from '#api/local-api.ts';

/** The public timeline of a rehearsal account, or null; read once for a page and its metadata. */
export const readTimeline = cache((platform: string, handle: string) =>
  readPublic(
    `/timelines/${encodeURIComponent(decodeURIComponent(platform))}/${encodeURIComponent(decodeURIComponent(handle))}`,
    Timeline,
  ),
);
