/** What can be written for a character; captions need nothing connected. */
export const writtenKinds = ['caption', 'hook', 'thread', 'script', 'alt-text', 'reply'] as const;
export type WrittenKind = (typeof writtenKinds)[number];
