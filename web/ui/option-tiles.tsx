'use client';
import { RadioGroup } from 'radix-ui';
import type { ReactNode } from 'react';
import { cx } from './cx.ts';

interface OptionTilesProps<Value extends string> {
  label: string;
  value: Value;
  onChange: (value: Value) => void;
  options: readonly { value: Value; label: string; picture: ReactNode }[];
  className?: string;
  tileClassName?: string;
  hideLabel?: boolean;
}

/** One of several, each shown as a small picture with its name. Arrow keys move the choice. */
export function OptionTiles<Value extends string>(props: OptionTilesProps<Value>) {
  const { label, value, onChange, options, className, tileClassName, hideLabel = false } = props;
  return (
    <div className="flex flex-col gap-2">
      {!hideLabel && <span className="text-[13px] font-medium">{label}</span>}
      <RadioGroup.Root
        aria-label={label}
        value={value}
        onValueChange={(next) => onChange(next as Value)}
        className={cx('grid grid-cols-[repeat(auto-fill,minmax(6rem,1fr))] gap-2', className)}
      >
        {options.map((option) => (
          <RadioGroup.Item
            key={option.value}
            value={option.value}
            className={cx(
              'group flex flex-col overflow-hidden rounded-xl border border-line bg-raised text-left transition-[border,box-shadow] hover:border-line-strong data-[state=checked]:border-accent data-[state=checked]:ring-2 data-[state=checked]:ring-accent/25',
              tileClassName,
            )}
          >
            <span className="flex aspect-4/3 w-full items-center justify-center overflow-hidden bg-sunken text-ink-soft group-data-[state=checked]:text-accent-ink">
              {option.picture}
            </span>
            <span className="w-full px-2 py-1.5 text-xs leading-tight font-medium text-ink-soft group-data-[state=checked]:text-ink">
              {option.label}
            </span>
          </RadioGroup.Item>
        ))}
      </RadioGroup.Root>
    </div>
  );
}
