'use client';
import type { Post } from '@ainfluencer/server/contract/publishing';
import { withHashtags } from '@ainfluencer/server/kernel/text-length';
import { Archive, CircleCheckBig, Ellipsis, Save } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useAccounts, usePlatforms } from '#features/accounts/data.ts';
import { useArchivePost, useEditPost, useSubmitPost } from '#features/publishing/mutations.ts';
import { changeOf, isSame, type WorkingCopy, workingCopyOf } from '#features/publishing/working-copy.ts';
import { Button, IconButton, LinkButton } from '#ui/button.tsx';
import { Field, Textarea } from '#ui/field.tsx';
import { Menu, MenuItem } from '#ui/menu.tsx';
import { Page } from '#ui/page.tsx';
import { ProblemNote } from '#ui/problem-note.tsx';
import { Segmented } from '#ui/tabs.tsx';
import { TagInput } from '#ui/tag-input.tsx';
import { say, sayError } from '#ui/toast.ts';
import { ConflictDialog, conflictOf } from './conflict-dialog.tsx';
import { Issues } from './issues.tsx';
import { MediaEditor } from './media-editor.tsx';
import { PostSide } from './post-side.tsx';
import { PostWriter } from './post-writer.tsx';
import { PostStateBadge } from './state-badge.tsx';

/** Left for the words that tell it is AI-made, in characters. */
const disclosureRoom = 60;
/** What is asked for while no account says otherwise, in characters. */
const usualLength = 300;
const cleanHashtag = (text: string) => text.replace(/[^\p{L}\p{N}_]/gu, '').slice(0, 60);

/** Warns before a page with unsaved words is left. */
function useLeaveWarning(dirty: boolean) {
  useEffect(() => {
    if (!dirty) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, [dirty]);
}

function useSaveShortcut(save: () => void) {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if ((event.metaKey || event.ctrlKey) && event.key === 's') {
        event.preventDefault();
        save();
      }
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [save]);
}

/** The state of editing: a copy from a known revision, and what to do when another came between. */
function useEditing(post: Post) {
  const [base, setBase] = useState(post);
  const [edited, setEdited] = useState<WorkingCopy>();
  const edit = useEditPost(post.id);
  const copy = edited ?? workingCopyOf(post);
  const dirty = edited !== undefined && !isSame(edited, workingCopyOf(base));
  const change = (part: Partial<WorkingCopy>) => {
    if (edited === undefined) setBase(post);
    setEdited({ ...copy, ...part });
  };
  const save = async (revision = base.revision): Promise<boolean> => {
    if (!dirty) return true;
    try {
      await edit.mutateAsync(changeOf(copy, revision));
      setEdited(undefined);
      return true;
    } catch {
      return false;
    }
  };
  const takeTheirs = () => {
    edit.reset();
    setEdited(undefined);
  };
  const behind = dirty && post.revision > base.revision;
  return { copy, dirty, change, save, takeTheirs, behind, edit };
}

interface EditorActionsProps {
  post: Post;
  dirty: boolean;
  saving: boolean;
  onSave: () => void;
  /** Saves what is unsaved; false when that was refused. */
  save: () => Promise<boolean>;
}

function EditorActions({ post, dirty, saving, onSave, save }: EditorActionsProps) {
  const submit = useSubmitPost();
  const archive = useArchivePost();
  const { state } = post;
  const submitNow = async () => {
    if (await save()) submit.mutate(post.id, { onError: sayError, onSuccess: () => say('Sent to review.') });
  };
  const submittable =
    state === 'draft' ||
    state === 'changes_requested' ||
    state === 'rejected' ||
    (state === 'approved' && dirty);
  return (
    <>
      {dirty && (
        <Button busy={saving} onClick={onSave}>
          <Save aria-hidden /> Save
        </Button>
      )}
      {submittable && (
        <Button look="primary" busy={submit.isPending} onClick={() => void submitNow()}>
          <CircleCheckBig aria-hidden /> Send to review
        </Button>
      )}
      {state === 'in_review' && (
        <LinkButton href={`/review?post=${post.id}`} look="primary">
          <CircleCheckBig aria-hidden /> Review it
        </LinkButton>
      )}
      <Menu
        trigger={
          <IconButton label="More" look="secondary">
            <Ellipsis />
          </IconButton>
        }
      >
        <MenuItem
          disabled={state === 'archived'}
          onSelect={() => archive.mutate(post.id, { onError: sayError, onSuccess: () => say('Archived.') })}
        >
          <Archive aria-hidden /> Archive
        </MenuItem>
      </Menu>
    </>
  );
}

