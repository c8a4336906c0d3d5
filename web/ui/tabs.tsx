'use client';
import { Tabs as Radix, ToggleGroup } from 'radix-ui';
import type { ReactNode } from 'react';
import { cx } from './cx.ts';

export const Tabs = Radix.Root;

export function TabList({
  tabs,
  label,
}: {
  tabs: readonly { value: string; label: string; count?: number }[];
  label: string;
}) {
  return (
    <Radix.List
      aria-label={label}
      className="no-scrollbar -mx-4 flex gap-1 overflow-x-auto border-b border-line px-4 sm:mx-0 sm:px-0"
    >
      {tabs.map((tab) => (
        <Radix.Trigger
          key={tab.value}
          value={tab.value}
          className="-mb-px flex shrink-0 items-center gap-1.5 border-b-2 border-transparent px-3 py-2.5 text-sm font-medium text-ink-soft transition-colors hover:text-ink data-[state=active]:border-accent data-[state=active]:text-ink"
        >
          {tab.label}
          {tab.count !== undefined && <span className="tabular text-xs text-ink-faint">{tab.count}</span>}
        </Radix.Trigger>
      ))}
    </Radix.List>
  );
}

export function TabPanel({ className, ...rest }: Radix.TabsContentProps) {
  return <Radix.Content className={cx('pt-6 focus:outline-none', className)} {...rest} />;
}

interface SegmentedProps<Value extends string> {
  label: string;
  value: Value;
  onChange: (value: Value) => void;
  choices: readonly { value: Value; label: string; icon?: ReactNode; count?: number | undefined }[];
  className?: string;
  size?: 'small' | 'medium';
}

/** One of a few, all visible. */
export function Segmented<Value extends string>({
  label,
  value,
  onChange,
  choices,
  className,
  size = 'medium',
}: SegmentedProps<Value>) {
  return (
    <ToggleGroup.Root
      type="single"
      aria-label={label}
      value={value}
      onValueChange={(next) => next && onChange(next as Value)}
      className={cx(
        'no-scrollbar inline-flex max-w-full overflow-x-auto rounded-xl bg-sunken p-1',
        className,
      )}
    >
      {choices.map((choice) => (
        <ToggleGroup.Item
          key={choice.value}
          value={choice.value}
          className={cx(
            'inline-flex flex-1 items-center justify-center gap-1.5 rounded-lg font-medium whitespace-nowrap text-ink-soft transition-colors hover:text-ink data-[state=on]:bg-raised data-[state=on]:text-ink data-[state=on]:shadow-soft [&_svg]:size-4',
            size === 'small' ? 'h-7 px-2.5 text-[13px]' : 'h-8 px-3 text-sm',
          )}
        >
          {choice.icon}
          {choice.label}
          {choice.count !== undefined && (
            <span className="tabular text-xs text-ink-faint">{choice.count}</span>
          )}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  );
}
