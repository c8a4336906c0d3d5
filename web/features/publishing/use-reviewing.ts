'use client';
import type { DecideReview, Post } from '@ainfluencer/server/contract/publishing';
import { useQueryClient } from '@tanstack/react-query';
import { useRouter, useSearchParams } from 'next/navigation';
import { useEffect, useRef, useState } from 'react';
import { toast } from 'sonner';
import { sayError } from '#ui/toast.ts';
import { usePosts } from './data.ts';
import { useDecideReview } from './mutations.ts';

type NotedDecision = 'changes_requested' | 'rejected';
interface Held {
  readonly post: Post;
  readonly decision: DecideReview['decision'];
  readonly note: string;
}

/** How long a decision can be taken back before it is told to the studio. */
const undoMilliseconds = 10_000;

const said = (held: Held) =>
  ({
    approved: `Approved: ${held.post.characterName}.`,
    changes_requested: 'Sent back with your note.',
    rejected: 'Rejected.',
  })[held.decision];

/** A decision waits a moment before it is sent; leaving the page, or the next decision, sends it at once. */
function useHeldDecision(onBack: (held: Held) => void) {
  const router = useRouter();
  const client = useQueryClient();
  const decide = useDecideReview();
  const held = useRef<{ decision: Held; timer: ReturnType<typeof setTimeout>; toastId: string | number }>(
    null,
  );
  const [gone, setGone] = useState<readonly string[]>([]);
  const show = (id: string) => setGone((ids) => ids.filter((other) => other !== id));
  const back = (decision: Held) => {
    show(decision.post.id);
    onBack(decision);
  };
  const release = () => {
    const current = held.current;
    held.current = null;
    if (!current) return undefined;
    clearTimeout(current.timer);
    return current;
  };
  const send = async () => {
    const current = release();
    if (!current) return;
    const { post, decision, note } = current.decision;
    try {
      await decide.mutateAsync({ id: post.id, decision, note, contentHash: post.contentHash });
    } catch (error) {
      toast.dismiss(current.toastId);
      sayError(error);
      return back(current.decision);
    }
    // Once the queue is read again without it: it may come back to review later.
    await client.invalidateQueries({ queryKey: ['posts'] });
    show(post.id);
  };
  const undo = () => {
    const current = release();
    if (!current) return;
    toast.dismiss(current.toastId);
    back(current.decision);
  };
  const hold = (decision: Held) => {
    void send();
    const { post } = decision;
    setGone((ids) => [...ids, post.id]);
    const schedule = {
      label: 'Schedule it',
      onClick: () => void send().then(() => router.push(`/posts/${post.id}`)),
    };
    const toastId = toast.success(said(decision), {
      duration: undoMilliseconds,
      cancel: { label: 'Undo', onClick: undo },
      ...(decision.decision === 'approved' && { action: schedule }),
    });
    held.current = { decision, toastId, timer: setTimeout(() => void send(), undoMilliseconds) };
  };
  const latest = useRef({ send, release });
  latest.current = { send, release };
  useEffect(() => {
    const leave = () => {
      const current = latest.current.release();
      if (!current) return;
      const { post, decision, note } = current.decision;
      const body = JSON.stringify({ decision, note, contentHash: post.contentHash });
      // Unlike a request, a beacon outlives the page.
      navigator.sendBeacon(`/api/v1/posts/${post.id}/review`, new Blob([body], { type: 'application/json' }));
    };
    window.addEventListener('pagehide', leave);
    return () => {
      window.removeEventListener('pagehide', leave);
      void latest.current.send();
    };
  }, []);
  return { gone, hold, undo };
}

/** The queue, the place in it, and the decisions on the post at that place. */
export function useReviewing() {
  const router = useRouter();
  const asked = useSearchParams().get('post');
  const queue = usePosts({ state: 'in_review' }, 50);
  const [currentId, setCurrentId] = useState(asked);
  const [place, setPlace] = useState(0);
  const [noting, setNoting] = useState<NotedDecision>();
  const [note, setNote] = useState('');
  const { gone, hold, undo } = useHeldDecision((held) => {
    setCurrentId(held.post.id);
    if (held.note) setNote(held.note);
  });
  const posts = (queue.data?.pages.flatMap((page) => page.items) ?? []).filter(
    ({ id }) => !gone.includes(id),
  );
  const at = posts.findIndex(({ id }) => id === currentId);
  // Keeps the place in the queue when the post on screen leaves it.
  const index = at >= 0 ? at : Math.min(place, Math.max(0, posts.length - 1));
  const post: Post | undefined = posts[index];
  useEffect(() => setPlace(index), [index]);

  const step = (by: number) => {
    const next = posts[Math.min(posts.length - 1, Math.max(0, index + by))];
    if (next) setCurrentId(next.id);
  };
  const approve = () => {
    if (post) hold({ post, decision: 'approved', note: '' });
  };
  const sendNote = () => {
    if (!post || !noting) return;
    setNoting(undefined);
    setNote('');
    hold({ post, decision: noting, note: note.trim() });
  };
  const edit = () => post && router.push(`/posts/${post.id}`);
  return { queue, posts, index, post, noting, setNoting, note, setNote, step, approve, sendNote, edit, undo };
}