/** What saving would mean just now. */
function EditorNotes({ post, dirty, behind }: { post: Post; dirty: boolean; behind: boolean }) {
  const style = 'rounded-xl bg-warn-soft px-4 py-3 text-sm text-warn';
  return (
    <>
      {behind && (
        <p role="status" className={style}>
          Somebody saved this post while you were editing. Your words are kept; saving shows both versions.
        </p>
      )}
      {dirty && (post.state === 'approved' || post.state === 'in_review') && (
        <p role="status" className={style}>
          {post.state === 'approved'
            ? 'Saving this takes the approval back: what goes out is exactly what was approved.'
            : 'Saving this changes what the reviewer sees.'}
        </p>
      )}
    </>
  );
}

interface ContentFieldsProps {
  post: Post;
  copy: WorkingCopy;
  dirty: boolean;
  change: (part: Partial<WorkingCopy>) => void;
}

function ContentFields({ post, copy, dirty, change }: ContentFieldsProps) {
  const platforms = usePlatforms().data;
  const accounts = useAccounts(post.characterId).data?.items ?? [];
  const limits = accounts
    .filter((account) => copy.accountIds.includes(account.id))
    .flatMap((account) => platforms?.get(account.platform)?.text ?? []);
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
  return (
    <div className="flex min-w-0 flex-col gap-6">
      <Field
        label="Caption"
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
        onThread={(parts, hashtags) => use(parts.join('\n\n'), hashtags)}
      />
      <MediaEditor
        characterId={post.characterId}
        media={copy.media}
        onChange={(media) => change({ media })}
      />
      <div className="flex flex-col gap-2">
        <span className="text-sm font-medium">Rating</span>
        <Segmented
          label="Rating"
          value={copy.rating}
          onChange={(rating) => change({ rating })}
          choices={[
            { value: 'general', label: 'For everybody' },
            { value: 'suggestive', label: 'Suggestive' },
          ]}
          className="self-start"
        />
      </div>
    </div>
  );
}

export function PostEditor({ post }: { post: Post }) {
  const { copy, dirty, change, save, takeTheirs, behind, edit } = useEditing(post);
  const conflict = conflictOf(edit.error);
  useLeaveWarning(dirty);
  const saveAndSay = async () => {
    if (dirty && (await save())) say('Saved.');
  };
  useSaveShortcut(() => void saveAndSay());
  return (
    <Page
      title={`Post by ${post.characterName}`}
      lead={<PostStateBadge state={post.state} />}
      actions={
        <EditorActions
          post={post}
          dirty={dirty}
          saving={edit.isPending}
          onSave={() => void saveAndSay()}
          save={() => save()}
        />
      }
    >
      <EditorNotes post={post} dirty={dirty} behind={behind} />
      {edit.error && !conflict && <ProblemNote error={edit.error} />}
      <Issues issues={post.issues} />
      <div className="grid grid-cols-1 items-start gap-8 lg:grid-cols-[minmax(0,1.35fr)_minmax(0,1fr)]">
        <ContentFields post={post} copy={copy} dirty={dirty} change={change} />
        <PostSide post={post} copy={copy} dirty={dirty} onAccounts={(accountIds) => change({ accountIds })} />
      </div>
      {conflict && (
        <ConflictDialog
          mine={copy}
          theirs={conflict}
          busy={edit.isPending}
          onKeepMine={() => void save(conflict.revision)}
          onTakeTheirs={takeTheirs}
          onClose={() => edit.reset()}
        />
      )}
    </Page>
  );
}
