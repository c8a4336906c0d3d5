import type { Timeline } from '@ainfluencer/server/contract/rehearsal';

type Entry = Timeline['posts'][number];

/** A post with what stands under it. */
export interface ArrangedPost {
  readonly post: Entry;
  /** The account's own continuation, first to last. */
  readonly parts: readonly Entry[];
  /** Everything else under the post, each after what it answers. */
  readonly replies: readonly { readonly entry: Entry; readonly depth: number }[];
}

/** Replies are drawn this deep and no deeper. */
const deepest = 2;

/**
 * Puts replies under what they answer. A reply whose post is not in the timeline stands by itself.
 * @param entries newest first. @returns posts newest first, their replies oldest first.
 */
export function arrangeTimeline(entries: readonly Entry[]): {
  stories: readonly Entry[];
  posts: readonly ArrangedPost[];
} {
  const known = new Set(entries.map(({ id }) => id));
  const children = new Map<string, Entry[]>();
  for (const entry of entries.toReversed()) {
    if (entry.repliesTo === null || !known.has(entry.repliesTo)) continue;
    children.set(entry.repliesTo, [...(children.get(entry.repliesTo) ?? []), entry]);
  }
  const isRoot = ({ repliesTo }: Entry) => repliesTo === null || !known.has(repliesTo);
  return {
    stories: entries.filter((entry) => isRoot(entry) && entry.kind === 'story'),
    posts: entries
      .filter((entry) => isRoot(entry) && entry.kind !== 'story')
      .map((post) => arrange(post, children)),
  };
}

function arrange(post: Entry, children: ReadonlyMap<string, readonly Entry[]>): ArrangedPost {
  const below = (entry: Entry) => children.get(entry.id) ?? [];
  const ownBelow = (entry: Entry) => below(entry).find(({ author }) => author === null);
  const parts: Entry[] = [];
  const thread = new Set([post]);
  for (let next = ownBelow(post); next && !thread.has(next); next = ownBelow(next)) {
    parts.push(next);
    thread.add(next);
  }
  const replies: { entry: Entry; depth: number }[] = [];
  const seen = new Set<Entry>(thread);
  const collect = (entry: Entry, depth: number): void => {
    for (const reply of below(entry)) {
      if (seen.has(reply)) continue;
      seen.add(reply);
      replies.push({ entry: reply, depth: Math.min(depth, deepest) });
      collect(reply, depth + 1);
    }
  };
  for (const entry of thread) collect(entry, 0);
  return { post, parts, replies };
}
