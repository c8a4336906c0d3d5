/** The shapes a post can have. A reel, a short or a carousel is a feed post whose media make it one. */
export const postForms = ['feed', 'story', 'thread'] as const;
export type PostForm = (typeof postForms)[number];
