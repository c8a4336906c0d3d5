'use client';
import { Command } from 'cmdk';
import { Keyboard, LogOut, Monitor, Moon, Plug, Plus, Sun, WandSparkles } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { Dialog } from 'radix-ui';
import { type ReactNode, useEffect } from 'react';
import { useActiveCharacters } from '#features/characters/data.ts';
import { useSignOut } from '#features/workspaces/mutations.ts';
import { Avatar } from '#ui/avatar.tsx';
import { Kbd } from '#ui/kbd.tsx';
import { places } from './navigation.ts';
import { useShell } from './shell-store.ts';
import { setTheme } from './theme.ts';

function Row({
  children,
  keys,
  onSelect,
  value,
}: {
  children: ReactNode;
  keys?: string;
  onSelect: () => void;
  value: string;
}) {
  return (
    <Command.Item
      value={value}
      onSelect={onSelect}
      className="flex cursor-pointer items-center gap-3 rounded-lg px-3 py-2.5 text-sm data-[selected=true]:bg-hover [&_svg]:size-4 [&_svg]:text-ink-faint"
    >
      {children}
      {keys && <Kbd className="ml-auto">{keys}</Kbd>}
    </Command.Item>
  );
}

const group =
  '[&_[cmdk-group-heading]]:px-3 [&_[cmdk-group-heading]]:pt-3 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-ink-faint';

function PaletteContent({ close }: { close: () => void }) {
  const router = useRouter();
  const characters = useActiveCharacters().data?.items ?? [];
  const signOut = useSignOut();
  const openHelp = useShell((state) => state.openHelp);
  const go = (href: string) => () => {
    close();
    router.push(href);
  };
  const act = (action: () => void) => () => {
    close();
    action();
  };
  return (
    <Command label="Search or do" loop>
      <Command.Input
        autoFocus
        placeholder="Search characters, screens, actions…"
        className="h-14 w-full border-b border-line bg-transparent px-5 text-base placeholder:text-ink-faint focus:outline-none"
      />
      <Command.List className="max-h-[min(26rem,60dvh)] overflow-y-auto p-2">
        <Command.Empty className="px-3 py-8 text-center text-sm text-ink-faint">
          Nothing of that name.
        </Command.Empty>
        <Command.Group heading="Do" className={group}>
          <Row value="New character create" onSelect={go('/characters/new')}>
            <Plus aria-hidden /> New character
          </Row>
          <Row value="Make pictures generate studio" onSelect={go('/studio')}>
            <WandSparkles aria-hidden /> Make pictures, clips or captions
          </Row>
          <Row value="Connect an account" onSelect={go('/accounts?connect=1')}>
            <Plug aria-hidden /> Connect an account
          </Row>
        </Command.Group>
        {characters.length > 0 && (
          <Command.Group heading="Characters" className={group}>
            {characters.map((character) => (
              <Row
                key={character.id}
                value={`${character.name} ${character.handle}`}
                onSelect={go(`/characters/${character.id}`)}
              >
                <Avatar name={character.name} src={character.portraitUrl} className="size-6 text-[10px]" />
                {character.name}
                <span className="text-ink-faint">@{character.handle}</span>
              </Row>
            ))}
          </Command.Group>
        )}
        <Command.Group heading="Go to" className={group}>
          {places.map((place) => (
            <Row
              key={place.href}
              value={`Go to ${place.label}`}
              keys={`g ${place.key}`}
              onSelect={go(place.href)}
            >
              <place.icon aria-hidden /> {place.label}
            </Row>
          ))}
        </Command.Group>
        <Command.Group heading="Settings" className={group}>
          <Row value="Theme light" onSelect={act(() => setTheme('light'))}>
            <Sun aria-hidden /> Light theme
          </Row>
          <Row value="Theme dark" onSelect={act(() => setTheme('dark'))}>
            <Moon aria-hidden /> Dark theme
          </Row>
          <Row value="Theme system" onSelect={act(() => setTheme('system'))}>
            <Monitor aria-hidden /> Theme of the system
          </Row>
          <Row value="Keyboard shortcuts help" keys="?" onSelect={openHelp}>
            <Keyboard aria-hidden /> Keyboard shortcuts
          </Row>
          <Row value="Sign out" onSelect={act(() => signOut.mutate('here'))}>
            <LogOut aria-hidden /> Sign out
          </Row>
        </Command.Group>
      </Command.List>
    </Command>
  );
}

export function CommandPalette() {
  const open = useShell((state) => state.palette);
  const setOpen = useShell((state) => state.setPalette);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if ((event.metaKey || event.ctrlKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        setOpen(!useShell.getState().palette);
      }
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [setOpen]);
  return (
    <Dialog.Root open={open} onOpenChange={setOpen}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-50 animate-fade bg-overlay" />
        <Dialog.Content className="fixed top-[12dvh] left-1/2 z-50 w-[min(38rem,calc(100vw-1.5rem))] -translate-x-1/2 animate-fade overflow-hidden rounded-2xl border border-line bg-surface shadow-lift focus:outline-none">
          <Dialog.Title className="sr-only">Search or do</Dialog.Title>
          <Dialog.Description className="sr-only">
            Type to find a character, a screen or an action.
          </Dialog.Description>
          <PaletteContent close={() => setOpen(false)} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
