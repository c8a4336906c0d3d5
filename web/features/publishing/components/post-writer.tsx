'use client';
import type { Take } from '@ainfluencer/server/contract/generation';
import type { TextUnit } from '@ainfluencer/server/kernel/text-length';
import type { WrittenKind } from '@ainfluencer/server/kernel/written';
import { Copy, PenLine } from 'lucide-react';
import { useState } from 'react';
import { NeedsModel, WrittenProposals } from '#features/generation/components/written-proposals.tsx';
import { useCanWrite, useWriting } from '#features/generation/use-writing.ts';
import { Button } from '#ui/button.tsx';
import { copyText } from '#ui/copy-text.ts';
import { Field, Input } from '#ui/field.tsx';
import { Segmented } from '#ui/tabs.tsx';

type PostKind = Extract<WrittenKind, 'caption' | 'hook' | 'thread'>;

interface PostWriterProps {
  characterId: string;
  /** The picture that the words go with. */
  assetId: string | undefined;
  /** BCP 47. */
  language: string;
  /** The narrowest limit among the chosen accounts, and what it counts. */
  limit: { readonly maxLength: number; readonly unit: TextUnit };
  /** What the post says now: an opening line goes with it. */
  caption: string;
  onCaption: (caption: string, hashtags: readonly string[]) => void;
  /** One line, to be put before the caption. */
  onHook: (hook: string) => void;
  /** The parts of a thread, in their order; the hashtags stand under the last. */
  onThread: (parts: readonly string[], hashtags: readonly string[]) => void;
}

const kinds = [
  { value: 'caption', label: 'Caption' },
  { value: 'hook', label: 'Opening line' },
  { value: 'thread', label: 'Thread' },
] as const;
const plurals = { caption: 'Captions', hook: 'Opening lines', thread: 'Threads' } as const;
const uses = { caption: 'Use this one', hook: 'Put before the caption', thread: 'Use the thread' } as const;

const longestHook = 150;
const mostParts = 6;
/** What the API takes at least and at most. */
const shortest = 40;
const longest = 5000;
const longestTopic = 300;

/** Has the character write for a post: captions, opening lines and threads. Each press writes others. */
export function PostWriter(props: PostWriterProps) {
  const [kind, setKind] = useState<PostKind>('caption');
  const [topic, setTopic] = useState('');
  return (
    <section aria-label="Writer" className="flex flex-col gap-3 rounded-2xl bg-sunken p-4">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h2 className="text-sm font-medium">Have it written</h2>
        <Segmented size="small" label="What to write" value={kind} onChange={setKind} choices={kinds} />
      </div>
      <KindWriter key={kind} {...props} kind={kind} topic={topic} onTopic={setTopic} />
    </section>
  );
}

interface KindWriterProps extends PostWriterProps {
  kind: PostKind;
  topic: string;
  onTopic: (topic: string) => void;
}

function KindWriter({ kind, topic, onTopic, ...post }: KindWriterProps) {
  const writing = useWriting();
  const canWrite = useCanWrite(kind);
  const isLacking = kind !== 'caption' && canWrite === false;
  const most = kind === 'hook' ? Math.min(longestHook, post.limit.maxLength) : post.limit.maxLength;
  const maxLength = Math.min(longest, Math.max(shortest, most));
  const write = () =>
    writing.write({
      kind,
      unit: post.limit.unit,
      maxParts: mostParts,
      characterId: post.characterId,
      // An opening line belongs to the words that follow it.
      topic: topic.trim() === '' && kind === 'hook' ? post.caption.slice(0, longestTopic) : topic,
      language: post.language,
      maxLength,
      ...(post.assetId && { assetId: post.assetId }),
    });
  const take = (proposal: Take) => {
    writing.take(proposal);
    const words = proposal.caption ?? '';
    const hashtags = proposal.hashtags ?? [];
    if (kind === 'hook') post.onHook(words);
    else if (kind === 'thread') post.onThread(proposal.parts ?? [words], hashtags);
    else post.onCaption(words, hashtags);
  };
  return (
    <>
      <div className="flex items-end gap-2">
        <Field label="What about?" className="flex-1">
          {(props) => (
            <Input
              {...props}
              value={topic}
              maxLength={longestTopic}
              placeholder={kind === 'hook' ? 'Empty: goes by the caption' : 'Empty: goes by the picture'}
              onChange={(event) => onTopic(event.target.value)}
              onKeyDown={(event) => {
                if (event.key !== 'Enter') return;
                event.preventDefault();
                if (!writing.isBusy && !isLacking) write();
              }}
            />
          )}
        </Field>
        <Button className="h-11" busy={writing.isBusy} disabled={isLacking} onClick={write}>
          {!writing.isBusy && <PenLine aria-hidden />}
          {writing.proposals.length > 0 ? 'Rewrite' : 'Write'}
        </Button>
      </div>
      {isLacking && <NeedsModel what={plurals[kind]} />}
      <WrittenProposals
        writing={writing}
        label={`Proposed: ${plurals[kind].toLowerCase()}`}
        price={{
          kind,
          characterId: post.characterId,
          answerLength: maxLength * (kind === 'thread' ? mostParts : 1),
          pictures: kind === 'caption' && post.assetId ? 1 : 0,
        }}
        actions={(proposal) => (
          <>
            <Button size="small" look="soft" onClick={() => take(proposal)}>
              {uses[kind]}
            </Button>
            <Button size="small" look="ghost" onClick={() => void copyText(proposal.caption ?? '')}>
              <Copy aria-hidden /> Copy
            </Button>
          </>
        )}
      />
    </>
  );
}
