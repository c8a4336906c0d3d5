import { readFile } from 'node:fs/promises';
import { expect } from 'vitest';
import { z } from 'zod';
import type { ExchangeInput, PlatformHttp } from '#platforms/http.ts';

/** A parameter's type as Meta's own description of the Graph API names it, or the values it takes. */
const Parameters = z.record(z.string(), z.union([z.string(), z.array(z.string())]));
const Description = z.looseObject({
  bodies: z.record(z.string(), Parameters),
  queries: z.record(z.string(), Parameters),
  fields: z.record(z.string(), z.array(z.string())),
  edges: z.record(z.string(), z.array(z.string())),
});

export interface DescribedGraph {
  /** Checks each call against the description before it leaves. */
  described(http: PlatformHttp): PlatformHttp;
  /** The places of the description that calls were checked against. */
  readonly checked: ReadonlySet<string>;
}

/**
 * Meta's description of the Graph API, as a check on what an adapter sends and asks for. `kinds` tells what stands
 * behind an id (`post`, `comment`), for an id alone does not.
 */
export async function describedGraph(
  name: 'facebook' | 'instagram',
  kinds: readonly (readonly [RegExp, string])[],
): Promise<DescribedGraph> {
  const file = new URL(`./api-descriptions/${name}.json`, import.meta.url);
  const description = Description.parse(JSON.parse(await readFile(file, 'utf8')));
  const checked = new Set<string>();
  const placeOf = (url: URL) => {
    const [, id, edge] = /\/v26\.0\/([^/]+)(?:\/([^/]+))?$/.exec(url.pathname) ?? [];
    const kind = id === undefined ? undefined : kinds.find(([shape]) => shape.test(id))?.[1];
    return kind === undefined ? undefined : { node: `/{${kind}}`, edge };
  };
  const check = ({ method, url, body }: ExchangeInput) => {
    const address = new URL(url);
    const place = placeOf(address);
    if (!place) return;
    const path = `${method} ${place.node}${place.edge === undefined ? '' : `/${place.edge}`}`;
    const sent = sentIn(body);
    if (method === 'POST') {
      const known = description.bodies[path];
      expect(known, `${path} is described`).toBeDefined();
      for (const [parameter, value] of Object.entries(sent)) assertParameter(path, known!, parameter, value);
      checked.add(path);
    } else if (method === 'GET') {
      const known = description.queries[path];
      for (const [parameter, value] of address.searchParams)
        if (known && !general.has(parameter)) assertParameter(path, known, parameter, value);
      if (known) checked.add(path);
      const node = place.edge === undefined ? place.node : listed[place.edge];
      const fields = node === undefined ? undefined : description.fields[node];
      const allowed = [...(fields ?? []), ...(node === undefined ? [] : (description.edges[node] ?? []))];
      const asked = namesIn(address.searchParams.get('fields') ?? '');
      if (fields) expect(allowed, `${path}: ${asked.join(', ')}`).toEqual(expect.arrayContaining(asked));
    }
  };
  const described = (http: PlatformHttp): PlatformHttp => ({
    async send(input) {
      check(input);
      return http.send(input);
    },
    async exchange(input) {
      check(input);
      return http.exchange(input);
    },
    within: (hosts) => described(http.within(hosts)),
  });
  return { described, checked };
}

/** Parameters that every listing and node takes. https://developers.facebook.com/docs/graph-api/results */
const general = new Set(['fields', 'limit', 'after', 'appsecret_proof']);
/** What a listing holds. */
const listed: Readonly<Record<string, string>> = {
  comments: '/{comment}',
  replies: '/{comment}',
  media: '/{media}',
  stories: '/{media}',
  tags: '/{media}',
};

function sentIn(body: ExchangeInput['body']): Record<string, unknown> {
  if (body === undefined) return {};
  if ('json' in body) return z.record(z.string(), z.unknown()).parse(body.json);
  if ('form' in body) return { ...body.form };
  return 'fields' in body ? { ...body.fields } : {};
}

/** The names at the top of a field list: `id,replies.limit(50){id}` asks for `id` and `replies`. */
function namesIn(fields: string): string[] {
  const flat = fields.replaceAll(/\{[^}]*\}/g, '').replaceAll(/\.\w+\([^)]*\)/g, '');
  return flat.split(',').filter(Boolean);
}

function assertParameter(
  path: string,
  known: z.infer<typeof Parameters>,
  parameter: string,
  value: unknown,
): void {
  // Lists may be sent item by item: `attached_media[0]`.
  const type = known[parameter.replace(/\[\d+\]$/, '')];
  expect({ path, parameter, described: type !== undefined }).toEqual({ path, parameter, described: true });
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  // Meta's pages write values in small letters that its description has in capitals.
  const fits = Array.isArray(type)
    ? type.some((one) => one.toLowerCase() === text.toLowerCase())
    : type === 'bool'
      ? text === 'true' || text === 'false'
      : type === 'unsigned int'
        ? /^\d+$/.test(text)
        : true;
  expect({ path, parameter, text, fits }).toEqual({ path, parameter, text, fits: true });
}
