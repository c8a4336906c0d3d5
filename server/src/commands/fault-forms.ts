import type { AccountLimits, Capability, PlatformManifest } from '#platforms/platform.ts';

/** What a post of the matrix is: one of each form that the platform's API takes. */
export const faultForms = ['picture', 'text', 'pictures', 'video', 'thread', 'comment', 'story'] as const;
export type FaultForm = (typeof faultForms)[number];

/** Files of the library that posts are made of. */
export interface FaultFiles {
  readonly pictures: readonly string[];
  readonly video: string;
}

const neededFor: Readonly<Record<FaultForm, Capability>> = {
  picture: 'publish_image',
  text: 'publish_text',
  pictures: 'publish_images',
  video: 'publish_video',
  thread: 'publish_thread',
  comment: 'first_comment',
  story: 'publish_story',
};

/** The forms a platform has, the most usual one first. */
export function formsOf({ can }: Pick<PlatformManifest, 'can'>): FaultForm[] {
  return faultForms.filter((form) => can.includes(neededFor[form]));
}

/**
 * The words and files of one post. `token` stands in every text, so that what is on the platform can be told from
 * everything else there, part by part.
 */
export function contentOf(form: FaultForm, manifest: PlatformManifest, files: FaultFiles, token: string) {
  const takesPictures = manifest.can.includes('publish_image');
  const one = takesPictures ? [{ assetId: files.pictures[0]! }] : [{ assetId: files.video }];
  const several = files.pictures.slice(0, Math.min(3, manifest.media.images.max, manifest.media.maxItems));
  const media = {
    text: [],
    thread: manifest.can.includes('publish_text') ? [] : one,
    picture: one,
    comment: one,
    story: one,
    pictures: several.map((assetId) => ({ assetId })),
    video: [{ assetId: files.video }],
  }[form];
  return {
    caption: `Morning light ${token}.`,
    ...(manifest.title ? { title: `Light ${token}` } : {}),
    media,
    form: form === 'story' || form === 'thread' ? form : ('feed' as const),
    ...(form === 'thread' && {
      parts: [
        { text: `The second part of ${token}.`, media: takesPictures ? one : [] },
        { text: `The third part of ${token}.` },
      ],
    }),
    ...(form === 'comment' && { firstComment: `The first comment on ${token}.` }),
  };
}

/** Whatever a person has to choose for each post, with the first thing there is to choose. */
export function chosenOptions(
  { options }: PlatformManifest,
  limits: AccountLimits | undefined,
): Record<string, string> {
  const open = options.filter(({ defaultValue }) => defaultValue === null);
  return Object.fromEntries(
    open.map(({ name, kind, choices }) => {
      const offered = limits?.choices?.[name] ?? choices ?? [];
      return [name, kind === 'switch' ? 'false' : (offered[0]?.value ?? 'words')];
    }),
  );
}
