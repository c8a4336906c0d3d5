import { crc32, deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { createEngineHttp } from '#engines/engine-http.ts';
import type { WorkflowMapping } from '#engines/own-workflows.ts';
import { simulateComfyui } from '#engines/simulators/comfyui.ts';
import { builtinRecipes } from './builtin-recipes.ts';
import { comfyuiKind } from './manifest.ts';
import { comfyWorkflows } from './workflows.ts';

const graphOf = (id: string) => builtinRecipes().find((recipe) => recipe.id === id)!.graph;
const textOf = (id: string) => Buffer.from(JSON.stringify(graphOf(id)));
const call = { signal: AbortSignal.timeout(30_000) };
const means = { http: createEngineHttp() };
const at = (address: string) => ({ id: 'x', name: 'x', address, settings: {} });
const nowhere = at('http://127.0.0.1:9');
const read = (file: Uint8Array, instance = nowhere) => comfyWorkflows.read(instance, file, means, call);

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

/** A PNG with a chunk of ours before its end. */
async function pngWith(type: string, data: Buffer): Promise<Buffer> {
  const plain = await sharp({ create: { width: 8, height: 8, channels: 3, background: '#456' } })
    .png()
    .toBuffer();
  return Buffer.concat([plain.subarray(0, -12), chunk(type, data), plain.subarray(-12)]);
}

describe('reading a file', () => {
  it('finds the workflow in a picture that ComfyUI saved, however the text is kept', async () => {
    const words = textOf('sdxl');
    const pictures = [
      await pngWith('tEXt', Buffer.concat([Buffer.from('prompt\0'), words])),
      await pngWith('zTXt', Buffer.concat([Buffer.from('prompt\0\0'), deflateSync(words)])),
      await pngWith('iTXt', Buffer.concat([Buffer.from('prompt\0\0\0\0\0'), words])),
    ];
    for (const picture of pictures) {
      const { document, suggestion } = await read(picture);
      expect(JSON.parse(document)).toEqual(graphOf('sdxl'));
      expect(suggestion).toMatchObject({ ability: 'text-to-image', use: 'always', pictures: [] });
    }
  });

  it('reads what Python writes for a node that runs every time', async () => {
    const text = textOf('sdxl').toString().replace('"class_type"', '"is_changed":[NaN],"class_type"');
    expect(JSON.parse((await read(Buffer.from(text))).document)).toEqual(graphOf('sdxl'));
  });

  it.each([
    ['prose', Buffer.from('Dear diary, today I made a picture.'), 'no JSON'],
    ['nothing', Buffer.alloc(0), 'empty'],
    ['bytes', Buffer.from([0xff, 0xfe, 0xfd]), 'neither a workflow nor a PNG'],
    ['20 MB', Buffer.alloc(20_000_000, 0x20), 'larger than 2 MB'],
    ['a drawing', Buffer.from('{"nodes":[],"links":[]}'), 'as ComfyUI draws it'],
  ])('refuses %s', async (_, file, words) => {
    await expect(read(file)).rejects.toThrow(words);
  });

  it('tells a picture without a workflow from one that has only the drawing', async () => {
    await expect(read(await pngWith('tEXt', Buffer.from('Title\0A day out')))).rejects.toThrow(
      'holds no workflow',
    );
    await expect(read(await pngWith('tEXt', Buffer.from('workflow\0{"nodes":[]}')))).rejects.toThrow(
      'as ComfyUI draws it',
    );
    await expect(
      read(await pngWith('zTXt', Buffer.concat([Buffer.from('prompt\0\0'), Buffer.from('no stream')]))),
    ).rejects.toThrow('cannot be unpacked');
  });

  it('names what the instance lacks, and says so when it does not answer', async () => {
    await using simulator = await simulateComfyui({
      missingNodes: ['FaceDetailer'],
      models: { checkpoints: ['other.safetensors'], ultralytics_bbox: ['face_yolov8m.pt'] },
    });
    const reading = await read(textOf('face-detailer-sdxl'), at(simulator.address));
    expect(reading.suggestion).toMatchObject({ ability: 'detail-face', pictures: ['4.image'] });
    expect(reading.nodes.filter(({ known }) => !known).map(({ label }) => label)).toEqual([
      'FaceDetailer (6)',
    ]);
    expect(reading.models).toMatchObject([{ name: 'sd_xl_base_1.0.safetensors', known: false }]);
    expect(reading.missing?.join(' ')).toMatch(/FaceDetailer.*checkpoints\/sd_xl_base_1.0/);
    const asleep = await read(textOf('face-detailer-sdxl'));
    expect(asleep).toMatchObject({ missing: null, models: [{ known: null }] });
    expect(asleep.notes[0]).toContain('does not answer');
  });

  it.each([
    ['sdxl', 'text-to-image'],
    ['sdxl-edit', 'edit'],
    ['upscale-model', 'upscale'],
    ['sdxl-ip-adapter-plus-face', 'image-from-references'],
    ['wan22-i2v-14b', 'image-to-video'],
  ])('guesses what %s is for', async (id, ability) => {
    const { suggestion, abilities } = await read(textOf(id));
    expect(suggestion.ability).toBe(ability);
    expect(abilities.map((one) => one.id)).toContain(ability);
  });
});

describe('keeping', () => {
  const keep = async (id: string, change: Partial<WorkflowMapping> = {}, settings = {}) => {
    const { document, suggestion } = await read(textOf(id));
    return comfyWorkflows.keep(settings, { document, mapping: { ...suggestion, label: 'Mine', ...change } });
  };

  it('answers what was kept, takes a change under the same id, and removes it', async () => {
    const first = await keep('sdxl', { steps: 12 });
    expect(first.id).toBe('own-mine');
    const kept = comfyWorkflows.find(first.settings, first.id)!;
    expect(kept.mapping).toMatchObject({ label: 'Mine', use: 'always', steps: 12 });
    const second = comfyWorkflows.keep(first.settings, {
      ...{ document: kept.document, id: first.id },
      mapping: { ...kept.mapping, label: 'Yours', use: 'chosen' },
    });
    expect(second.id).toBe(first.id);
    expect(comfyWorkflows.find(second.settings, first.id)!.mapping).toMatchObject({
      ...{ label: 'Yours', use: 'chosen', steps: 12 },
    });
    expect(comfyWorkflows.find(comfyWorkflows.remove(second.settings, first.id), first.id)).toBeUndefined();
  });

  it('refuses a name in use, and gives two names that are spelt alike ids of their own', async () => {
    const { settings } = await keep('sdxl');
    await expect(keep('sdxl', { label: ' MINE ' }, settings)).rejects.toMatchObject({
      ...{ code: 'conflict', field: 'label' },
    });
    expect((await keep('sdxl', { label: 'Mine!' }, settings)).id).toBe('own-mine-2');
  });

  it('stands before the program’s own way, unless it is only for those who choose it', async () => {
    await using simulator = await simulateComfyui();
    const labelFor = async (use: WorkflowMapping['use']) => {
      const { settings } = await keep('sdxl', { use });
      const { abilities } = await comfyuiKind.probe({ ...at(simulator.address), settings }, means, call);
      return abilities.find(({ id }) => id === 'text-to-image')?.label;
    };
    expect(await labelFor('always')).toContain('(Mine)');
    expect(await labelFor('chosen')).not.toContain('(Mine)');
  });
});
