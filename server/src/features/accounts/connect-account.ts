import type { Ctx } from '#context';
import { characterCard } from '#features/characters/index.ts';
import { requireRole } from '#features/workspaces/require-role.ts';
import { AppError } from '#kernel/errors.ts';
import type { AccountId, CharacterId } from '#kernel/ids.ts';
import type { ConnectedAccount, ConnectInput } from '#platforms/platform.ts';
import type { ConnectAccount } from './contract.ts';
import { rehearsalUrl } from './platform-account.ts';
import { presentAccount } from './present-account.ts';
import { findAccount } from './queries.ts';
import { readFirst } from './read-first.ts';
import { asking, callBeforeAccount } from './refusal.ts';
import { requireRealCreator } from './require-real-creator.ts';
import { saveAccount } from './save-account.ts';

const mostHandles = 50;

/**
 * Connects a character to an account of its own: made on the rehearsal network, one on the platform itself, or one
 * that a person posts on by hand.
 * @throws AppError when the platform refuses, in its own words and with what to do.
 */
export async function connectAccount(ctx: Ctx, input: ConnectAccount) {
  requireRole(ctx, 'editor');
  const characterId = input.characterId as CharacterId;
  const character = await characterCard(ctx, characterId);
  await requireRealCreator(ctx, input.platform, { id: characterId, name: character.name });
  const connected =
    input.mode === 'hand_off'
      ? byHand(ctx, input.platform, input.handle)
      : await askPlatform(ctx, input, character);
  const { platform, mode } = input;
  const id = await saveAccount(ctx, { characterId, platform, mode, connected });
  await readFirst(ctx, id);
  return presentAccount(ctx, await findAccount(ctx, id), character);
}

/** Gives a live account new credentials; its posts, numbers and history stay. */
export async function reconnectAccount(ctx: Ctx, id: AccountId, fields: ConnectInput['fields']) {
  requireRole(ctx, 'editor');
  const { platform, mode, characterId } = await findAccount(ctx, id);
  if (mode !== 'live') throw notByFields();
  const adapter = ctx.platforms.get(platform);
  const connected = await asking(adapter.manifest.name, () =>
    adapter.connect({ fields }, callBeforeAccount(ctx)),
  );
  await saveAccount(ctx, { characterId, platform, mode, connected, again: id });
  await readFirst(ctx, id);
  return presentAccount(ctx, await findAccount(ctx, id), await characterCard(ctx, characterId));
}

const notByFields = () =>
  new AppError('conflict', 'Only real accounts take new credentials.', {
    hint: 'A rehearsal account or one posted on by hand has none to renew.',
  });

async function askPlatform(
  ctx: Ctx,
  input: Exclude<ConnectAccount, { mode: 'hand_off' }>,
  character: { readonly handle: string; readonly name: string },
): Promise<ConnectedAccount> {
  const adapter = ctx.platforms.get(input.platform);
  const fields: ConnectInput =
    input.mode === 'rehearsal'
      ? await rehearsalFields(ctx, input.platform, input.handle, character)
      : { fields: input.fields };
  return asking(adapter.manifest.name, () => adapter.connect(fields, callBeforeAccount(ctx)));
}

/** Nobody is asked: a person will post there, signed in as this handle. */
function byHand(ctx: Ctx, platform: string, typed: string): ConnectedAccount {
  const handle = typed.trim().replace(/^@+/, '');
  if (handle === '' || /[\s/]/.test(handle)) {
    throw new AppError('invalid', 'That is not a handle.', {
      field: 'handle',
      hint: 'Write the name of the account as its profile shows it, without spaces.',
    });
  }
  return {
    remoteId: `by hand: ${handle.toLowerCase()}`,
    handle,
    displayName: '',
    credentials: {},
    baseUrl: ctx.platforms.manifest(platform).defaultBaseUrl,
    tokenExpiresAt: null,
    warnings: [],
  };
}

/** Makes an account on the rehearsal network, under the handle asked for or the character's own. */
async function rehearsalFields(
  ctx: Ctx,
  platform: string,
  asked: string | undefined,
  character: RehearsedCharacter,
): Promise<ConnectInput> {
  const { fields } = asked
    ? await makeUnder(ctx, platform, (number) => numbered(asked, number), character.name)
    : await makeRehearsalAccount(ctx, platform, character);
  return { fields, baseUrl: rehearsalUrl(ctx, platform) };
}

interface RehearsedCharacter {
  readonly handle: string;
  readonly name: string;
}

/** A new account on the rehearsal network under the character's handle, or the nearest name the platform takes. */
export async function makeRehearsalAccount(ctx: Ctx, platform: string, { handle, name }: RehearsedCharacter) {
  try {
    return await makeUnder(ctx, platform, (number) => numbered(handle, number), name);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'invalid') throw error;
    const plain = handle.replaceAll(/[^a-z0-9]/gi, '').slice(0, plainLength) || 'character';
    return makeUnder(ctx, platform, (number) => (number === 1 ? plain : `${plain}${number}`), name);
  }
}

/** With a number behind it, still a name on platforms that take few characters. */
const plainLength = 12;
const numbered = (handle: string, number: number) => (number === 1 ? handle : `${handle}-${number}`);

/** A handle taken there gets a number behind it. */
async function makeUnder(
  ctx: Ctx,
  platform: string,
  handleOf: (number: number) => string,
  displayName: string,
) {
  const simulator = ctx.rehearsal.get(platform);
  const bio = 'A virtual character, made with AI.';
  for (let number = 1; ; number += 1) {
    try {
      return await simulator.createAccount({ handle: handleOf(number), displayName, bio });
    } catch (error) {
      const taken = error instanceof AppError && error.code === 'conflict';
      if (!taken || number >= mostHandles) throw error;
    }
  }
}
