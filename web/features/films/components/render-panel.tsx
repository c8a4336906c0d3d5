'use client';
import type { Film, FilmRender, RenderResult } from '@ainfluencer/server/contract/films';
import { type FilmShape, filmShapeIds, filmShapes } from '@ainfluencer/server/kernel/film';
import { minutesAndSeconds } from '@ainfluencer/server/kernel/film-problems';
import { ArrowRight, Clapperboard, Download } from 'lucide-react';
import { useState } from 'react';
import { isRendering, useRenderProgress } from '#features/films/data.ts';
import { useCancelRender, useRenderFilm } from '#features/films/mutations.ts';
import type { FilmEditor } from '#features/films/use-film-editor.ts';
import { useMakePost } from '#features/publishing/make-post.ts';
import { Button } from '#ui/button.tsx';
import { Field, Input } from '#ui/field.tsx';
import { ProblemNote } from '#ui/problem-note.tsx';
import { Progress } from '#ui/progress.tsx';
import { Select } from '#ui/select.tsx';
import { Slider } from '#ui/slider.tsx';
import { Checkbox } from '#ui/switch.tsx';
import { dayAndTime } from '#ui/time.ts';
import { sayError } from '#ui/toast.ts';

/** Cover, shapes and platform, the render button, and what came of it. */
export function RenderPanel({ film, editor }: { film: Film; editor: FilmEditor }) {
  const { draft, timeline, change } = editor;
  const [shapes, setShapes] = useState<readonly FilmShape[]>(['vertical']);
  const [platformId, setPlatformId] = useState('none');
  const [cut, setCut] = useState(false);
  const render = useRenderFilm(film.id);
  const running = film.renders.find(isRendering);
  const platform = film.platforms.find(({ id }) => id === platformId);
  const isTooLong = platform !== undefined && timeline.seconds > platform.maxSeconds;
  const setCover = (cover: Partial<typeof draft.cover>) =>
    change(`cover ${Object.keys(cover).join()}`, (now) => ({ ...now, cover: { ...now.cover, ...cover } }));
  const start = () =>
    render.mutate({
      version: editor.version,
      outputs: shapes.map((shape) => ({ shape, platform: platform?.id ?? null, cut: isTooLong && cut })),
    });
  return (
    <section
      aria-label="Render"
      className="flex flex-col gap-5 rounded-2xl border border-line bg-surface p-5"
    >
      <h2 className="text-lg font-semibold">Make the film</h2>
      <Slider
        label="Cover picture, taken at"
        min={0}
        max={Math.max(1, timeline.seconds)}
        step={0.1}
        value={Math.min(draft.cover.atSeconds, Math.max(1, timeline.seconds))}
        shown={`${draft.cover.atSeconds.toFixed(1)} s`}
        onChange={(atSeconds) => setCover({ atSeconds })}
      />
      <Field label="Title on the cover" hint="Left empty, the cover is the picture alone.">
        {(props) => (
          <Input
            {...props}
            maxLength={80}
            value={draft.cover.title}
            onChange={(event) => setCover({ title: event.target.value })}
          />
        )}
      </Field>
      <fieldset className="flex flex-col gap-2.5">
        <legend className="mb-2 text-sm font-medium">Shapes</legend>
        {filmShapeIds.map((shape) => (
          <Checkbox
            key={shape}
            label={filmShapes[shape].label}
            checked={shapes.includes(shape)}
            disabled={platform !== undefined && !platform.shapes.includes(shape)}
            onChange={(checked) =>
              setShapes(filmShapeIds.filter((one) => (one === shape ? checked : shapes.includes(one))))
            }
          />
        ))}
      </fieldset>
      <Field label="For">
        {({ id }) => (
          <Select
            id={id}
            value={platformId}
            onChange={setPlatformId}
            choices={[
              { value: 'none', label: 'Anything: the whole film' },
              ...film.platforms.map((one) => ({
                value: one.id,
                label: `${one.name}, up to ${minutesAndSeconds(one.maxSeconds)}`,
              })),
            ]}
          />
        )}
      </Field>
      {isTooLong && (
        <Checkbox
          label={`Cut it to ${minutesAndSeconds(platform.maxSeconds)}`}
          hint={`The film lasts ${minutesAndSeconds(timeline.seconds)}. It then ends after the last scene that fits.`}
          checked={cut}
          onChange={setCut}
        />
      )}
      {render.error && <ProblemNote error={render.error} />}
      {running ? (
        <Running filmId={film.id} render={running} />
      ) : (
        <Button
          look="primary"
          busy={render.isPending}
          disabled={!editor.isSaved || shapes.length === 0 || timeline.scenes.length === 0}
          onClick={start}
        >
          <Clapperboard aria-hidden /> Render
        </Button>
      )}
      <Results film={film} />
    </section>
  );
}

