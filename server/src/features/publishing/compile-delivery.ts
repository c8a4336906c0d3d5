import { adaptCaption } from '#platforms/adapt-caption.ts';
import { countCaption, discloseCaption } from '#platforms/caption.ts';
import type { PlatformManifest } from '#platforms/platform.ts';
import type { PostContent } from './content.ts';

/** What would be sent on one account: the platform's own variant of a post. */
export interface Compiled {
  readonly caption: string;
  /** In the platform's unit. */
  readonly captionLength: number;
  /** What was changed of the text to fit, in sentences. */
  readonly changes: readonly string[];
  /** How people are told that it is AI-made, in one sentence. */
  readonly disclosure: string;
}

/** Everything this product makes is AI-made, so every delivery is disclosed; no setting changes that. */
export const disclosure = 'ai_generated' as const;

/** The caption as it will be sent, disclosure words included where the platform has no flag of its own. */
export function compileDelivery(
  manifest: PlatformManifest,
  content: PostContent,
  override: string | null,
): Compiled {
  const facts = { disclosure, language: content.post.language };
  const adapted =
    override === null ? adaptCaption(manifest, content.post, facts) : { text: override, changes: [] };
  const caption = discloseCaption(manifest, adapted.text, facts);
  const native = manifest.aiDisclosure.native !== null;
  return {
    caption,
    captionLength: countCaption(manifest, caption),
    changes: adapted.changes,
    disclosure: native
      ? `${manifest.name}’s own AI label is set on the post${manifest.aiDisclosure.caption ? ', and the caption says it too' : ''}.`
      : `${manifest.name} has no AI label, so the caption says it.`,
  };
}
