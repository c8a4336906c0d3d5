import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EngineInstance } from '#engines/connected-engine.ts';
import { createEngineHttp } from '#engines/engine-http.ts';
import type { ChatCall } from '#engines/writing/chat.ts';
import { aCaptionRequest } from '#engines/writing/conformance.ts';
import { aGgufModel } from '#test/makers/a-gguf-model.ts';
import { ggufKind } from './adapter.ts';
import { type ModelPlace, ModelProcess } from './model-process.ts';
import { listModelFiles } from './models.ts';
import { commandToAdd, findRuntime } from './runtime.ts';

/** Where a person adds the package, and where continuous integration does. */
const modelsFolder = join(import.meta.dirname, '../../../../data/models');
const installed = findRuntime(modelsFolder);
const signal = new AbortController().signal;

describe('GGUF files', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gguf-test-'));
    await aGgufModel(join(folder, 'nobody.gguf'));
    await writeFile(join(folder, 'notes.gguf'), 'not a model');
    await writeFile(join(folder, 'poem.gguf'), 'GGUF and then words');
    await writeFile(join(folder, 'large-00002-of-00003.gguf'), 'GGUF');
    await writeFile(join(folder, 'mmproj-eyes.gguf'), 'GGUF');
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const instance = (settings: Record<string, unknown> = {}): EngineInstance => ({
    ...{ id: 'one', name: 'Here', address: 'http://127.0.0.1', settings: ggufKind.settings.parse(settings) },
  });
  const means = () => ({ http: createEngineHttp(), modelsFolder: folder });

  it('are found by what is in them: no projectors, no further parts, nothing else that is named so', async () => {
    expect((await listModelFiles(folder)).map(({ name }) => name)).toEqual(['nobody.gguf']);
    expect(await listModelFiles(join(folder, 'not-there'))).toEqual([]);
  });

  it('say with which command the program that reads them is added, while it is not', async () => {
    if (findRuntime(folder)) return expect(commandToAdd(folder)).toContain('node-llama-cpp@');
    await expect(ggufKind.probe(instance(), means(), { signal })).rejects.toMatchObject({
      code: 'unavailable',
      hint: expect.stringContaining(`npm install --prefix "${folder}" node-llama-cpp@`),
    });
  });

  it('need no look at a picture to say that they cannot', async () => {
    const opened = ggufKind.open(instance(), means());
    const { topic: _, maxHashtags: __, shot: ___, recent: ____, ...rest } = aCaptionRequest();
    const request = { ...rest, kind: 'alt-text', picture: { path: 'x.png', mime: 'image/png' } } as const;
    await expect(opened.text?.start(request, { signal })).rejects.toMatchObject({ code: 'invalid' });
    await opened[Symbol.asyncDispose]();
  });
});

describe.skipIf(!installed)(
  'GGUF files, read by node-llama-cpp (skipped where that is not installed)',
  () => {
    let folder: string;
    let model: ModelProcess;
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'gguf-run-'));
      await aGgufModel(join(folder, 'nobody.gguf'));
      model = new ModelProcess({ answerSeconds: 60, keepSeconds: 1 });
    });
    afterAll(async () => {
      await model[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    });

    const place = (name = 'nobody.gguf'): ModelPlace => ({
      ...{ runtime: installed ?? '', modelPath: join(folder, name), contextTokens: 512 },
      gpu: 'off',
      threads: 1,
    });
    const call = (change: Partial<ChatCall> = {}): ChatCall => ({
      messages: [
        { role: 'system', content: 'You write.' },
        { role: 'user', content: 'Say how it is.' },
      ],
      schema: {
        type: 'object',
        properties: {
          mood: { enum: ['calm', 'bright'] },
          words: { type: 'array', items: { type: 'string', maxLength: 6 }, minItems: 1, maxItems: 2 },
        },
        required: ['mood', 'words'],
        additionalProperties: false,
      },
      ...{ pictures: [], needsEyes: false, seed: 3, temperature: 0.8, maxTokens: 120, signal },
      onProgress: () => undefined,
      ...change,
    });

    it('answer by the schema whatever they know, and count their tokens', { timeout: 60_000 }, async () => {
      const heard: number[] = [];
      const answer = await model.ask(place(), call({ onProgress: (characters) => heard.push(characters) }));
      expect(answer.isComplete).toBe(true);
      const said: unknown = JSON.parse(answer.text);
      expect(said).toMatchObject({
        mood: expect.stringMatching(/^(calm|bright)$/),
        words: expect.any(Array),
      });
      expect(answer.usage?.outputTokens).toBeGreaterThan(0);
      expect(heard.length).toBeGreaterThan(0);
      const again = await model.ask(place(), call());
      expect(again.text).toBe(answer.text);
    });

    it('say that a talk does not fit instead of forgetting its beginning', { timeout: 60_000 }, async () => {
      const long = call({ messages: [{ role: 'user', content: 'word '.repeat(400) }] });
      await expect(model.ask(place(), long)).rejects.toMatchObject({ code: 'invalid' });
    });

    it('say what is wrong with a file, and work again afterwards', { timeout: 60_000 }, async () => {
      const whole = await readFile(join(folder, 'nobody.gguf'));
      await writeFile(join(folder, 'broken.gguf'), whole.subarray(0, whole.length / 2));
      await expect(model.ask(place('broken.gguf'), call())).rejects.toThrow('broken.gguf cannot be loaded');
      expect(model.isLoaded).toBe(false);
      expect((await model.ask(place(), call())).isComplete).toBe(true);
    });

    it('are stopped at once, and give their memory back when idle', { timeout: 60_000 }, async () => {
      const stop = new AbortController();
      const endless = call({
        schema: { type: 'object', properties: { text: { type: 'string' } }, required: ['text'] },
        maxTokens: 400,
        signal: stop.signal,
        onProgress: () => stop.abort(new Error('enough')),
      });
      await expect(model.ask(place(), endless)).rejects.toThrow('enough');
      expect(model.isLoaded).toBe(true);
      await expect.poll(() => model.isLoaded, { timeout: 10_000 }).toBe(false);
    });
  },
);
