'use client';
import type { PlatformInfo } from '@ainfluencer/server/contract/accounts';
import type { Post } from '@ainfluencer/server/contract/publishing';
import { withHashtags } from '@ainfluencer/server/kernel/text-length';
import { useAccounts, usePlatforms } from '#features/accounts/data.ts';
import type { WorkingCopy } from '#features/publishing/working-copy.ts';
import { Field, Input, Textarea } from '#ui/field.tsx';
import { Segmented } from '#ui/tabs.tsx';
import { TagInput } from '#ui/tag-input.tsx';
import { say } from '#ui/toast.ts';
import { MediaEditor } from './media-editor.tsx';
import { PostWriter } from './post-writer.tsx';
import { ThreadParts } from './thread-parts.tsx';

/** Left for the words that tell it is AI-made, in characters. */
const disclosureRoom = 60;
/** What is asked for while no account says otherwise, in characters. */
const usualLength = 300;
const cleanHashtag = (text: string) => text.replace(/[^\p{L}\p{N}_]/gu, '').slice(0, 60);

interface ContentFieldsProps {
  post: Post;
  copy: WorkingCopy;
  dirty: boolean;
  change: (part: Partial<WorkingCopy>) => void;
}

/** What the post says and shows. */
export function ContentFields({ post, copy, dirty, change }: ContentFieldsProps) {
  const platforms = usePlatforms().data;
  const accounts = useAccounts(post.characterId).data?.items ?? [];
  const chosen = accounts
    .filter((account) => copy.accountIds.includes(account.id))
    .flatMap((account) => platforms?.get(account.platform) ?? []);
  const limits = chosen.map(({ text }) => text);
  const narrowest = limits.toSorted((left, right) => left.max - right.max)[0];
  const putBefore = (hook: string) => {
    const before = copy.caption;
    change({ caption: before.trim() === '' ? hook : `${hook}\n\n${before}` });
    if (before !== '') say('Put before the caption.', () => change({ caption: before }));
  };
  const use = (caption: string, hashtags: readonly string[]) => {
    const before = { caption: copy.caption, hashtags: copy.hashtags };
    change({ caption, hashtags: [...hashtags] });
    if (withHashtags(before.caption, before.hashtags) !== '') say('Caption replaced.', () => change(before));
  };
  const useThread = (parts: readonly string[], hashtags: readonly string[]) => {
    const before = { form: copy.form, caption: copy.caption, hashtags: copy.hashtags, parts: copy.parts };
    const [caption = '', ...rest] = parts;
    change({
      form: 'thread',
      caption,
      hashtags: [...hashtags],
      parts: rest.map((text) => ({ text, media: [] })),
    });
    say('Made into a thread.', () => change(before));
  };
  return (
    <div className="flex min-w-0 flex-col gap-6">
      <FormChoice form={copy.form} onChange={(form) => change({ form })} />
      <TitleField title={copy.title} platforms={chosen} onChange={(title) => change({ title })} />
      <Field
        label={copy.form === 'thread' ? 'First part' : 'Caption'}
        aside={
          <span className={dirty ? 'text-xs text-warn' : 'text-xs text-ink-faint'}>
            {dirty ? 'Not saved' : 'Saved'}
          </span>
        }
      >
        {(props) => (
          <Textarea
            {...props}
            value={copy.caption}
            maxLength={5000}
            placeholder="What does it say?"
            onChange={(event) => change({ caption: event.target.value })}
            className="min-h-36 text-base"
          />
        )}
      </Field>
      <Field label="Hashtags">
        {(props) => (
          <TagInput
            {...props}
            prefix="#"
            clean={cleanHashtag}
            values={copy.hashtags}
            max={30}
            onChange={(hashtags) => change({ hashtags })}
          />
        )}
      </Field>
      <PostWriter
        characterId={post.characterId}
        assetId={copy.media.find(({ asset }) => asset.kind === 'image')?.asset.id}
        language={post.language}
        limit={
          narrowest
            ? { maxLength: narrowest.max - disclosureRoom, unit: narrowest.unit }
            : { maxLength: usualLength, unit: 'graphemes' }
        }
        caption={copy.caption}
        onCaption={use}
        onHook={putBefore}
        onThread={useThread}
      />
      <MediaEditor
        characterId={post.characterId}
        media={copy.media}
        onChange={(media) => change({ media })}
      />
      {copy.form === 'thread' && (
        <ThreadParts
          characterId={post.characterId}
          parts={copy.parts}
          limit={narrowest}
          onChange={(parts) => change({ parts })}
        />
      )}
      {copy.form === 'feed' && (
        <FirstCommentField
          text={copy.firstComment}
          platforms={chosen}
          onChange={(firstComment) => change({ firstComment })}
        />
      )}
      <RatingChoice rating={copy.rating} onChange={(rating) => change({ rating })} />
    </div>
  );
}

