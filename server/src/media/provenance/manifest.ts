import { z } from 'zod';
import { type Disclosure, disclosureSentence, sourceTypePrefix } from './disclosure.ts';

/** The version of the C2PA technical specification the claim follows. */
const specVersion = '2.2.0';

export interface Made {
  readonly disclosure: Disclosure;
  readonly at: Date;
  /** Set when the source carried somebody else's manifest, which is then kept as an ingredient. */
  readonly parentId?: string;
}

/**
 * The manifest's definition as c2pa-rs reads it. It names the character and the program, and nobody else:
 * no account, no path, no address.
 */
export function manifestDefinition({ disclosure, at, parentId }: Made): object {
  const { creator, sourceType, title, mime, recipeSummary, oversight } = disclosure;
  const agent = { name: creator.product, version: creator.version };
  const digitalSourceType = `${sourceTypePrefix}${sourceType}`;
  const description = [disclosureSentence(disclosure), recipeSummary].filter(Boolean).join(' ');
  const when = at.toISOString();
  const created = { action: 'c2pa.created', when, softwareAgent: agent, digitalSourceType, description };
  // A file that came with a history is opened, not created: C2PA allows exactly one of the two, first.
  const opened = {
    action: 'c2pa.opened',
    when,
    softwareAgent: agent,
    parameters: { ingredientIds: [parentId] },
  };
  const edited = { action: 'c2pa.edited', when, softwareAgent: agent, digitalSourceType, description };
  const actions = parentId === undefined ? [created] : [opened, edited];
  return {
    claim_version: 2,
    claim_generator_info: [{ ...agent, specVersion }],
    title,
    format: mime,
    assertions: [
      {
        label: 'c2pa.actions.v2',
        created: true,
        data: { actions, allActionsIncluded: parentId === undefined },
      },
      {
        label: 'c2pa.ai-disclosure',
        created: true,
        data: {
          modelType: sourceType === 'algorithmicMedia' ? 'c2pa.types.generator' : 'c2pa.types.model',
          modelName: recipeSummary ?? creator.product,
          contentProfile: { humanOversightLevel: oversight },
        },
      },
    ],
  };
}

const Status = z.looseObject({ code: z.string(), explanation: z.string().nullish() });
const Action = z.looseObject({
  action: z.string(),
  digitalSourceType: z.string().nullish(),
  when: z.string().nullish(),
});
const Manifest = z.looseObject({
  title: z.string().nullish(),
  signature_info: z
    .looseObject({
      issuer: z.string().nullish(),
      common_name: z.string().nullish(),
      time: z.string().nullish(),
    })
    .nullish(),
  assertions: z.array(z.looseObject({ label: z.string(), data: z.unknown() })).default([]),
});

/** The part we read of c2pa-rs's report on a file. */
export const ManifestReport = z.looseObject({
  active_manifest: z.string().nullish(),
  manifests: z.record(z.string(), Manifest).default({}),
  validation_state: z.string().nullish(),
  validation_results: z
    .looseObject({ activeManifest: z.looseObject({ failure: z.array(Status).default([]) }).nullish() })
    .nullish(),
  validation_status: z.array(Status).nullish(),
});
export type ManifestReport = z.infer<typeof ManifestReport>;

const Actions = z.looseObject({ actions: z.array(Action) });

export interface ReportedMark {
  /** c2pa-rs's own word: `Invalid`, `Valid` or `Trusted`. */
  readonly state: string;
  readonly issuer?: string;
  readonly sourceType?: string;
  readonly signedAt?: string;
  readonly title?: string;
  readonly failures: readonly { readonly code: string; readonly explanation: string }[];
}

/** The active manifest of a report, or nothing when there is none. */
export function markIn(report: ManifestReport): ReportedMark | undefined {
  const manifest = report.active_manifest ? report.manifests[report.active_manifest] : undefined;
  if (!manifest) return undefined;
  const actions = manifest.assertions
    .filter((assertion) => assertion.label.startsWith('c2pa.actions'))
    .flatMap((assertion) => Actions.safeParse(assertion.data).data?.actions ?? []);
  const sourced = actions.find((action) => action.digitalSourceType);
  const source = sourced?.digitalSourceType ?? undefined;
  const info = manifest.signature_info;
  const signedAt = info?.time ?? sourced?.when ?? undefined;
  const issuer = info?.issuer ?? info?.common_name ?? undefined;
  const failures = report.validation_results?.activeManifest?.failure ?? report.validation_status ?? [];
  return {
    state: report.validation_state ?? 'Invalid',
    ...(issuer === undefined ? {} : { issuer }),
    ...(source === undefined ? {} : { sourceType: source.replace(sourceTypePrefix, '') }),
    ...(signedAt === undefined ? {} : { signedAt }),
    ...(manifest.title ? { title: manifest.title } : {}),
    failures: failures.map(({ code, explanation }) => ({ code, explanation: explanation ?? '' })),
  };
}
