'use client';
import { Generation } from '@ainfluencer/server/contract/generation';
import { Asset } from '@ainfluencer/server/contract/library';
import { useCallback, useEffect, useRef, useState } from 'react';
import { api } from '#api/client.ts';
import { sayError } from '#ui/toast.ts';
import { type FilmEditor, partOf } from './use-film-editor.ts';

const askMilliseconds = 1500;
/** Waiting behind other work included. */
const longestMilliseconds = 10 * 60 * 1000;

/** Has the words of scenes spoken in the character's voice, several at once; each recording goes to its scene. */
export function useSpeaking({ know, change }: FilmEditor, characterId: string) {
  const [sceneIds, setSceneIds] = useState<readonly string[]>([]);
  const left = useRef(new AbortController());
  useEffect(() => {
    const controller = new AbortController();
    left.current = controller;
    return () => controller.abort();
  }, []);
  const speak = useCallback(
    async (sceneId: string, script: string) => {
      const { signal } = left.current;
      setSceneIds((ids) => [...ids, sceneId]);
      try {
        const asset = await recordingOf(characterId, script, signal);
        know(partOf(asset));
        change(`voice of ${sceneId}`, (draft) => ({
          ...draft,
          scenes: draft.scenes.map((scene) =>
            scene.id === sceneId ? { ...scene, voiceAssetId: asset.id } : scene,
          ),
        }));
      } catch (error) {
        if (!signal.aborted) sayError(error);
      } finally {
        setSceneIds((ids) => ids.filter((id) => id !== sceneId));
      }
    },
    [characterId, know, change],
  );
  return {
    isSpeaking: (sceneId: string) => sceneIds.includes(sceneId),
    speak: (sceneId: string, script: string) => void speak(sceneId, script),
  };
}
export type Speaking = ReturnType<typeof useSpeaking>;

/** @throws Error with the reason when no recording came of it. */
async function recordingOf(characterId: string, script: string, signal: AbortSignal): Promise<Asset> {
  const request = { medium: 'speech', takes: 1, characterId, script };
  const { id } = await api.post('/generations', Generation, request);
  const until = Date.now() + longestMilliseconds;
  while (Date.now() < until) {
    await new Promise((resolve) => setTimeout(resolve, askMilliseconds));
    signal.throwIfAborted();
    const { state, failure, takes } = await api.get(`/generations/${id}`, Generation, {}, signal);
    if (state === 'queued' || state === 'running') continue;
    const assetId = takes.find((take) => take.assetId)?.assetId;
    if (assetId) return api.get(`/assets/${assetId}`, Asset, {}, signal);
    throw new Error(failure ?? 'The words could not be spoken.');
  }
  throw new Error('The voice takes very long. When it is ready, choose it among the recordings.');
}
