import type { Ctx } from '#context';
import type { MusicFile } from './contract.ts';
import { musicUrl } from './find-parts.ts';
import { listMusicRows, type MusicRow } from './queries.ts';

export function presentMusic(row: MusicRow): MusicFile {
  const { id, name, durationSeconds, bytes, lufs, statement, statedBy } = row;
  return {
    ...{ id, name, durationSeconds, bytes, lufs, statement },
    statedBy: statedBy.kind === 'user' ? statedBy.name : 'The studio',
    fileUrl: musicUrl(id),
    createdAt: row.createdAt.toISOString(),
  };
}

/** The music of this workspace, newest first. */
export async function listMusic(ctx: Ctx): Promise<{ items: MusicFile[] }> {
  return { items: (await listMusicRows(ctx)).map(presentMusic) };
}