function Running({ filmId, render }: { filmId: string; render: FilmRender }) {
  const { progress, stage } = useRenderProgress(render);
  const cancel = useCancelRender(filmId);
  return (
    <div className="flex flex-col gap-2">
      <div className="flex items-center justify-between gap-3 text-sm">
        <span role="status">{stage || 'Waiting for its turn'}</span>
        <span className="tabular text-ink-faint">{Math.round(progress * 100)} %</span>
      </div>
      <Progress label="Rendering" fraction={progress} />
      <Button
        size="small"
        className="self-start"
        busy={cancel.isPending}
        onClick={() => cancel.mutate(render.id, { onError: sayError })}
      >
        Cancel
      </Button>
    </div>
  );
}

function Results({ film }: { film: Film }) {
  const ended = film.renders.filter((render) => render.results.length > 0 || render.state === 'failed');
  const [last] = film.renders;
  if (ended.length === 0) return null;
  return (
    <div className="flex flex-col gap-4 border-t border-line pt-4">
      <h3 className="text-sm font-semibold">Finished files</h3>
      {last?.state === 'failed' && (
        <p role="alert" className="rounded-xl bg-bad-soft px-3 py-2 text-sm">
          {last.failure}
        </p>
      )}
      <ul className="flex flex-col gap-4" aria-label="Finished files">
        {ended.flatMap((render) =>
          render.results.map((result) => (
            <ResultRow key={`${render.id}-${result.output}`} film={film} render={render} result={result} />
          )),
        )}
      </ul>
    </div>
  );
}

function ResultRow({ film, render, result }: { film: Film; render: FilmRender; result: RenderResult }) {
  const makePost = useMakePost();
  const output = render.outputs[result.output];
  const platform = film.platforms.find(({ id }) => id === output?.platform);
  const base = `/api/v1/assets/${result.assetId}`;
  const name = output ? filmShapes[output.shape].label : 'Film';
  return (
    <li className="flex flex-col gap-2">
      <div className="flex gap-3">
        {/* biome-ignore lint/a11y/useMediaCaption: captions are a file of their own, below, and mostly in the picture. */}
        <video
          controls
          playsInline
          preload="none"
          poster={`${base}/cover`}
          src={`${base}/file`}
          aria-label={`${name}, version ${render.version}`}
          className="h-36 w-28 shrink-0 rounded-lg bg-black object-contain"
        />
        <div className="flex min-w-0 flex-1 flex-col gap-2 text-sm">
          <p>
            <span className="font-medium">{name}</span>
            {platform && ` for ${platform.name}`}
            <span className="tabular block text-[13px] text-ink-faint">
              {minutesAndSeconds(result.seconds)} · version {render.version} · {dayAndTime(render.createdAt)}
            </span>
          </p>
          {result.notes.map((note) => (
            <p key={note} className="text-[13px] text-ink-soft">
              {note}
            </p>
          ))}
          <div className="flex flex-wrap gap-2">
            <a
              href={`${base}/export`}
              download
              aria-label={`Download ${name}, version ${render.version}, marked`}
              className="inline-flex h-8 items-center gap-1.5 rounded-lg border border-line-strong bg-raised px-3 text-[13px] font-medium shadow-soft hover:bg-hover"
            >
              <Download className="size-4" aria-hidden /> Download
            </a>
            <Button
              size="small"
              look="soft"
              busy={makePost.isPending}
              onClick={() => makePost.mutate({ characterId: film.characterId, assetId: result.assetId })}
            >
              Make a post <ArrowRight aria-hidden />
            </Button>
          </div>
        </div>
      </div>
    </li>
  );
}
