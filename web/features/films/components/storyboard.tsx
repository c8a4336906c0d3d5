'use client';
import { Asset } from '@ainfluencer/server/contract/library';
import type { TimedScene } from '@ainfluencer/server/kernel/film-timeline';
import {
  closestCenter,
  DndContext,
  type DragEndEvent,
  PointerSensor,
  useDraggable,
  useDroppable,
  useSensor,
  useSensors,
} from '@dnd-kit/core';
import { ArrowLeft, ArrowRight, Film, Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { api } from '#api/client.ts';
import { type FilmEditor, moved, partOf, sceneOf } from '#features/films/use-film-editor.ts';
import { AssetSheet } from '#features/library/components/asset-picker.tsx';
import { Button, IconButton } from '#ui/button.tsx';
import { cx } from '#ui/cx.ts';
import { say, sayError } from '#ui/toast.ts';

interface StoryboardProps {
  editor: FilmEditor;
  characterId: string;
  selected: string | undefined;
  onSelect: (id: string) => void;
}

/** The scenes in their order: dragged, or moved with Alt and the arrow keys. */
export function Storyboard({ editor, characterId, selected, onSelect }: StoryboardProps) {
  const { draft, timeline, change } = editor;
  const [adding, setAdding] = useState(false);
  const [said, setSaid] = useState('');
  const sensors = useSensors(useSensor(PointerSensor, { activationConstraint: { distance: 6 } }));
  const index = draft.scenes.findIndex(({ id }) => id === selected);
  const move = (from: number, to: number) => {
    if (to < 0 || to >= draft.scenes.length || from === to) return;
    change(`move ${Date.now()}`, (now) => ({ ...now, scenes: moved(now.scenes, from, to) }));
    setSaid(`Scene ${from + 1} is now scene ${to + 1} of ${draft.scenes.length}.`);
  };
  const add = async (assetId: string) => {
    setAdding(false);
    try {
      const asset = await api.get(`/assets/${assetId}`, Asset);
      editor.know(partOf(asset));
      const scene = sceneOf(asset);
      const at = index === -1 ? draft.scenes.length : index + 1;
      change(`add ${scene.id}`, (now) => ({ ...now, scenes: now.scenes.toSpliced(at, 0, scene) }));
      onSelect(scene.id);
    } catch (error) {
      sayError(error);
    }
  };
  const remove = () => {
    const next = draft.scenes[index + 1] ?? draft.scenes[index - 1];
    change(`remove ${selected}`, (now) => ({ ...now, scenes: now.scenes.toSpliced(index, 1) }));
    if (next) onSelect(next.id);
    say('The scene is taken away. Undo brings it back.');
  };
  const onDragEnd = ({ active, over }: DragEndEvent) => {
    const placeOf = (id: unknown) => draft.scenes.findIndex((scene) => scene.id === id);
    if (over) move(placeOf(active.id), placeOf(over.id));
  };
  return (
    <section aria-label="Storyboard" className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h2 className="text-lg font-semibold">Storyboard</h2>
        <div className="flex items-center gap-1">
          {index >= 0 && (
            <>
              <IconButton
                label="Earlier"
                size="small"
                disabled={index === 0}
                onClick={() => move(index, index - 1)}
              >
                <ArrowLeft />
              </IconButton>
              <IconButton
                label="Later"
                size="small"
                disabled={index === draft.scenes.length - 1}
                onClick={() => move(index, index + 1)}
              >
                <ArrowRight />
              </IconButton>
              <IconButton label="Take the scene away" size="small" onClick={remove}>
                <Trash2 />
              </IconButton>
            </>
          )}
          <Button
            size="small"
            look={draft.scenes.length === 0 ? 'primary' : 'secondary'}
            onClick={() => setAdding(true)}
          >
            <Plus aria-hidden /> Add a scene
          </Button>
        </div>
      </div>
      {draft.scenes.length === 0 && (
        <p className="rounded-2xl border border-dashed border-line-strong px-4 py-8 text-center text-sm text-ink-soft">
          Begin with a picture or a clip of the library.
        </p>
      )}
      <DndContext id="storyboard" sensors={sensors} collisionDetection={closestCenter} onDragEnd={onDragEnd}>
        <ol className="flex gap-2 overflow-x-auto px-1 py-1" aria-label="Scenes">
          {timeline.scenes.map((timed, place) => (
            <SceneTile
              key={timed.scene.id}
              timed={timed}
              place={place}
              editor={editor}
              isSelected={timed.scene.id === selected}
              onSelect={() => onSelect(timed.scene.id)}
              onMove={(by) => move(place, place + by)}
            />
          ))}
        </ol>
      </DndContext>
      {draft.scenes.length > 1 && (
        <p className="text-[13px] text-ink-faint">Drag to another place, or press Alt and an arrow key.</p>
      )}
      <p role="status" className="sr-only">
        {said}
      </p>
      <AssetSheet
        open={adding}
        onOpenChange={setAdding}
        characterId={characterId}
        kinds={['image', 'video']}
        onPick={(assetId) => void add(assetId)}
      />
    </section>
  );
}

interface TileProps {
  timed: TimedScene;
  place: number;
  editor: FilmEditor;
  isSelected: boolean;
  onSelect: () => void;
  onMove: (by: number) => void;
}

function SceneTile({ timed, place, editor, isSelected, onSelect, onMove }: TileProps) {
  const { scene, seconds } = timed;
  const drag = useDraggable({ id: scene.id });
  const drop = useDroppable({ id: scene.id });
  const part = editor.parts.find(({ id }) => id === scene.assetId);
  const hasProblem = editor.problems.some(({ sceneId }) => sceneId === scene.id);
  return (
    <li ref={drop.setNodeRef} className="shrink-0">
      <button
        type="button"
        ref={drag.setNodeRef}
        {...drag.listeners}
        onClick={onSelect}
        onKeyDown={(event) => {
          if (!event.altKey || (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight')) return;
          event.preventDefault();
          onMove(event.key === 'ArrowLeft' ? -1 : 1);
        }}
        aria-pressed={isSelected}
        style={
          drag.transform
            ? { transform: `translate(${drag.transform.x}px, ${drag.transform.y}px)`, zIndex: 10 }
            : undefined
        }
        className={cx(
          'relative block h-32 w-24 touch-pan-x overflow-hidden rounded-xl bg-sunken ring-1 ring-line',
          isSelected && 'ring-3 ring-accent',
          hasProblem && !isSelected && 'ring-2 ring-warn',
          drop.isOver && !drag.isDragging && 'opacity-60',
          drag.isDragging && 'shadow-lift',
        )}
      >
        {part?.thumbnailUrl && !part.missing ? (
          // biome-ignore lint/performance/noImgElement: the API serves the size asked for.
          <img src={part.thumbnailUrl} alt="" draggable={false} className="size-full object-cover" />
        ) : (
          <Film className="mx-auto size-6 text-ink-faint" aria-hidden />
        )}
        <span className="tabular absolute top-1 left-1 rounded-md bg-black/70 px-1.5 text-xs text-white">
          <span className="sr-only">Scene </span>
          {place + 1}
          <span className="sr-only">, {scene.kind}, </span>
        </span>
        <span className="tabular absolute right-1 bottom-1 rounded-md bg-black/70 px-1.5 text-xs text-white">
          {seconds.toFixed(1)} s{hasProblem && <span className="sr-only">, needs attention</span>}
        </span>
      </button>
    </li>
  );
}
