'use client';
import { Asset } from '@ainfluencer/server/contract/library';
import { type FilmScene, type Movement, movements } from '@ainfluencer/server/kernel/film';
import { AudioLines, Mic, X } from 'lucide-react';
import { useState } from 'react';
import { api } from '#api/client.ts';
import { type FilmEditor, partOf } from '#features/films/use-film-editor.ts';
import type { Speaking } from '#features/films/use-speaking.ts';
import { ScriptWriter } from '#features/generation/components/script-writer.tsx';
import { Button, IconButton } from '#ui/button.tsx';
import { Field, Textarea } from '#ui/field.tsx';
import { Select } from '#ui/select.tsx';
import { Slider } from '#ui/slider.tsx';
import { Switch } from '#ui/switch.tsx';
import { sayError } from '#ui/toast.ts';
import { VoiceSheet } from './voice-sheet.tsx';

const movementChoices = Object.entries(movements).map(([value, { label }]) => ({
  value: value as Movement,
  label,
}));
const transitionChoices = [
  { value: 'cut' as const, label: 'Cut' },
  { value: 'dissolve' as const, label: 'Dissolve' },
];

interface SceneProps {
  editor: FilmEditor;
  scene: FilmScene;
  characterId: string;
  speaking: Speaking;
}

/** Length, movement, words and voice of one scene. */
export function SceneSettings({ editor, scene, characterId, speaking }: SceneProps) {
  const place = editor.draft.scenes.findIndex(({ id }) => id === scene.id);
  const set = (change: Partial<FilmScene>) =>
    editor.change(`${scene.id} ${Object.keys(change).join()}`, (draft) => ({
      ...draft,
      scenes: draft.scenes.map((one) => (one.id === scene.id ? ({ ...one, ...change } as FilmScene) : one)),
    }));
  const timed = editor.timeline.scenes[place];
  return (
    <section aria-label="Scene" className="flex flex-col gap-5 rounded-2xl border border-line bg-surface p-5">
      <h2 className="text-lg font-semibold">Scene {place + 1}</h2>
      {scene.kind === 'picture' ? (
        <>
          <Slider
            label="Length"
            min={0.5}
            max={20}
            step={0.1}
            value={scene.seconds}
            shown={`${scene.seconds.toFixed(1)} s`}
            onChange={(seconds) => set({ seconds })}
          />
          <Field label="Movement">
            {({ id }) => (
              <Select
                id={id}
                value={scene.movement}
                choices={movementChoices}
                onChange={(movement) => set({ movement })}
              />
            )}
          </Field>
        </>
      ) : (
        <ClipPart editor={editor} scene={scene} onChange={set} />
      )}
      {timed && timed.voiceSeconds > 0 && timed.seconds > lengthOf(scene) + 0.05 && (
        <p className="text-[13px] text-ink-faint">
          Stays for {timed.seconds.toFixed(1)} s, until its recording has ended.
        </p>
      )}
      {place > 0 && (
        <Field label="Begins with">
          {({ id }) => (
            <Select
              id={id}
              value={scene.transition}
              choices={transitionChoices}
              onChange={(transition) => set({ transition })}
            />
          )}
        </Field>
      )}
      <Field label="Words" hint="Spoken by a voice, and shown as captions." aside={<Count of={scene.text} />}>
        {(props) => (
          <Textarea
            {...props}
            maxLength={600}
            value={scene.text}
            onChange={(event) => set({ text: event.target.value })}
          />
        )}
      </Field>
      <ScriptWriter
        key={scene.id}
        characterId={characterId}
        seconds={Math.max(3, timed?.seconds ?? lengthOf(scene))}
        maxLength={600}
        current={scene.text}
        onUse={(text) => set({ text })}
      />
      <SceneVoice {...{ editor, scene, characterId, speaking }} onChange={set} />
    </section>
  );
}

const Count = ({ of }: { of: string }) => (
  <span className="tabular text-[13px] text-ink-faint">{of.length} of 600</span>
);
const lengthOf = (scene: FilmScene) =>
  scene.kind === 'picture' ? scene.seconds : scene.outSeconds - scene.inSeconds;

function ClipPart({
  editor,
  scene,
  onChange,
}: {
  editor: FilmEditor;
  scene: Extract<FilmScene, { kind: 'clip' }>;
  onChange: (change: Partial<FilmScene>) => void;
}) {
  const length = editor.parts.find(({ id }) => id === scene.assetId)?.durationSeconds ?? scene.outSeconds;
  const { inSeconds, outSeconds } = scene;
  const most = Math.max(length, 0.2);
  return (
    <>
      <Slider
        label="From"
        min={0}
        max={most}
        step={0.1}
        value={inSeconds}
        shown={`${inSeconds.toFixed(1)} s`}
        onChange={(next) => onChange({ inSeconds: Math.max(0, Math.min(next, outSeconds - 0.2)) })}
      />
      <Slider
        label="To"
        min={0}
        max={most}
        step={0.1}
        value={outSeconds}
        shown={`${outSeconds.toFixed(1)} s`}
        onChange={(next) => onChange({ outSeconds: Math.min(most, Math.max(next, inSeconds + 0.2)) })}
      />
      <Switch label="Hear the clip" checked={scene.sound} onChange={(sound) => onChange({ sound })} />
    </>
  );
}

interface VoiceProps extends SceneProps {
  onChange: (change: Partial<FilmScene>) => void;
}

function SceneVoice({ editor, scene, characterId, speaking, onChange }: VoiceProps) {
  const [choosing, setChoosing] = useState(false);
  const voice = editor.parts.find(({ id }) => id === scene.voiceAssetId);
  const choose = async (assetId: string) => {
    setChoosing(false);
    try {
      editor.know(partOf(await api.get(`/assets/${assetId}`, Asset)));
      onChange({ voiceAssetId: assetId });
    } catch (error) {
      sayError(error);
    }
  };
  const isSpeaking = speaking.isSpeaking(scene.id);
  return (
    <div className="flex flex-col gap-3">
      <span className="text-sm font-medium">Voice</span>
      {scene.voiceAssetId && (
        <p className="flex items-center gap-2 rounded-xl bg-sunken px-3 py-2 text-sm">
          <AudioLines className="size-4 shrink-0 text-ink-faint" aria-hidden />
          <span className="min-w-0 flex-1 truncate">{voice?.name || 'A recording'}</span>
          <span className="tabular text-ink-faint">{(voice?.durationSeconds ?? 0).toFixed(1)} s</span>
          <IconButton
            label="Take the voice away"
            size="small"
            onClick={() => onChange({ voiceAssetId: null })}
          >
            <X />
          </IconButton>
        </p>
      )}
      <div className="flex flex-wrap gap-2">
        <Button
          size="small"
          busy={isSpeaking}
          disabled={scene.text.trim() === ''}
          onClick={() => speaking.speak(scene.id, scene.text)}
        >
          <Mic aria-hidden /> {isSpeaking ? 'Speaking …' : 'Speak the words'}
        </Button>
        <Button size="small" onClick={() => setChoosing(true)}>
          Choose a recording
        </Button>
      </div>
      <VoiceSheet
        open={choosing}
        onOpenChange={setChoosing}
        characterId={characterId}
        onPick={(id) => void choose(id)}
      />
    </div>
  );
}
