import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import sharp from 'sharp';
import type { Ctx } from '#context';
import { contentOf, readCharacter, versionsOf } from '#features/characters/index.ts';
import { type AssetRow, endingOf, exportFor, readAsset } from '#features/library/index.ts';
import { AppError } from '#kernel/errors.ts';
import type { ExportCharacter } from './contract.ts';
import { charxCardName, isObject, parseCharxCard, v2Keyword, v3Keyword } from './parse-card.ts';
import { readOrigin } from './queries.ts';
import { type CardToWrite, writeCard } from './write-card.ts';
import { openZip } from './zip-reader.ts';
import { writeZip, type ZipPart, zipBytes } from './zip-writer.ts';

type CardFormatWish = Exclude<ExportCharacter['format'], 'bundle'>;

export interface MadeFile {
  readonly mime: string;
  readonly ending: string;
  readonly bytes: number;
  readonly body: AsyncIterable<Uint8Array>;
}

/** Widest side of the picture of a PNG card, in pixels: what card collections show. */
const cardPixels = 1024;
const largestOriginalFile = 64 * 1024 * 1024;
const originalLimits = { entries: 5000, totalBytes: 1024 ** 3 };

/** A card for other programs. @throws AppError `conflict` for a picture card without a portrait. */
export async function exportCard(ctx: Ctx, characterId: string, wish: CardFormatWish): Promise<MadeFile> {
  const card = await cardOf(ctx, characterId);
  switch (wish) {
    case 'card-json':
      return textFile(writeCard('card_v3', card), '.card-v3.json');
    case 'card-v2-json':
      return textFile(writeCard('card_v2', card), '.card-v2.json');
    case 'eliza':
      return textFile(writeCard('eliza', card), '.character.json');
    case 'card-png':
      return pictureCard(ctx, card);
    case 'card-charx':
      return charxCard(ctx, card);
  }
}

interface CardWithPortrait extends CardToWrite {
  readonly portrait: AssetRow | undefined;
  /** The archive it came in. */
  readonly charxSha256: string | undefined;
  /** The picture it came in, while nothing of it was changed. */
  readonly unchangedPng: string | undefined;
}

async function cardOf(ctx: Ctx, characterId: string): Promise<CardWithPortrait> {
  const { character, version } = await readCharacter(ctx, characterId);
  const row = await readOrigin(ctx, character.id);
  const first = row?.cardText ? (await versionsOf(ctx, character.id)).at(-1) : undefined;
  const origin =
    row?.cardText && row.cardFormat && first
      ? { format: row.cardFormat, text: row.cardText, content: contentOf(first) }
      : undefined;
  return {
    content: contentOf(version),
    handle: character.handle,
    version: character.version,
    origin,
    portrait: character.portraitAssetId ? (await readAsset(ctx, character.portraitAssetId)).asset : undefined,
    charxSha256: row?.cardContainer === 'charx' && row.fileSha256 ? row.fileSha256 : undefined,
    unchangedPng:
      row?.cardContainer === 'png' && row.fileSha256 && isDeepStrictEqual(origin?.content, contentOf(version))
        ? row.fileSha256
        : undefined,
  };
}

