import type { Capability, PlatformManifest, PostDraft } from '#platforms/platform.ts';
import type { TrialOutcome, TrialStepName } from './contract.ts';

/** What each form needs of a platform. */
const capabilityOf: Readonly<Record<TrialStepName, Capability>> = {
  text: 'publish_text',
  picture: 'publish_image',
  pictures: 'publish_images',
  video: 'publish_video',
  story: 'publish_story',
  thread: 'publish_thread',
  first_comment: 'first_comment',
};

/** The forms that can be tried on a platform, in the order they are tried. */
export function stepsFor({ can }: PlatformManifest): TrialStepName[] {
  const all = Object.entries(capabilityOf) as [TrialStepName, Capability][];
  return all.flatMap(([step, capability]) => (can.includes(capability) ? [step] : []));
}

/** Whether nobody else can see a test post of this form. */
export function isPrivate({ privateTest }: PlatformManifest, step: TrialStepName): boolean {
  // Stories have no such choice on any platform that has stories through its API.
  return privateTest !== null && step !== 'story';
}

/** The platform's own options for a test post: private where it can be, else its defaults; the last choice where a person must choose. */
export function optionsFor(manifest: PlatformManifest): NonNullable<PostDraft['options']> {
  const forced = manifest.options.flatMap(({ name, kind, defaultValue, choices }) => {
    if (defaultValue !== null) return [];
    const value = kind === 'switch' ? 'false' : choices?.at(-1)?.value;
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...Object.fromEntries(forced), ...manifest.privateTest };
}

/** Whether a step has ended. */
export const isOver = (outcome: TrialOutcome): boolean => outcome !== 'waiting' && outcome !== 'running';
