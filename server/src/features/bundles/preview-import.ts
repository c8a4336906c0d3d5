import { join } from 'node:path';
import sharp from 'sharp';
import type { Ctx } from '#context';
import { isHandleTaken, isLiveDeclaration } from '#features/characters/index.ts';
import { requireRole } from '#features/workspaces/require-role.ts';
import { fileNameOf, type Records } from './bundle-format.ts';
import type { ImportPreview } from './contract.ts';
import { type OpenedImport, openImport } from './open-import.ts';
import { cardData, isObject } from './parse-card.ts';
import { currentOf, readImport } from './read-import.ts';

const portraitPixels = 320;
const mostPixels = 50_000_000;

/**
 * Shows who a file would bring, and what a person should know first. Keeps nothing of it.
 * @throws AppError with the reason when the file is no character or is damaged.
 */
export async function previewImport(ctx: Ctx, path: string): Promise<ImportPreview> {
  requireRole(ctx, 'editor');
  await using opened = await openImport(path);
  const { formatLabel, records, age, findings, refusal } = await readImport(opened, ctx.now());
  const { name, tagline, persona, canon } = currentOf(records);
  const { handle } = records.character;
  const { bio, tone, topics, avoid, languages, samplePosts } = persona;
  return {
    sha256: opened.sha256,
    bytes: opened.bytes,
    kind: opened.kind,
    formatLabel,
    name,
    handle,
    handleTaken: await isHandleTaken(ctx, handle),
    tagline,
    age,
    ...{ bio, tone, topics, avoid, languages, samplePosts },
    canon: canon.map(({ fact }) => fact),
    portrait: await portraitOf(ctx, opened, records),
    counts: {
      versions: records.versions.length,
      assets: records.assets.length,
      references: records.references.length,
      history: records.history.length,
    },
    declarations: records.declarations.map(({ kind, signer, statement, scope, withdrawnAt }) => ({
      kind,
      signer,
      statement,
      live: isLiveDeclaration(
        { kind, scope, withdrawnAt: withdrawnAt ? new Date(withdrawnAt) : null },
        ctx.now(),
      ),
    })),
    findings: [...findings],
    missing: missingIn(opened, records, age),
    refusal,
  };
}

function missingIn({ kind }: OpenedImport, records: Records, age: number | null): string[] {
  const missing: string[] = [];
  if (age === null) missing.push('How old the character is: you say so below.');
  if (kind === 'card' && !currentOfCardHasLook(records))
    missing.push('A look and a voice: it gets plain ones, which you can change before anything is drawn.');
  if (records.declarations.length === 0)
    missing.push('A declaration: until somebody makes one, nothing is generated.');
  if (kind === 'bundle' && records.character.portrait === null) missing.push('A portrait.');
  return missing;
}

/** Only cards that we wrote carry a look. */
function currentOfCardHasLook({ character }: Records): boolean {
  return character.card?.text.includes('"ainfluencer"') ?? false;
}

/** The picture that comes along, small; one that cannot be read is left out. */
async function portraitOf(ctx: Ctx, opened: OpenedImport, records: Records): Promise<string | null> {
  await using scratch = await ctx.files.scratch();
  const path = join(scratch.path, 'portrait');
  try {
    const source = await pictureIn(opened, records, path);
    if (!source) return null;
    const small = await sharp(source, { limitInputPixels: mostPixels })
      .resize({ width: portraitPixels, height: portraitPixels, fit: 'inside', withoutEnlargement: true })
      .flatten({ background: '#ffffff' })
      .jpeg({ quality: 80 })
      .toBuffer();
    return `data:image/jpeg;base64,${small.toString('base64')}`;
  } catch (error) {
    ctx.log.debug({ err: error }, 'The picture of a character to import cannot be read');
    return null;
  }
}

async function pictureIn(opened: OpenedImport, records: Records, to: string): Promise<string | undefined> {
  if (opened.kind === 'card' && opened.card.container === 'png') return opened.path;
  const { portrait } = records.character;
  const name = opened.kind === 'bundle' ? portrait && fileNameOf(portrait) : iconName(opened.card);
  if (!name || !opened.zip?.entries.has(name)) return undefined;
  await opened.zip.extract(name, to);
  return to;
}

/** V3 "assets": the icon named main, under an address that begins with `embeded://` or, in use, `embedded://`. */
function iconName(card: Extract<OpenedImport, { kind: 'card' }>['card']): string | undefined {
  const { assets } = cardData(card);
  if (!Array.isArray(assets)) return undefined;
  const icons = assets.filter(isObject).filter(({ type }) => type === 'icon');
  const icon = icons.find(({ name }) => name === 'main') ?? icons[0];
  return typeof icon?.uri === 'string' ? /^embedd?ed:\/\/(.+)$/.exec(icon.uri)?.[1] : undefined;
}