const namesOf = (platforms: readonly PlatformInfo[]) =>
  [...new Set(platforms.map(({ name }) => name))].join(', ');

const forms = [
  { value: 'feed', label: 'Post' },
  { value: 'story', label: 'Story' },
  { value: 'thread', label: 'Thread' },
] as const;

function FormChoice({ form, onChange }: { form: Post['form']; onChange: (form: Post['form']) => void }) {
  return (
    <div className="flex flex-col gap-2">
      <span className="text-sm font-medium">Kind</span>
      <Segmented label="Kind" value={form} onChange={onChange} choices={forms} className="self-start" />
      {form === 'story' && (
        <p className="text-[13px] text-ink-faint">
          Shown for a day, in full height. Where stories carry no words, only the picture or clip is sent.
        </p>
      )}
      {form === 'thread' && (
        <p className="text-[13px] text-ink-faint">Several posts in a row, each answering the one before.</p>
      )}
    </div>
  );
}

/** Only where a chosen account shows one; words that no account shows stay in sight. */
function TitleField({
  title,
  platforms,
  onChange,
}: {
  title: string;
  platforms: readonly PlatformInfo[];
  onChange: (title: string) => void;
}) {
  const titled = platforms.filter((platform) => platform.title !== null);
  if (titled.length === 0 && title === '') return null;
  const most = Math.min(200, ...titled.map((platform) => platform.title?.max ?? 200));
  return (
    <Field
      label="Title"
      hint={titled.length > 0 ? `Shown on ${namesOf(titled)}.` : 'No chosen account shows a title.'}
      aside={
        <span className="tabular text-xs text-ink-faint">
          {title.length} / {most}
        </span>
      }
    >
      {(props) => (
        <Input {...props} maxLength={200} value={title} onChange={(event) => onChange(event.target.value)} />
      )}
    </Field>
  );
}

function FirstCommentField({
  text,
  platforms,
  onChange,
}: {
  text: string;
  platforms: readonly PlatformInfo[];
  onChange: (text: string) => void;
}) {
  const commented = platforms.filter(({ firstCommentMax }) => firstCommentMax !== null);
  if (commented.length === 0 && text === '') return null;
  const hint =
    commented.length > 0
      ? `Written by the account itself under the post, on ${namesOf(commented)}.`
      : 'No chosen account takes one: take the words out, or choose another account.';
  return (
    <Field label="First comment" hint={hint}>
      {(props) => (
        <Textarea
          {...props}
          maxLength={3000}
          value={text}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}

function RatingChoice({
  rating,
  onChange,
}: {
  rating: Post['rating'];
  onChange: (rating: Post['rating']) => void;
}) {
  return (
    <div className="flex flex-col gap-2">
      <span className="text-sm font-medium">Rating</span>
      <Segmented
        label="Rating"
        value={rating}
        onChange={onChange}
        choices={[
          { value: 'general', label: 'For everybody' },
          { value: 'suggestive', label: 'Suggestive' },
        ]}
        className="self-start"
      />
    </div>
  );
}
