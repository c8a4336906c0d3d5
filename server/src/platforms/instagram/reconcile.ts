import { listingLagMilliseconds } from '#platforms/meta/containers.ts';
import { commentHandle, commentMayBeMissing } from '#platforms/meta/first-comment.ts';
import type { Graph } from '#platforms/meta/graph.ts';
import type { Handles, PlatformCall, PublishPayload, Reconciled } from '#platforms/platform.ts';
import { findOwnMedia, hasOwnComment, look, permalinkOf } from './publish.ts';

/** Whether the post is out, and its first comment, where it has one. */
export async function reconcileMedia(
  graph: Graph,
  payload: PublishPayload,
  handles: Handles,
  call: PlatformCall,
): Promise<Reconciled> {
  const { account, firstComment = '' } = payload;
  const known = handles.media;
  const post: Reconciled = known
    ? { outcome: 'published', remoteId: known, url: await permalinkOf(graph, known, account.handle) }
    : await reconcilePost(graph, payload, handles, call);
  if (post.outcome !== 'published' || firstComment === '') return post;
  if (!handles[commentHandle]) {
    return { outcome: 'not_published', evidence: `${post.url} is out; its first comment was not sent yet.` };
  }
  if (await hasOwnComment(graph, post.remoteId, payload)) return post;
  return { ...post, warnings: [commentMayBeMissing] };
}

async function reconcilePost(
  graph: Graph,
  payload: PublishPayload,
  { container, publishStartedAt }: Handles,
  call: PlatformCall,
): Promise<Reconciled> {
  if (!container)
    return { outcome: 'not_published', evidence: 'No container was made, so there was nothing to publish.' };
  const { state } = await look(graph, container);
  if (state === 'FINISHED' || state === 'IN_PROGRESS') {
    const evidence = `Container ${container} is ${state}: not published, and it can be published only once.`;
    return { outcome: 'not_published', evidence };
  }
  const found = await findOwnMedia(graph, payload, publishStartedAt);
  if (found) return { outcome: 'published', ...found };
  const evidence = `Container ${container} is ${state}, and no post with this caption is listed.`;
  if (!publishStartedAt) return { outcome: 'not_published', evidence };
  const age = call.now().getTime() - new Date(publishStartedAt).getTime();
  if (state === 'PUBLISHED' || age < listingLagMilliseconds)
    return { outcome: 'undetermined', evidence, retryAfterSeconds: 60 };
  return { outcome: 'not_published', evidence };
}
