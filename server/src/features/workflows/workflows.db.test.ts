import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { builtinRecipes } from '#engines/comfyui/builtin-recipes.ts';
import { type ComfySimulator, simulateComfyui } from '#engines/simulators/comfyui.ts';
import { connectEngine, disconnectEngine, editEngine } from '#features/engines/connect-engine.ts';
import { ConnectEngine } from '#features/engines/contract.ts';
import { presentInstances } from '#features/engines/present-instance.ts';
import { type TestContext, testContext } from '#test/test-context.ts';
import type { WorkflowMapping } from './contract.ts';
import { keepWorkflow, removeWorkflow } from './keep-workflow.ts';
import { listWorkflows, listWorkflowsOf } from './list-workflows.ts';
import { getWorkflow, readWorkflow } from './read-workflow.ts';

let test: TestContext;
let comfy: ComfySimulator;
let engineId: string;

beforeAll(async () => {
  test = await testContext();
  comfy = await simulateComfyui({ missingNodes: ['FaceDetailer'] });
});
afterAll(async () => {
  await comfy[Symbol.asyncDispose]();
  await test[Symbol.asyncDispose]();
});
beforeEach(async () => {
  for (const { id } of await presentInstances(test.ctx)) await disconnectEngine(test.ctx, id);
  const input = ConnectEngine.parse({ kind: 'comfyui', name: 'Workshop', address: comfy.address });
  engineId = (await connectEngine(test.ctx, input)).id;
});

async function read(recipeId: string) {
  const path = join(test.app.config.dataFolder, 'workflow');
  await writeFile(path, JSON.stringify(builtinRecipes().find(({ id }) => id === recipeId)!.graph));
  return readWorkflow(test.ctx, engineId, path);
}

async function keep(label: string, change: Partial<WorkflowMapping> = {}) {
  const { document, suggestion } = await read('sdxl');
  return keepWorkflow(test.ctx, engineId, { document, mapping: { ...suggestion, label, ...change } });
}

const abilities = async () =>
  (await presentInstances(test.ctx)).flatMap(({ probe }) => probe?.abilities.map(({ label }) => label) ?? []);

describe('own workflows', () => {
  it('are read, kept, listed and used from then on, with what is missing named', async () => {
    const kept = await keep('Night market');
    expect(kept).toMatchObject({ id: 'own-night-market', engineName: 'Workshop', missing: [] });
    expect(await abilities()).toContain('A new picture from words (Night market)');
    const faces = await read('face-detailer-sdxl');
    await keepWorkflow(test.ctx, engineId, {
      document: faces.document,
      mapping: { ...faces.suggestion, label: 'Faces' },
    });
    const { items } = await listWorkflowsOf(test.ctx, engineId);
    expect(items.map(({ label, missing }) => [label, missing])).toEqual([
      ['Faces', [expect.stringContaining('FaceDetailer')]],
      ['Night market', []],
    ]);
    const everywhere = await listWorkflows(test.ctx);
    expect(everywhere.items.map(({ label, missing }) => [label, missing])).toEqual([
      ['Faces', null],
      ['Night market', null],
    ]);
  });

  it('are looked at again, renamed in place, and deleted with a way back', async () => {
    const { id } = await keep('First', { use: 'chosen', steps: 9 });
    const { reading } = await getWorkflow(test.ctx, engineId, id);
    expect(reading.suggestion).toMatchObject({ label: 'First', use: 'chosen', steps: 9 });
    const mapping = { ...reading.suggestion, label: 'Second' };
    const renamed = await keepWorkflow(test.ctx, engineId, { document: reading.document, mapping }, id);
    expect(renamed).toMatchObject({ id, label: 'Second' });
    const removed = await removeWorkflow(test.ctx, engineId, id);
    expect((await listWorkflows(test.ctx)).items).toEqual([]);
    await expect(getWorkflow(test.ctx, engineId, id)).rejects.toMatchObject({ code: 'not_found' });
    await keepWorkflow(test.ctx, engineId, removed);
    expect((await listWorkflows(test.ctx)).items).toMatchObject([{ label: 'Second', use: 'chosen' }]);
  });

  it('stay out of the form, and a form that is saved leaves them alone', async () => {
    await keep('Stays');
    const [shown] = await presentInstances(test.ctx);
    expect(shown?.settings).not.toHaveProperty('recipes');
    await editEngine(test.ctx, engineId, { settings: { ...shown?.settings, recipes: [], previews: false } });
    expect((await listWorkflows(test.ctx)).items).toMatchObject([{ label: 'Stays' }]);
    expect((await presentInstances(test.ctx))[0]?.settings).toMatchObject({ previews: false });
  });

  it('are kept both when two people save at one moment', async () => {
    await Promise.all([keep('One'), keep('Two')]);
    const { items } = await listWorkflows(test.ctx);
    expect(items.map(({ label }) => label).toSorted()).toEqual(['One', 'Two']);
  });

  it('are refused in words when they do not fit, and nothing changes', async () => {
    const before = await abilities();
    await expect(keep('Bad', { outputs: [] })).rejects.toMatchObject({ code: 'invalid', field: 'outputs' });
    await expect(keep('Bad', { ability: 'caption' })).rejects.toMatchObject({ code: 'invalid' });
    await expect(keep('Bad', { inputs: {} })).rejects.toMatchObject({ field: 'inputs.positive' });
    await keep('Taken');
    await expect(keep('taken')).rejects.toMatchObject({ code: 'conflict', field: 'label' });
    await removeWorkflow(test.ctx, engineId, 'own-taken');
    expect(await abilities()).toEqual(before);
  });

  it('are for admins, for the own workspace, and for engines that run such files', async () => {
    const { id } = await keep('Mine');
    const stranger = await test.stranger();
    const { document, suggestion: mapping } = await read('sdxl');
    const input = { document, mapping: { ...mapping, label: 'Theirs' } };
    await expect(keepWorkflow(test.as('editor'), engineId, input)).rejects.toMatchObject({
      code: 'forbidden',
    });
    expect(await listWorkflows(stranger)).toEqual({ items: [] });
    const attempts = [
      () => keepWorkflow(stranger, engineId, input),
      () => keepWorkflow(stranger, engineId, input, id),
      () => getWorkflow(stranger, engineId, id),
      () => removeWorkflow(stranger, engineId, id),
      () => listWorkflowsOf(stranger, engineId),
    ];
    for (const attempt of attempts) await expect(attempt()).rejects.toMatchObject({ code: 'not_found' });
    const other = ConnectEngine.parse({
      ...{ kind: 'ollama', name: 'Words', address: 'http://127.0.0.1:9', evenIfUnreachable: true },
    });
    const words = await connectEngine(test.ctx, other);
    await expect(keepWorkflow(test.ctx, words.id, input)).rejects.toThrow('runs no workflows');
  });
});
