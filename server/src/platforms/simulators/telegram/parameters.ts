import { z } from 'zod';
import type { SimulatorRequest } from '#platforms/simulators/simulator.ts';

/** What a call brought: its parameters, whatever they came in, and its files by field name. */
export interface Asked {
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly files: ReadonlyMap<string, Buffer>;
}

/** Query, JSON, form or multipart, as the Bot API takes them; undefined for anything else. */
export async function readParameters(request: SimulatorRequest): Promise<Asked | undefined> {
  const mime = request.headers['content-type'] ?? '';
  const query = Object.fromEntries(request.query);
  const files = new Map<string, Buffer>();
  if (request.body.length === 0) return { parameters: query, files };
  if (mime.startsWith('application/json')) {
    const body = z.record(z.string(), z.unknown()).safeParse(parsed(request.body.toString('utf8')));
    return body.success ? { parameters: { ...query, ...body.data }, files } : undefined;
  }
  if (mime.startsWith('application/x-www-form-urlencoded')) {
    const form = Object.fromEntries(new URLSearchParams(request.body.toString('utf8')));
    return { parameters: { ...query, ...form }, files };
  }
  if (!mime.startsWith('multipart/form-data')) return undefined;
  const body = new Uint8Array(request.body);
  const form = await new Response(body, { headers: { 'content-type': mime } })
    .formData()
    .catch(() => undefined);
  if (!form) return undefined;
  const parameters: Record<string, unknown> = { ...query };
  for (const [name, value] of form) {
    if (typeof value === 'string') parameters[name] = value;
    else files.set(name, Buffer.from(await value.arrayBuffer()));
  }
  return { parameters, files };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Outside JSON bodies everything is text, so objects, numbers and truth may come as such. */
const asJson = (value: unknown) => (typeof value === 'string' ? (parsed(value) ?? value) : value);

export const flag = z.preprocess(asJson, z.boolean()).default(false);
export const count = z.preprocess(asJson, z.number().int());
export const list = <T extends z.ZodType>(item: T) => z.preprocess(asJson, z.array(item));
export const object = <T extends z.ZodRawShape>(shape: T) => z.preprocess(asJson, z.object(shape));
export const words = z.string();
/** A chat's number, or its @name. */
export const chatRef = z.union([z.number(), z.string()]).transform(String);
