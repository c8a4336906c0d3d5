'use client';
import type { PlatformInfo } from '@ainfluencer/server/contract/accounts';
import { ChevronLeft, FlaskConical, Globe, Hand } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { useAccount, usePlatforms } from '#features/accounts/data.ts';
import { CharacterSelect } from '#features/characters/components/character-select.tsx';
import { useActiveCharacters } from '#features/characters/data.ts';
import { Button, LinkButton } from '#ui/button.tsx';
import { Field } from '#ui/field.tsx';
import { Page } from '#ui/page.tsx';
import { ProblemNote } from '#ui/problem-note.tsx';
import { SkeletonRows } from '#ui/skeleton.tsx';
import { Segmented } from '#ui/tabs.tsx';
import { ChoosePlatform } from './choose-platform.tsx';
import { ConnectByHand } from './connect-by-hand.tsx';
import type { Draft } from './connect-fields.tsx';
import { ConnectReal } from './connect-real.tsx';
import { ConnectRehearsal } from './connect-rehearsal.tsx';
import { PlatformMark } from './platform-mark.tsx';

interface ConnectPageProps {
  /** The character it is for, when that is settled. */
  characterId?: string | undefined;
  platformId?: string | undefined;
  /** The account that is connected again. */
  accountId?: string | undefined;
}

type Way = 'rehearsal' | 'live' | 'hand_off';

/** Which platform, then one of three ways: rehearsal, the real account, or by hand. */
export function ConnectPage({ characterId, platformId, accountId }: ConnectPageProps) {
  const platforms = usePlatforms();
  const characters = useActiveCharacters().data?.items;
  const [picked, setPicked] = useState(characterId);
  const [chosenPlatform, setPlatform] = useState(platformId);
  // What was typed stays while another platform is looked at.
  const [drafts, setDrafts] = useState<Readonly<Record<string, Draft>>>({});
  const character = picked ?? characters?.[0]?.id;
  const platform = chosenPlatform ? platforms.data?.get(chosenPlatform) : undefined;
  if (accountId) return <ConnectAgain accountId={accountId} />;
  return (
    <Page
      className="max-w-3xl"
      title={platform ? `Connect ${platform.name}` : 'Connect an account'}
      lead={platform ? undefined : 'Each account belongs to one character.'}
      actions={
        platform && (
          <Button look="ghost" onClick={() => setPlatform(undefined)}>
            <ChevronLeft aria-hidden /> Another platform
          </Button>
        )
      }
    >
      {characters?.length === 0 && (
        <div className="flex flex-col items-start gap-3 text-sm text-ink-soft">
          An account speaks for a character, and there is none yet.
          <LinkButton href="/characters/new" look="primary">
            Make a character
          </LinkButton>
        </div>
      )}
      {characters && characters.length > 0 && (
        <Field label="Character" className="max-w-sm">
          {(props) => <CharacterSelect id={props.id} value={character} onChange={setPicked} />}
        </Field>
      )}
      {platforms.error && <ProblemNote error={platforms.error} onRetry={() => void platforms.refetch()} />}
      {platforms.isPending && <SkeletonRows rows={4} className="h-20" />}
      {character && !platform && platforms.data && (
        <ChoosePlatform platforms={[...platforms.data.values()]} onChoose={setPlatform} />
      )}
      {character && platform && (
        <Ways
          key={platform.id}
          platform={platform}
          characterId={character}
          draft={drafts[platform.id] ?? {}}
          onDraft={(draft) => setDrafts({ ...drafts, [platform.id]: draft })}
        />
      )}
    </Page>
  );
}

interface WaysProps {
  platform: PlatformInfo;
  characterId: string;
  draft: Draft;
  onDraft: (draft: Draft) => void;
}

function Ways({ platform, characterId, draft, onDraft }: WaysProps) {
  const router = useRouter();
  const [way, setWay] = useState<Way>(
    platform.rehearsal ? 'rehearsal' : platform.hasApi ? 'live' : 'hand_off',
  );
  const done = (id: string) => router.push(`/accounts/${id}?connected=1`);
  const choices = [
    ...(platform.rehearsal
      ? [{ value: 'rehearsal', label: 'Rehearsal', icon: <FlaskConical /> } as const]
      : []),
    ...(platform.hasApi ? [{ value: 'live', label: 'Real account', icon: <Globe /> } as const] : []),
    { value: 'hand_off', label: 'By hand', icon: <Hand /> } as const,
  ];
  return (
    <>
      {choices.length > 1 && (
        <Segmented label="How" value={way} onChange={setWay} choices={choices} className="self-start" />
      )}
      {way === 'rehearsal' && (
        <ConnectRehearsal platform={platform} characterId={characterId} onDone={done} />
      )}
      {way === 'live' && (
        <ConnectReal
          platform={platform}
          characterId={characterId}
          draft={draft}
          onDraft={onDraft}
          onDone={done}
        />
      )}
      {way === 'hand_off' && <ConnectByHand platform={platform} characterId={characterId} onDone={done} />}
    </>
  );
}

/** New credentials for an account there is. */
function ConnectAgain({ accountId }: { accountId: string }) {
  const router = useRouter();
  const account = useAccount(accountId);
  const platforms = usePlatforms();
  const [draft, setDraft] = useState<Draft>({});
  const platform = account.data && platforms.data?.get(account.data.platform);
  return (
    <Page
      className="max-w-3xl"
      title={account.data ? `Connect @${account.data.handle} again` : 'Connect again'}
      lead="Its posts, numbers and history stay."
      actions={
        <LinkButton look="ghost" href={`/accounts/${accountId}`}>
          <ChevronLeft aria-hidden /> Back to the account
        </LinkButton>
      }
    >
      {account.error && <ProblemNote error={account.error} onRetry={() => void account.refetch()} />}
      {platform && account.data && (
        <>
          <p className="flex items-center gap-3 text-sm text-ink-soft">
            <PlatformMark platform={platform.id} name={platform.name} />
            {account.data.healthReason || `Sign in at ${platform.name} as @${account.data.handle}.`}
          </p>
          {account.data.mode === 'live' ? (
            <ConnectReal
              platform={platform}
              characterId={account.data.characterId}
              again={accountId}
              draft={draft}
              onDraft={setDraft}
              onDone={(id) => router.push(`/accounts/${id}?connected=1`)}
            />
          ) : (
            <ConnectRehearsal
              platform={platform}
              characterId={account.data.characterId}
              again={accountId}
              onDone={(id) => router.push(`/accounts/${id}?connected=1`)}
            />
          )}
        </>
      )}
    </Page>
  );
}
