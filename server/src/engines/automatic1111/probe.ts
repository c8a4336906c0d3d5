import { z } from 'zod';
import type { EngineAbility, EngineInstance, EngineMeans, EngineProbe } from '#engines/connected-engine.ts';
import type { EngineCall } from '#engines/engine.ts';
import { connect } from './connection.ts';
import { faceUnitFor, type Inventory, readInventory } from './inventory.ts';
import { Automatic1111Settings } from './settings.ts';

const Tasks = z.looseObject({ size: z.number() });

/** What one Automatic1111 or Forge is, can do, and lacks. */
export async function probeAutomatic1111(
  instance: EngineInstance,
  { http }: EngineMeans,
  call: EngineCall,
): Promise<EngineProbe> {
  const settings = Automatic1111Settings.parse(instance.settings);
  const connection = connect(instance, http);
  const inventory = await readInventory(connection, call);
  const pending = await connection.getIfThere('/internal/pending-tasks', Tasks, call);
  const program = inventory.forge ? 'Forge' : 'Automatic1111';
  const memory =
    inventory.vramGib === undefined ? '' : `, ${Math.round(inventory.vramGib)} GB graphics memory`;
  const checkpoint = settings.checkpoint || inventory.loaded || inventory.checkpoints[0] || '';
  return {
    version: program,
    summary: `${program} with ${inventory.checkpoints.length} checkpoints${memory}.`,
    abilities: abilitiesOf(inventory, checkpoint),
    models: inventory.checkpoints.map((id) => ({ id, medium: 'image' as const })),
    voices: [],
    ...(pending && { queueLength: pending.size }),
    notes: notesOn(inventory),
  };
}

function abilitiesOf(inventory: Inventory, checkpoint: string): EngineAbility[] {
  const medium = 'image' as const;
  const noModel = inventory.checkpoints.length > 0 ? [] : ['models/Stable-diffusion/<a checkpoint>'];
  const face = faceUnitFor(inventory, checkpoint);
  const noFace = face
    ? []
    : inventory.controlNet
      ? ['models/ControlNet/ip-adapter-plus-face_sdxl_vit-h.safetensors (or the one for your checkpoint)']
      : ['extensions/sd-webui-controlnet'];
  const ability = (id: EngineAbility['id'], label: string, missing: readonly string[]): EngineAbility => ({
    medium,
    id,
    label,
    ready: missing.length === 0,
    missing,
  });
  return [
    ability('text-to-image', 'A new picture from words', noModel),
    ability('image-from-references', 'A new picture that keeps the face (IP-Adapter)', [
      ...noModel,
      ...noFace,
    ]),
    ability('edit', 'A change to a picture (image to image)', noModel),
    ability(
      'upscale',
      'A larger picture',
      inventory.upscalers.length > 0 ? [] : ['models/ESRGAN/<an upscaler>'],
    ),
  ];
}

function notesOn(inventory: Inventory): string[] {
  return [
    'It keeps no queue: work that is under way when this program restarts is drawn again.',
    'The terms of a checkpoint are those of the file: read them where you got it.',
    ...(inventory.controlNet
      ? ['Adapters that read faces with InsightFace are for non-commercial use only.']
      : []),
  ];
}
