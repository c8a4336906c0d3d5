'use client';
import { Tooltip } from 'radix-ui';
import type { ReactElement } from 'react';
import { Kbd } from './kbd.tsx';

export const TooltipProvider = Tooltip.Provider;

/** Words shown when the child is hovered or focused; never the only place a meaning stands. */
export function Hint({
  text,
  shortcut,
  children,
}: {
  text: string;
  shortcut?: string | undefined;
  children: ReactElement;
}) {
  return (
    <Tooltip.Root>
      <Tooltip.Trigger asChild>{children}</Tooltip.Trigger>
      <Tooltip.Portal>
        <Tooltip.Content
          sideOffset={6}
          collisionPadding={8}
          className="z-60 flex max-w-72 animate-fade items-center gap-2 rounded-lg bg-ink px-2.5 py-1.5 text-xs text-paper shadow-lift"
        >
          {text}
          {shortcut && <Kbd className="border-transparent bg-paper/20 text-paper">{shortcut}</Kbd>}
        </Tooltip.Content>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}
