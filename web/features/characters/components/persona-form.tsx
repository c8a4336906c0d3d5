'use client';
import type { Persona } from '@ainfluencer/server/kernel/persona';
import { Plus, Trash2 } from 'lucide-react';
import { Button, IconButton } from '#ui/button.tsx';
import { Field, Input, Textarea } from '#ui/field.tsx';
import { Slider } from '#ui/slider.tsx';
import { TagInput } from '#ui/tag-input.tsx';
import { traits } from './trait-words.ts';

const hashtagOf = (text: string) => text.replace(/[^\p{L}\p{N}_]/gu, '').slice(0, 60);

interface PersonaFormProps {
  persona: Persona;
  onChange: (persona: Persona) => void;
}

/** Who it is: read by everything that writes for the character. */
export function PersonaForm({ persona, onChange }: PersonaFormProps) {
  const set = (change: Partial<Persona>) => onChange({ ...persona, ...change });
  return (
    <div className="flex flex-col gap-6">
      <Field
        label="About"
        hint="One or two sentences, as somebody else would tell it."
        aside={<Count now={persona.bio.length} max={600} />}
      >
        {(props) => (
          <Textarea
            {...props}
            maxLength={600}
            value={persona.bio}
            onChange={(event) => set({ bio: event.target.value })}
          />
        )}
      </Field>
      <section aria-label="Traits">
        <h2 className="mb-3 text-sm font-semibold">Traits</h2>
        <div className="grid gap-x-8 gap-y-4 sm:grid-cols-2">
          {traits.map(({ name, label, ends }) => (
            <Slider
              key={name}
              label={label}
              ends={ends}
              value={persona.traits[name]}
              shown={`${Math.round(persona.traits[name] * 100)}`}
              onChange={(value) => set({ traits: { ...persona.traits, [name]: value } })}
            />
          ))}
          <Slider
            label="Emoji"
            ends={['none', 'many']}
            value={persona.emoji}
            shown={`${Math.round(persona.emoji * 100)}`}
            onChange={(emoji) => set({ emoji })}
          />
        </div>
      </section>
      <div className="grid gap-5 sm:grid-cols-2">
        <Field label="Tone" hint="A few words: friendly, dry, poetic.">
          {(props) => (
            <Input
              {...props}
              maxLength={120}
              value={persona.tone}
              onChange={(event) => set({ tone: event.target.value })}
            />
          )}
        </Field>
        <Field
          label="Languages"
          hint="Codes such as en, de or pt-BR; the first is used unless you say otherwise."
        >
          {(props) => (
            <TagInput
              {...props}
              values={persona.languages}
              onChange={(languages) => languages.length > 0 && set({ languages })}
              max={8}
            />
          )}
        </Field>
        <Field label="Topics" hint="What it likes to talk about.">
          {(props) => (
            <TagInput
              {...props}
              values={persona.topics}
              max={24}
              placeholder="ceramics, slow mornings"
              onChange={(topics) => set({ topics })}
            />
          )}
        </Field>
        <Field label="Lines not to cross" hint="Words and subjects it never writes about.">
          {(props) => (
            <TagInput
              {...props}
              values={persona.avoid}
              max={40}
              placeholder="politics, medical advice"
              onChange={(avoid) => set({ avoid })}
            />
          )}
        </Field>
        <Field label="Usual hashtags" className="sm:col-span-2">
          {(props) => (
            <TagInput
              {...props}
              prefix="#"
              clean={hashtagOf}
              values={persona.hashtags}
              max={30}
              onChange={(hashtags) => set({ hashtags })}
            />
          )}
        </Field>
      </div>
      <SamplePosts posts={persona.samplePosts} onChange={(samplePosts) => set({ samplePosts })} />
    </div>
  );
}

function SamplePosts({ posts, onChange }: { posts: readonly string[]; onChange: (posts: string[]) => void }) {
  return (
    <section aria-label="Sample posts" className="flex flex-col gap-3">
      <div>
        <h2 className="text-sm font-semibold">Sample posts</h2>
        <p className="text-[13px] text-ink-faint">
          A few posts in its own words teach an engine how it writes.
        </p>
      </div>
      {posts.map((post, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the position is what a sample is known by.
        <div key={index} className="flex items-start gap-2">
          <Textarea
            aria-label={`Sample post ${index + 1}`}
            value={post}
            maxLength={2200}
            onChange={(event) => onChange(posts.with(index, event.target.value))}
            className="min-h-16"
          />
          <IconButton
            label={`Remove sample ${index + 1}`}
            onClick={() => onChange(posts.toSpliced(index, 1))}
          >
            <Trash2 />
          </IconButton>
        </div>
      ))}
      {posts.length < 20 && (
        <Button size="small" className="self-start" onClick={() => onChange([...posts, ''])}>
          <Plus aria-hidden /> Add a sample
        </Button>
      )}
    </section>
  );
}

function Count({ now, max }: { now: number; max: number }) {
  return (
    <span className="tabular text-xs text-ink-faint">
      {now} / {max}
    </span>
  );
}
