'use client';
import { Asset } from '@ainfluencer/server/contract/library';
import type { Post } from '@ainfluencer/server/contract/publishing';
import { useQueryClient } from '@tanstack/react-query';
import { ChevronLeft, ChevronRight, ImagePlus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { api } from '#api/client.ts';
import { AssetSheet } from '#features/library/components/asset-picker.tsx';
import { Button, IconButton } from '#ui/button.tsx';
import { Field, Textarea } from '#ui/field.tsx';
import { Picture } from '#ui/picture.tsx';
import { sayError } from '#ui/toast.ts';
import { AltTextWriter } from './alt-text-writer.tsx';

type Media = Post['media'];

interface MediaEditorProps {
  characterId: string;
  media: Media;
  onChange: (media: Media) => void;
}

/** Pictures and clips in their order, each with its alt text. */
export function MediaEditor({ characterId, media, onChange }: MediaEditorProps) {
  const client = useQueryClient();
  const [picking, setPicking] = useState(false);
  const add = async (assetId: string) => {
    setPicking(false);
    if (media.some(({ asset }) => asset.id === assetId)) return;
    try {
      const asset = await client.fetchQuery({
        queryKey: ['assets', 'one', assetId],
        queryFn: () => api.get(`/assets/${assetId}`, Asset),
      });
      onChange([...media, { asset, altText: asset.altText }]);
    } catch (error) {
      sayError(error);
    }
  };
  const move = (from: number, to: number) => {
    const next = [...media];
    const [item] = next.splice(from, 1);
    if (item) next.splice(to, 0, item);
    onChange(next);
  };
  return (
    <section aria-label="Media" className="flex flex-col gap-3">
      {media.map(({ asset, altText }, index) => (
        <div
          key={asset.id}
          className="flex flex-col gap-4 rounded-2xl border border-line bg-surface p-3 sm:flex-row"
        >
          {asset.kind === 'video' ? (
            // biome-ignore lint/a11y/useMediaCaption: captions are burned into the clip.
            <video
              controls
              playsInline
              poster={asset.thumbnailUrl ?? undefined}
              src={asset.fileUrl}
              aria-label={altText || 'Clip'}
              className="max-h-96 w-full rounded-xl bg-black object-contain sm:w-52"
            />
          ) : (
            <Picture
              src={asset.fileUrl}
              alt={altText}
              boxClassName="w-full shrink-0 self-start rounded-xl sm:w-52"
              className="h-auto"
            />
          )}
          <div className="flex min-w-0 flex-1 flex-col gap-3">
            <Field
              label={media.length > 1 ? `Alt text of picture ${index + 1}` : 'Alt text'}
              hint="What it shows, for people who cannot see it."
              aside={<span className="tabular text-xs text-ink-faint">{altText.length} / 1000</span>}
            >
              {(props) => (
                <Textarea
                  {...props}
                  maxLength={1000}
                  value={altText}
                  onChange={(event) => onChange(media.with(index, { asset, altText: event.target.value }))}
                />
              )}
            </Field>
            {asset.kind === 'image' && (
              <AltTextWriter
                characterId={characterId}
                assetId={asset.id}
                current={altText}
                onUse={(words) => onChange(media.with(index, { asset, altText: words }))}
              />
            )}
            <div className="mt-auto flex items-center gap-1">
              {media.length > 1 && (
                <>
                  <IconButton
                    label="Move earlier"
                    size="small"
                    disabled={index === 0}
                    onClick={() => move(index, index - 1)}
                  >
                    <ChevronLeft />
                  </IconButton>
                  <span className="tabular text-[13px] text-ink-faint">
                    {index + 1} of {media.length}
                  </span>
                  <IconButton
                    label="Move later"
                    size="small"
                    disabled={index === media.length - 1}
                    onClick={() => move(index, index + 1)}
                  >
                    <ChevronRight />
                  </IconButton>
                </>
              )}
              <IconButton
                label="Take it out of the post"
                size="small"
                className="ml-auto"
                onClick={() => onChange(media.toSpliced(index, 1))}
              >
                <Trash2 />
              </IconButton>
            </div>
          </div>
        </div>
      ))}
      <Button className="self-start" onClick={() => setPicking(true)}>
        <ImagePlus aria-hidden /> {media.length === 0 ? 'Add a picture or clip' : 'Add another'}
      </Button>
      <AssetSheet
        open={picking}
        onOpenChange={setPicking}
        characterId={characterId}
        kinds={['image', 'video']}
        onPick={(id) => void add(id)}
      />
    </section>
  );
}
