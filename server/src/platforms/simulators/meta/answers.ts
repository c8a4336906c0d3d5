import { createHash, randomInt } from 'node:crypto';
import type { SimulatorAnswer, SimulatorOptions, SimulatorRequest } from '#platforms/simulators/simulator.ts';

/** How every part of the simulated Graph API reads and answers. */

export type World = SimulatorOptions;

export const ok = (body: unknown): SimulatorAnswer => ({ status: 200, body });

/** An error as the Graph API words it. https://developers.facebook.com/docs/graph-api/guides/error-handling */
export function graphError(
  code: number,
  subcode: number | undefined,
  message: string,
  status = 400,
): SimulatorAnswer {
  const error = {
    message,
    type: code === 190 || code === 10 ? 'OAuthException' : 'GraphMethodException',
    code,
    ...(subcode === undefined ? {} : { error_subcode: subcode }),
    is_transient: code < 3,
    error_user_msg: message,
    fbtrace_id: 'rehearsal',
  };
  return { status, body: { error } };
}

export const missing = (id: string) =>
  graphError(100, 33, `Unsupported request. Object with ID '${id}' does not exist or cannot be loaded.`);

export const invalid = (message: string) => graphError(100, undefined, `Invalid parameter: ${message}`);

export const forbidden = (scope: string) =>
  graphError(10, undefined, `Application does not have permission for this action: ${scope}.`, 403);

/** Refusals that are planned around a simulator, in Meta's words. `useCase` names the limit's kind. */
export function usedUp(code: number, useCase: string): SimulatorAnswer {
  const usage = [{ type: useCase, call_count: 100, estimated_time_to_regain_access: 1 }];
  return {
    ...graphError(code, undefined, 'There have been too many calls from this app.'),
    headers: { 'x-business-use-case-usage': JSON.stringify({ rehearsal: usage }) },
  };
}

/** A number as Meta makes them: too large for JavaScript, and sorting by time. */
export function newId(prefix: string, now: Date): string {
  return `${prefix}${String(now.getTime()).padStart(13, '0')}${String(randomInt(10_000)).padStart(4, '0')}`;
}

/** Keeps a record under a new number and gives the number; undefined when all numbers tried were taken. */
export async function addNew(
  world: World,
  collection: string,
  prefix: string,
  record: (id: string) => unknown,
): Promise<string> {
  for (let tries = 0; tries < 50; tries += 1) {
    const id = newId(prefix, world.now());
    if (await world.store.add(collection, id, record(id))) return id;
  }
  throw new Error(`No number is free in ${collection}.`);
}

export const digestOf = (secret: string) => createHash('sha256').update(secret).digest('hex');

/** Times as the Graph API writes them. */
export const graphTimeOf = (iso: string) => iso.replace(/\.\d+Z$/, '+0000');

/** What a request asks: query, and a body that is a form, JSON or multipart. */
export interface Asked {
  readonly values: Readonly<Record<string, unknown>>;
  readonly files: Readonly<Record<string, { readonly mime: string; readonly content: Buffer }>>;
}

export function askedBy(request: SimulatorRequest): Asked {
  const type = request.headers['content-type'] ?? '';
  const query = Object.fromEntries(request.query);
  if (type.startsWith('multipart/form-data')) {
    const { values, files } = readMultipart(type, request.body);
    return { values: { ...query, ...values }, files };
  }
  const text = request.body.toString('utf8');
  if (!type.startsWith('application/json')) {
    return { values: { ...query, ...Object.fromEntries(new URLSearchParams(text)) }, files: {} };
  }
  try {
    const parsed: unknown = JSON.parse(text);
    return { values: { ...query, ...(typeof parsed === 'object' ? parsed : {}) }, files: {} };
  } catch {
    return { values: query, files: {} };
  }
}

/** RFC 7578, as strictly as we need it. */
function readMultipart(type: string, body: Buffer): Asked {
  const values: Record<string, string> = {};
  const files: Record<string, { mime: string; content: Buffer }> = {};
  const boundary = /boundary="?([^";]+)"?/.exec(type)?.[1];
  if (!boundary) return { values, files };
  const mark = Buffer.from(`--${boundary}`);
  let at = body.indexOf(mark);
  while (at !== -1) {
    const next = body.indexOf(mark, at + mark.length);
    if (next === -1) break;
    // Between the marks: a line end, heads, an empty line, the content, a line end.
    const part = body.subarray(at + mark.length + 2, next - 2);
    const split = part.indexOf('\r\n\r\n');
    const heads = part.subarray(0, Math.max(0, split)).toString('utf8');
    const content = part.subarray(split + 4);
    const name = /\bname="([^"]*)"/.exec(heads)?.[1];
    const mime = /^content-type: *(.+)$/im.exec(heads)?.[1]?.trim();
    if (split !== -1 && name !== undefined) {
      if (/\bfilename="/.test(heads)) files[name] = { mime: mime ?? '', content: Buffer.from(content) };
      else values[name] = content.toString('utf8');
    }
    at = next;
  }
  return { values, files };
}

/** Only the fields asked for, as the Graph API does; `id` always. Sub-fields in brackets are not looked into. */
export function pick(
  id: string,
  all: Readonly<Record<string, unknown>>,
  request: SimulatorRequest,
): Record<string, unknown> {
  const fields = (request.query.get('fields') ?? '').replaceAll(/[.({][^)}]*[)}]?/g, '').split(',');
  const known = fields.map((name) => name.trim()).filter((name) => name in all);
  return { id, ...Object.fromEntries(known.map((name) => [name, all[name]])) };
}

/** A page of a list, with the cursors of the Graph API. https://developers.facebook.com/docs/graph-api/results */
export function pageOf(items: readonly unknown[], request: SimulatorRequest, most = 100): SimulatorAnswer {
  const limit = Math.max(1, Math.min(most, Number(request.query.get('limit') ?? '25') || 25));
  const after = request.query.get('after');
  const start = after ? Number(Buffer.from(after, 'base64url').toString()) : 0;
  if (!Number.isInteger(start) || start < 0) return invalid('after');
  const data = items.slice(start, start + limit);
  const cursor = (index: number) => Buffer.from(String(index)).toString('base64url');
  const end = start + data.length;
  const cursors = { before: cursor(start), after: cursor(end) };
  const more = end < items.length ? { next: `https://graph.example/next?after=${cursors.after}` } : {};
  return ok({ data, ...(data.length > 0 ? { paging: { cursors, ...more } } : {}) });
}

/** What a browser asks for: the files of a post. */
export async function serveFile(
  world: World,
  { method, path }: SimulatorRequest,
): Promise<SimulatorAnswer | undefined> {
  const name = /^\/file\/([a-f0-9]+)$/.exec(path)?.[1];
  if (method !== 'GET' || !name) return undefined;
  const blob = await world.store.getBlob(name);
  if (!blob) return { status: 404, body: {} };
  return { status: 200, headers: { 'content-type': blob.mime }, body: blob.content };
}
