'use client';
import type { Post } from '@ainfluencer/server/contract/publishing';
import { Archive, CircleCheckBig, Ellipsis, Save } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useArchivePost, useEditPost, useSubmitPost } from '#features/publishing/mutations.ts';
import { changeOf, isSame, type WorkingCopy, workingCopyOf } from '#features/publishing/working-copy.ts';
import { Button, IconButton, LinkButton } from '#ui/button.tsx';
import { Menu, MenuItem } from '#ui/menu.tsx';
import { Page } from '#ui/page.tsx';
import { ProblemNote } from '#ui/problem-note.tsx';
import { say, sayError } from '#ui/toast.ts';
import { ConflictDialog, conflictOf } from './conflict-dialog.tsx';
import { ContentFields } from './content-fields.tsx';
import { Issues } from './issues.tsx';
import { PostSide } from './post-side.tsx';
import { PostStateBadge } from './state-badge.tsx';

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
        <PostSide post={post} copy={copy} dirty={dirty} change={change} />
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
