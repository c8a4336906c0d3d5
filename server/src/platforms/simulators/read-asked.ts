import { z } from 'zod';
import type { SimulatorRequest } from './simulator.ts';

/** What a call brought: its values, whatever they came in, and its files by field name. */
export interface Asked {
  readonly values: Readonly<Record<string, unknown>>;
  readonly files: ReadonlyMap<string, AskedFile>;
}

export interface AskedFile {
  readonly content: Buffer;
  readonly mime: string;
  readonly name: string;
}

/** A body that is JSON, a form or multipart/form-data (RFC 7578); undefined for anything else. */
export async function readAsked({ headers, body }: SimulatorRequest): Promise<Asked | undefined> {
  const mime = headers['content-type'] ?? '';
  if (body.length === 0) return { values: {}, files: new Map() };
  if (mime.startsWith('application/json')) {
    const read = z.record(z.string(), z.unknown()).safeParse(parsed(body.toString('utf8')));
    return read.success ? { values: read.data, files: new Map() } : undefined;
  }
  if (mime.startsWith('application/x-www-form-urlencoded')) {
    return { values: Object.fromEntries(new URLSearchParams(body.toString('utf8'))), files: new Map() };
  }
  return mime.startsWith('multipart/form-data') ? readMultipart(mime, body) : undefined;
}

async function readMultipart(mime: string, body: Buffer): Promise<Asked | undefined> {
  const response = new Response(new Uint8Array(body), { headers: { 'content-type': mime } });
  const form = await response.formData().catch(() => undefined);
  if (!form) return undefined;
  const values: Record<string, unknown> = {};
  const files = new Map<string, AskedFile>();
  for (const [name, value] of form) {
    if (typeof value === 'string') values[name] = value;
    else {
      const content = Buffer.from(await value.arrayBuffer());
      files.set(name, { content, mime: value.type, name: value.name });
    }
  }
  return { values, files };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