function textFile(text: string, ending: string): MadeFile {
  const bytes = Buffer.from(text, 'utf8');
  return { mime: 'application/json', ending, bytes: bytes.length, body: once(bytes) };
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** V2 and V3 in one picture, as programs of either kind read it; marked and signed with the texts inside. */
async function pictureCard(ctx: Ctx, card: CardWithPortrait): Promise<MadeFile> {
  const { portrait, content } = card;
  if (!portrait) return givenPicture(ctx, card);
  const coded = (text: string) => Buffer.from(text, 'utf8').toString('base64');
  await using scratch = await ctx.files.scratch();
  const input = join(scratch.path, 'plain.png');
  const output = join(scratch.path, 'card.png');
  await sharp(await ctx.files.pathOf(portrait.sha256))
    .resize({ width: cardPixels, height: cardPixels, fit: 'inside', withoutEnlargement: true })
    .png({ compressionLevel: 9 })
    .toFile(input);
  const { name, version } = ctx.media.product;
  await ctx.media.marks.markFile({
    input,
    output,
    mime: 'image/png',
    sourceType: portrait.sourceType,
    title: content.name,
    creator: { character: content.name, product: name, version },
    recipeSummary: `${portrait.engine}, ${portrait.model}`.slice(0, 200),
    cardTexts: {
      [v2Keyword]: coded(writeCard('card_v2', card)),
      [v3Keyword]: coded(writeCard('card_v3', card)),
    },
  });
  const bytes = await readFile(output);
  return { mime: 'image/png', ending: '.card.png', bytes: bytes.length, body: once(bytes) };
}

/** Without a portrait of ours: the very file it came in. */
async function givenPicture(ctx: Ctx, { unchangedPng, content }: CardWithPortrait): Promise<MadeFile> {
  if (!unchangedPng) throw noPortrait(content.name);
  const bytes = await readFile(await ctx.files.pathOf(unchangedPng));
  return { mime: 'image/png', ending: '.card.png', bytes: bytes.length, body: once(bytes) };
}

/** The card and the portrait in one archive, with whatever else an original archive held. */
async function charxCard(ctx: Ctx, card: CardWithPortrait): Promise<MadeFile> {
  const text = writeCard('card_v3', card);
  const isUnchanged = text === card.origin?.text;
  const { parts: kept, hasAll } = await originalParts(ctx, card);
  if (isUnchanged && hasAll)
    return zipFile([{ name: charxCardName, bytes: Buffer.from(text, 'utf8') }, ...kept]);
  const picture = await portraitPart(ctx, card);
  const withPicture = picture ? withIcon(text, picture.name) : text;
  const others = kept.filter(({ name }) => name !== picture?.name);
  return zipFile([
    { name: charxCardName, bytes: Buffer.from(withPicture, 'utf8') },
    ...(picture ? [picture] : []),
    ...others,
  ]);
}

async function zipFile(parts: readonly ZipPart[]): Promise<MadeFile> {
  return { mime: 'application/zip', ending: '.charx', bytes: await zipBytes(parts), body: writeZip(parts) };
}

async function originalParts(ctx: Ctx, { charxSha256 }: CardWithPortrait) {
  if (!charxSha256) return { parts: [], hasAll: false };
  const parts: ZipPart[] = [];
  await using zip = await openZip(await ctx.files.pathOf(charxSha256), originalLimits);
  for (const name of zip.entries.keys()) {
    if (name === charxCardName) parseCharxCard(await zip.read(name, largestOriginalFile));
    else parts.push({ name, bytes: await zip.read(name, largestOriginalFile) });
  }
  return { parts, hasAll: true };
}

/** V3 "CHARX": pictures lie in `assets/{type}/images/`. */
async function portraitPart(ctx: Ctx, { portrait }: CardWithPortrait): Promise<ZipPart | undefined> {
  if (!portrait) return undefined;
  const marked = await exportFor(ctx, portrait.id);
  const pieces: Buffer[] = [];
  for await (const piece of createReadStream(marked.path)) pieces.push(piece as Buffer);
  return { name: `assets/icon/images/portrait.${endingOf(marked.mime)}`, bytes: Buffer.concat(pieces) };
}

/** V3 "assets": `embeded` is how the format spells it. */
function withIcon(text: string, path: string): string {
  const json: unknown = JSON.parse(text);
  if (!isObject(json) || !isObject(json.data)) return text;
  const uri = `embeded://${path}`;
  const listed: unknown[] = Array.isArray(json.data.assets) ? json.data.assets : [];
  const others = listed.filter((item) => !isObject(item) || (item.uri !== uri && !isMainIcon(item)));
  const icon = { type: 'icon', uri, name: 'main', ext: path.split('.').at(-1) ?? 'png' };
  return JSON.stringify({ ...json, data: { ...json.data, assets: [icon, ...others] } }, null, 2);
}

const isMainIcon = ({ type, name }: { readonly type?: unknown; readonly name?: unknown }) =>
  type === 'icon' && name === 'main';

function noPortrait(name: string): AppError {
  return new AppError('conflict', `There is no portrait of ${name} yet, which a picture card needs.`, {
    hint: 'Wait until it is drawn, or export as JSON.',
  });
}
