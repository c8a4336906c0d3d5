import type { EngineInstance, EngineMeans, EngineProbe } from '#engines/connected-engine.ts';
import type { EngineCall } from '#engines/engine.ts';
import { orWrongProgram } from '#engines/wrong-program.ts';
import { predictionsOf } from './predictions.ts';
import { settingsOf } from './settings.ts';

/** Whether the key is taken and the model is there. Costs nothing. */
export async function probeReplicate(
  instance: EngineInstance,
  means: EngineMeans,
  call: EngineCall,
): Promise<EngineProbe> {
  const { model, picturesField, references } = settingsOf(instance);
  const predictions = predictionsOf(instance, means);
  const account = await orWrongProgram('Replicate', instance.address, predictions.account(call));
  const missing = (await predictions.hasModel(model, call)) ? [] : [`the model ${model}`];
  const noPictures = ['a field for pictures, in the engine’s settings'];
  const can = (id: 'text-to-image' | 'image-from-references' | 'edit', label: string, isOn = true) => ({
    ...{ medium: 'image' as const, id, label, ready: isOn && missing.length === 0 },
    missing: isOn ? missing : noPictures,
  });
  return {
    version: model,
    summary: `Replicate takes the key of ${account}; ${model} draws.`,
    abilities: [
      can('text-to-image', 'Pictures from words'),
      can('image-from-references', 'Pictures that keep the face', picturesField !== '' && references > 0),
      can('edit', 'Changes to a picture', picturesField !== ''),
    ],
    models: missing.length === 0 ? [{ id: model, medium: 'image' }] : [],
    voices: [],
    notes: ['Paid by use. Words and reference pictures are sent to Replicate.'],
  };
}
