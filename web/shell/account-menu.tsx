'use client';
import { ChevronsUpDown, Keyboard, LogOut, MonitorX } from 'lucide-react';
import { useState } from 'react';
import { useSession } from '#features/workspaces/data.ts';
import { useSignOut } from '#features/workspaces/mutations.ts';
import { Avatar } from '#ui/avatar.tsx';
import { Confirm } from '#ui/dialog.tsx';
import { Menu, MenuItem, MenuLabel, MenuLine } from '#ui/menu.tsx';
import { sayError } from '#ui/toast.ts';
import { useShell } from './shell-store.ts';

export function AccountMenu() {
  const session = useSession().data;
  const signOut = useSignOut();
  const openHelp = useShell((state) => state.openHelp);
  const [asking, setAsking] = useState(false);
  if (!session?.user) return null;
  const leave = (where: 'here' | 'everywhere') => signOut.mutate(where, { onError: sayError });
  return (
    <>
      <Menu
        align="start"
        trigger={
          <button
            type="button"
            className="flex items-center gap-2.5 rounded-lg px-2 py-1.5 text-left transition-colors hover:bg-hover"
          >
            <Avatar name={session.user.name} className="size-7" />
            <span className="min-w-0 flex-1">
              <span className="block truncate text-sm leading-tight font-medium">{session.user.name}</span>
              <span className="block truncate text-xs text-ink-faint">{session.workspace?.name}</span>
            </span>
            <span className="sr-only">, account menu</span>
            <ChevronsUpDown className="size-4 text-ink-faint" aria-hidden />
          </button>
        }
      >
        <MenuLabel>{session.user.email}</MenuLabel>
        <MenuItem onSelect={openHelp}>
          <Keyboard aria-hidden /> Keyboard shortcuts
        </MenuItem>
        <MenuLine />
        <MenuItem onSelect={() => leave('here')}>
          <LogOut aria-hidden /> Sign out
        </MenuItem>
        <MenuItem onSelect={() => setAsking(true)}>
          <MonitorX aria-hidden /> Sign out everywhere
        </MenuItem>
      </Menu>
      <Confirm
        open={asking}
        onOpenChange={setAsking}
        title="Sign out everywhere?"
        description="Every browser and device signed in as you has to sign in again, this one too. Scheduled deliveries go on."
        confirm="Sign out everywhere"
        onConfirm={() => leave('everywhere')}
      />
    </>
  );
}
