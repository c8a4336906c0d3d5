'use client';
import { Check, ChevronDown } from 'lucide-react';
import { Select as Radix } from 'radix-ui';
import { cx } from './cx.ts';

export interface Choice<Value extends string = string> {
  value: Value;
  label: string;
}

interface SelectProps<Value extends string> {
  value: Value | undefined;
  onChange: (value: Value) => void;
  choices: readonly Choice<Value>[];
  label?: string;
  id?: string;
  placeholder?: string;
  size?: 'small' | 'medium';
  className?: string;
  disabled?: boolean;
}

export function Select<Value extends string>(props: SelectProps<Value>) {
  const { value, onChange, choices, label, id, placeholder, size = 'medium', className, disabled } = props;
  return (
    <Radix.Root
      value={value ?? ''}
      onValueChange={(next) => onChange(next as Value)}
      disabled={disabled ?? false}
    >
      <Radix.Trigger
        id={id}
        aria-label={label}
        className={cx(
          'inline-flex items-center justify-between gap-2 rounded-xl border border-line-strong bg-raised text-left text-ink transition-colors hover:border-ink-faint data-[placeholder]:text-ink-faint disabled:opacity-60',
          size === 'small' ? 'h-9 px-3 text-[13px]' : 'h-11 px-3.5',
          className,
        )}
      >
        <span className="truncate">
          <Radix.Value placeholder={placeholder} />
        </span>
        <ChevronDown className="size-4 shrink-0 text-ink-faint" aria-hidden />
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          position="popper"
          sideOffset={6}
          className="z-60 max-h-[min(22rem,var(--radix-select-content-available-height))] min-w-(--radix-select-trigger-width) animate-rise overflow-hidden rounded-xl border border-line bg-raised shadow-lift"
        >
          <Radix.Viewport className="p-1.5">
            {choices.map((choice) => (
              <Radix.Item
                key={choice.value}
                value={choice.value}
                className="flex cursor-pointer items-center gap-2 rounded-lg py-2 pr-3 pl-8 text-sm outline-none select-none data-[highlighted]:bg-hover"
              >
                <Radix.ItemIndicator className="-ml-6 w-4">
                  <Check className="size-4 text-accent" />
                </Radix.ItemIndicator>
                <Radix.ItemText>{choice.label}</Radix.ItemText>
              </Radix.Item>
            ))}
          </Radix.Viewport>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
