'use client';
import { X } from 'lucide-react';
import { type KeyboardEvent, useState } from 'react';
import { cx } from './cx.ts';

interface TagInputProps {
  id?: string;
  values: readonly string[];
  onChange: (values: string[]) => void;
  placeholder?: string;
  /** Shown before each value, such as `#`. */
  prefix?: string;
  max?: number;
  /** Turns what was typed into a value, or '' to refuse it. */
  clean?: (text: string) => string;
  'aria-describedby'?: string;
  'aria-invalid'?: true;
}

/** Several short values: Enter or a comma adds one, Backspace in an empty box takes the last away. */
export function TagInput({
  id,
  values,
  onChange,
  placeholder,
  prefix = '',
  max = 40,
  clean = (text) => text.trim(),
  ...aria
}: TagInputProps) {
  const [typed, setTyped] = useState('');
  const add = (text: string) => {
    const fresh = text
      .split(',')
      .map(clean)
      .filter((value) => value && !values.includes(value));
    if (fresh.length > 0) onChange([...values, ...new Set(fresh)].slice(0, max));
    setTyped('');
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if ((event.key === 'Enter' || event.key === ',') && typed.trim()) {
      event.preventDefault();
      add(typed);
    } else if (event.key === 'Enter') {
      event.preventDefault();
    } else if (event.key === 'Backspace' && !typed) {
      onChange(values.slice(0, -1));
    }
  };
  return (
    <div
      className={cx(
        'flex min-h-11 flex-wrap items-center gap-1.5 rounded-xl border border-line-strong bg-raised px-2 py-1.5 transition-[border,box-shadow] focus-within:border-accent focus-within:ring-3 focus-within:ring-accent/20',
        aria['aria-invalid'] && 'border-bad',
      )}
    >
      {values.map((value) => (
        <span
          key={value}
          className="inline-flex h-7 items-center gap-1 rounded-lg bg-sunken pr-1 pl-2.5 text-[13px]"
        >
          {prefix}
          {value}
          <button
            type="button"
            aria-label={`Remove ${value}`}
            className="flex size-5 items-center justify-center rounded text-ink-faint hover:bg-line hover:text-ink"
            onClick={() => onChange(values.filter((other) => other !== value))}
          >
            <X className="size-3.5" aria-hidden />
          </button>
        </span>
      ))}
      <input
        id={id}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={onKeyDown}
        onBlur={() => typed.trim() && add(typed)}
        placeholder={values.length === 0 ? placeholder : ''}
        className="h-7 min-w-24 flex-1 bg-transparent px-1.5 placeholder:text-ink-faint focus:outline-none"
        {...aria}
      />
    </div>
  );
}
