import type { ReactNode } from 'react';

export interface PreviewMedia {
  readonly kind: 'image' | 'video' | 'audio';
  readonly url: string;
  readonly poster?: string | null;
  readonly altText: string;
  readonly width?: number | null;
  readonly height?: number | null;
}

/** Words and media that stand below a post. */
export interface PreviewPart {
  readonly id: string;
  readonly text: string;
  readonly media: readonly PreviewMedia[];
  /** Stands in its place until somebody opens it. */
  readonly warning?: string;
}

export interface PreviewReply extends PreviewPart {
  /** Null for the account's own. */
  readonly author: { readonly handle: string; readonly displayName: string } | null;
  readonly likes: number | null;
  /** How many answers it is away from the post: 0 answers the post itself. */
  readonly depth: number;
}

/** A post as a platform would show it, whatever the platform. */
export interface PreviewPost {
  readonly displayName: string;
  readonly handle: string;
  readonly avatarUrl?: string | null | undefined;
  readonly isStory: boolean;
  readonly title: string;
  readonly text: string;
  readonly media: readonly PreviewMedia[];
  /** Stands in place of the post until somebody opens it; empty for none. */
  readonly warning: string;
  /** The media are hidden until somebody opens them. */
  readonly isCovered: boolean;
  /** How the AI label shows: by the platform's flag, in the words, or not at all. */
  readonly aiLabel: 'platform' | 'caption' | 'none';
  readonly when: ReactNode;
  /** Null where nobody is told. */
  readonly likes: number | null;
  /** Further parts of a thread. */
  readonly parts: readonly PreviewPart[];
  readonly replies: readonly PreviewReply[];
}
