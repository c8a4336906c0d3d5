'use client';
import { ShieldCheck } from 'lucide-react';
import { Checkbox } from '#ui/switch.tsx';

/** Kept with the character exactly as it was agreed to. */
export const syntheticStatement =
  'This character is made up. It does not depict a real person, living or dead, and is not meant to be taken for one. It is an adult. What is published under its name is labelled as AI-made.';

interface DeclarationProps {
  name: string;
  signer: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
}

export function SyntheticDeclaration({ name, signer, checked, onChange }: DeclarationProps) {
  return (
    <section
      aria-label="Synthetic declaration"
      className="rounded-2xl border border-line bg-surface p-5 shadow-soft"
    >
      <div className="flex items-start gap-3">
        <ShieldCheck className="mt-0.5 size-5 shrink-0 text-accent" aria-hidden />
        <div>
          <h2 className="text-base font-semibold">Before anything is drawn</h2>
          <p className="mt-1 text-sm text-ink-soft">
            Everything {name || 'this character'} publishes is labelled as AI-made. That stays on; there is no
            switch for it. To begin, you say that nobody real is being imitated:
          </p>
          <blockquote className="my-4 border-l-2 border-accent pl-4 text-sm leading-relaxed">
            {syntheticStatement}
          </blockquote>
          <Checkbox
            checked={checked}
            onChange={onChange}
            label={<span className="font-medium">I declare this{signer && `, ${signer}`}</span>}
            hint="Kept with the character, with your name and today's date. To base a character on a real person, their consent is needed: add it later under References."
          />
        </div>
      </div>
    </section>
  );
}
