import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { createEngineHttp } from '#engines/engine-http.ts';
import { runEngine } from '#engines/run-engine.ts';
import { simulateComfyui } from '#engines/simulators/comfyui.ts';
import { Look } from '#kernel/look.ts';
import { Shot } from '#kernel/shot.ts';
import { bindWorkflow } from './bind-workflow.ts';
import { builtinRecipes } from './builtin-recipes.ts';
import { importWorkflow } from './import-workflow.ts';
import { comfyuiKind } from './manifest.ts';
import type { Recipe } from './recipe.ts';
import { ComfySettings } from './settings.ts';

const graphOf = (id: string): Recipe['graph'] =>
  structuredClone(builtinRecipes().find((recipe) => recipe.id === id)!.graph);
const call = { signal: AbortSignal.timeout(30_000) };

describe('reading', () => {
  it('tells the words to show from those to keep out, and finds seeds, sizes, pictures and outputs', () => {
    const draft = importWorkflow(JSON.stringify(graphOf('sdxl-edit')));
    expect(draft).toMatchObject({
      medium: 'image',
      suggestion: {
        inputs: {
          positive: ['2.text'],
          negative: ['3.text'],
          seed: ['5.seed'],
          prefix: ['7.filename_prefix'],
        },
        pictures: ['8.image'],
        outputs: ['7'],
      },
      models: [{ binding: '1.ckpt_name', folder: 'checkpoints', name: 'sd_xl_base_1.0.safetensors' }],
    });
    expect(draft.candidates.strength[0]?.binding).toBe('5.denoise');
  });

  it('finds its way through nodes that hand on both kinds of words', () => {
    const { suggestion, medium } = importWorkflow({ prompt: graphOf('wan22-i2v-14b') });
    expect(medium).toBe('video');
    expect(suggestion.inputs).toMatchObject({
      positive: ['5.text'],
      negative: ['6.text'],
      frames: ['8.length'],
      width: ['8.width'],
    });
  });

  it.each([
    ['a drawing', { nodes: [], links: [], version: 0.4 }, 'as ComfyUI draws it'],
    ['text', 'not json', 'no JSON'],
    ['a list', [], 'no ComfyUI workflow'],
    [
      'a half',
      { '1': { class_type: 'SaveImage', inputs: { images: ['9', 0] } } },
      'node 9, which is not there',
    ],
    [
      'a circle',
      {
        '1': { class_type: 'KSampler', inputs: { latent_image: ['2', 0] } },
        '2': { class_type: 'VAEEncode', inputs: { pixels: ['3', 0] } },
        '3': { class_type: 'VAEDecode', inputs: { samples: ['1', 0] } },
        '4': { class_type: 'SaveImage', inputs: { images: ['3', 0] } },
      },
      'round in a circle: KSampler (1) → VAEEncode (2) → VAEDecode (3) → KSampler (1)',
    ],
    [
      'one without a result',
      { '1': { class_type: 'LoadImage', inputs: { image: 'a.png' } } },
      'writes no picture',
    ],
  ])('refuses %s', (_, input, words) => {
    expect(() => importWorkflow(input)).toThrow(words);
  });
});

describe('binding', () => {
  const draft = importWorkflow(graphOf('sdxl-edit'));
  const mapping = { label: 'My look!', ability: 'edit', ...structuredClone(draft.suggestion) } as const;

  it.each([
    [{ ability: 'image-to-video' }, 'makes pictures'],
    [{ pictures: [] }, 'none is mapped'],
    [{ inputs: { seed: ['5.seed'] } }, 'for the prompt'],
    [{ inputs: { positive: ['2.text'] } }, 'for the seed'],
    [{ outputs: ['5'] }, 'writes no file'],
    [{ inputs: { positive: ['2.clip'], seed: ['5.seed'] } }, 'already linked'],
  ] as const)('refuses a mapping that does not fit (%j)', (change, words) => {
    const changed = { ...mapping, ...change } as Parameters<typeof bindWorkflow>[1];
    expect(() => bindWorkflow(draft, changed)).toThrow(words);
  });

  it('gives a recipe that runs before the others', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'own-workflow-'));
    const recipe = bindWorkflow(draft, mapping as unknown as Parameters<typeof bindWorkflow>[1]);
    const settings = ComfySettings.parse({ recipes: [recipe] });
    const models = { checkpoints: ['sd_xl_base_1.0.safetensors'] };
    await using simulator = await simulateComfyui({ models });
    const instance = { id: 'x', name: 'x', address: simulator.address, settings };
    await using engine = comfyuiKind.open(instance, { http: createEngineHttp() });
    const source = join(folder, 'source.png');
    const pixels = { width: 80, height: 100, channels: 3, background: '#445566' } as const;
    await writeFile(source, await sharp({ create: pixels }).png().toBuffer());
    const { result } = await runEngine(
      engine.image!,
      {
        ...{ look: Look.parse({}), shot: Shot.parse({}), prompt: 'rain', seed: 3, quality: 'final', folder },
        task: { kind: 'edit', source, strength: 0.5 },
      },
      { ...call, timeoutSeconds: 20 },
    );
    expect(result.recipe).toMatchObject({ recipeId: 'own-my-look', seed: 3 });
    await rm(folder, { recursive: true });
  });
});
