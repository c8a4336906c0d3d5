import { commentHandle, commentMayBeMissing } from '#platforms/meta/first-comment.ts';
import { type Graph, isMissing } from '#platforms/meta/graph.ts';
import type { Handles, PublishPayload, Reconciled } from '#platforms/platform.ts';
import { addressOf, hasOwnComment, whole } from './publish.ts';
import { Post } from './schema.ts';
import { isOut, readVideo } from './upload.ts';

/** Whether the post is out, and its first comment, where it has one. */
export async function reconcilePost(
  graph: Graph,
  payload: PublishPayload,
  handles: Handles,
): Promise<Reconciled> {
  const { firstComment = '' } = payload;
  const known = handles.post;
  const post: Reconciled = known
    ? { outcome: 'published', remoteId: known, url: await addressOf(graph, known) }
    : await lookUp(graph, handles);
  if (post.outcome !== 'published' || firstComment === '') return post;
  if (!handles[commentHandle])
    return { outcome: 'not_published', evidence: `${post.url} is out; its first comment was not sent yet.` };
  if (await hasOwnComment(graph, post.remoteId, payload)) return post;
  return { ...post, warnings: [commentMayBeMissing] };
}

async function lookUp(graph: Graph, { draft, video, startedAt }: Handles): Promise<Reconciled> {
  if (!startedAt) return { outcome: 'not_published', evidence: 'No request that could publish it was sent.' };
  try {
    if (draft) {
      const fields = 'id,is_published,permalink_url';
      const { is_published, permalink_url } = await graph.get(draft, { fields }, Post);
      if (is_published === true)
        return { outcome: 'published', remoteId: draft, url: whole(permalink_url, draft) };
      return { outcome: 'not_published', evidence: `Post ${draft} is there and not published.` };
    }
    if (video) {
      const found = await readVideo(graph, video);
      if (isOut(found))
        return { outcome: 'published', remoteId: video, url: whole(found.permalink_url, video) };
      const phase = found.status?.publishing_phase?.status ?? found.status?.video_status ?? 'not published';
      return {
        outcome: 'not_published',
        evidence: `Clip ${video} is uploaded, and its publishing is ${phase}.`,
      };
    }
  } catch (error) {
    if (!isMissing(error)) throw error;
    const evidence = `Facebook no longer knows ${draft ?? video}: it may have been taken down.`;
    return { outcome: 'undetermined', evidence, retryAfterSeconds: 300 };
  }
  return { outcome: 'undetermined', evidence: 'A request was sent, and nothing tells what became of it.' };
}
