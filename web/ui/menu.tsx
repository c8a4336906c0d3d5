'use client';
import { DropdownMenu as Radix } from 'radix-ui';
import type { ReactElement, ReactNode } from 'react';
import { cx } from './cx.ts';

export function Menu({
  trigger,
  children,
  align = 'end',
}: {
  trigger: ReactElement;
  children: ReactNode;
  align?: 'start' | 'end';
}) {
  return (
    <Radix.Root>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          align={align}
          sideOffset={6}
          collisionPadding={8}
          className="z-60 min-w-48 animate-rise rounded-xl border border-line bg-raised p-1.5 shadow-lift"
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

export function MenuItem({ danger, className, ...rest }: Radix.DropdownMenuItemProps & { danger?: boolean }) {
  return (
    <Radix.Item
      className={cx(
        'flex cursor-pointer items-center gap-2.5 rounded-lg px-2.5 py-2 text-sm outline-none select-none data-[disabled]:opacity-50 data-[highlighted]:bg-hover [&_svg]:size-4 [&_svg]:text-ink-faint',
        danger && 'text-bad [&_svg]:text-bad',
        className,
      )}
      {...rest}
    />
  );
}

export function MenuLabel(props: Radix.DropdownMenuLabelProps) {
  return <Radix.Label className="px-2.5 py-1.5 text-xs text-ink-faint" {...props} />;
}

export function MenuLine() {
  return <Radix.Separator className="my-1.5 h-px bg-line" />;
}
