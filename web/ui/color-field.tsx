'use client';
import { Check, Pipette } from 'lucide-react';
import { useId } from 'react';
import { cx } from './cx.ts';

interface ColorFieldProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  swatches: readonly { color: string; label: string }[];
}

/** A colour from a few good ones, or any other. */
export function ColorField({ label, value, onChange, swatches }: ColorFieldProps) {
  const id = useId();
  const known = swatches.some((swatch) => swatch.color === value);
  return (
    <fieldset>
      <legend className="mb-1.5 text-[13px] font-medium">{label}</legend>
      <div className="flex flex-wrap gap-2">
        {swatches.map((swatch) => (
          <button
            key={swatch.color}
            type="button"
            aria-label={swatch.label}
            aria-pressed={swatch.color === value}
            title={swatch.label}
            onClick={() => onChange(swatch.color)}
            style={{ background: swatch.color }}
            className={cx(
              'flex size-8 items-center justify-center rounded-full ring-1 ring-line-strong ring-inset transition-transform hover:scale-110',
              swatch.color === value && 'outline-2 outline-offset-2 outline-accent',
            )}
          >
            {swatch.color === value && (
              <Check className="size-4 text-white mix-blend-difference" aria-hidden />
            )}
          </button>
        ))}
        <label
          htmlFor={id}
          className={cx(
            'relative flex size-8 items-center justify-center overflow-hidden rounded-full border border-dashed border-line-strong text-ink-faint focus-within:outline-2 focus-within:outline-focus hover:text-ink',
            !known && 'outline-2 outline-offset-2 outline-accent',
          )}
          style={known ? undefined : { background: value }}
        >
          <span className="sr-only">Another {label.toLowerCase()}</span>
          {known && <Pipette className="size-4" aria-hidden />}
          <input
            id={id}
            type="color"
            value={value}
            onChange={(event) => onChange(event.target.value)}
            className="absolute inset-0 size-full cursor-pointer opacity-0"
          />
        </label>
      </div>
    </fieldset>
  );
}
