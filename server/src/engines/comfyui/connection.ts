import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { z } from 'zod';
import type { EngineInstance } from '#engines/connected-engine.ts';
import type { EngineCall } from '#engines/engine.ts';
import { type EngineAnswer, type EngineHttp, refused } from '#engines/engine-http.ts';
import { AppError } from '#kernel/errors.ts';
import type { Graph } from './recipe.ts';

/** One ComfyUI server: its routes as documented at https://docs.comfy.org/development/comfyui-server/comms_routes . */
export interface Connection {
  readonly address: string;
  get<T>(path: string, answer: z.ZodType<T>, call: EngineCall, timeoutSeconds?: number): Promise<T>;
  /** Any status. */
  ask(method: 'GET' | 'POST', path: string, call: EngineCall, json?: unknown): Promise<EngineAnswer>;
  /** @returns the name to give to LoadImage, as the server chose it */
  upload(file: UploadedFile, call: EngineCall): Promise<string>;
  download(file: OutputFile, path: string, call: EngineCall): Promise<{ bytes: number; mime: string }>;
}

export interface UploadedFile {
  readonly path: string;
  /** Without a folder; our own, never a person's. */
  readonly name: string;
}

/** A file that a node wrote, as history names it. */
export const OutputFile = z.looseObject({
  filename: z.string().min(1),
  subfolder: z.string().default(''),
  type: z.string().default('output'),
});
export type OutputFile = z.infer<typeof OutputFile>;

const quickSeconds = 15;
const uploadSeconds = 60;
/** Between two pieces of a file; a large clip may take longer in all. */
const downloadSeconds = 30;
const uploadFolder = 'ainfluencer';
const mostPictureBytes = 100_000_000;
const mostVideoBytes = 1_000_000_000;

export function connect(instance: EngineInstance, http: EngineHttp): Connection {
  const headers = instance.key ? { authorization: `Bearer ${instance.key}` } : {};
  const url = (path: string) => `${instance.address}${path}`;
  return {
    address: instance.address,
    get: (path, answer, call, timeoutSeconds = quickSeconds) =>
      http.read({ method: 'GET', url: url(path), headers, signal: call.signal, timeoutSeconds, answer }),
    ask: (method, path, call, json) =>
      http.exchange({
        method,
        url: url(path),
        headers,
        signal: call.signal,
        timeoutSeconds: quickSeconds,
        ...(json !== undefined && { body: { json } }),
      }),
    async upload(file, call) {
      const form = new FormData();
      form.set('image', new Blob([await readFile(file.path)]), `${file.name}${extname(file.path)}`);
      form.set('subfolder', uploadFolder);
      form.set('type', 'input');
      const answer = await http.read({
        method: 'POST',
        url: url('/upload/image'),
        headers,
        body: { form },
        signal: call.signal,
        timeoutSeconds: uploadSeconds,
        answer: z.looseObject({ name: z.string().min(1), subfolder: z.string().default('') }),
      });
      return answer.subfolder === '' ? answer.name : `${answer.subfolder}/${answer.name}`;
    },
    download(file, path, call) {
      const query = new URLSearchParams({
        filename: file.filename,
        subfolder: file.subfolder,
        type: file.type,
      });
      return http.download({
        method: 'GET',
        url: url(`/view?${query}`),
        headers,
        signal: call.signal,
        timeoutSeconds: downloadSeconds,
        path,
        maxBytes: /\.(mp4|webm|mkv|mov)$/i.test(file.filename) ? mostVideoBytes : mostPictureBytes,
      });
    },
  };
}

/** The body of `POST /prompt`. */
export interface PromptBody {
  readonly prompt: Graph;
  readonly prompt_id: string;
  readonly client_id: string;
  readonly extra_data: { readonly preview_method: string };
}

/** @throws AppError for an answer that is not one of ours to read */
export function mustBeGood(connection: Connection, path: string, answer: EngineAnswer): void {
  if (answer.status < 200 || answer.status > 299) throw refused(`${connection.address}${path}`, answer);
}

/** Something answers there that is no ComfyUI. */
export function notComfy(address: string, cause: unknown): AppError {
  return new AppError('invalid', `What answers at ${address} is not ComfyUI.`, {
    field: 'address',
    hint: 'Give the address that you open ComfyUI with in the browser, such as http://127.0.0.1:8188.',
    cause,
  });
}
