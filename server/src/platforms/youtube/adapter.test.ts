import { readFile } from 'node:fs/promises';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { describePlatform } from '#platforms/conformance.ts';
import { createHarness } from '#platforms/conformance-harness.ts';
import type { ExchangeInput, PlatformHttp } from '#platforms/http.ts';
import { youtube } from './adapter.ts';

const Description = z.looseObject({
  methods: z.record(
    z.string(),
    z.looseObject({
      httpMethod: z.string(),
      path: z.string(),
      parameters: z.record(
        z.string(),
        z.looseObject({
          type: z.string(),
          required: z.boolean().optional(),
          enum: z.array(z.string()).optional(),
          minimum: z.coerce.number().optional(),
          maximum: z.coerce.number().optional(),
        }),
      ),
      mediaUpload: z.looseObject({ accept: z.array(z.string()), path: z.string() }).optional(),
      request: z.string().optional(),
    }),
  ),
});
const description = Description.parse(
  JSON.parse(await readFile(new URL('../../../test/api-descriptions/youtube.json', import.meta.url), 'utf8')),
);
const ajv = new Ajv2020({ strict: false, validateFormats: false });
ajv.addSchema(description, 'youtube');
const seen = new Set<string>();

type Method = z.infer<typeof Description>['methods'][string];

/** The method of the description that a request is for. */
function methodOf(verb: string, path: string): [string, Method] | undefined {
  return Object.entries(description.methods).find(
    ([, { httpMethod, path: place, mediaUpload }]) =>
      httpMethod === verb && path === (mediaUpload?.path ?? `/${place}`),
  );
}

function expectQuery(name: string, { parameters }: Method, query: URLSearchParams): void {
  const required = Object.keys(parameters).filter((one) => parameters[one]?.required);
  expect([...query.keys()], name).toEqual(expect.arrayContaining(required));
  for (const [key, value] of query) {
    if (key === 'uploadType') continue;
    const { type, enum: choices, minimum, maximum } = parameters[key] ?? {};
    expect({ name, key, type }).toMatchObject({ type: expect.any(String) });
    if (choices) expect(choices, `${name} ${key}`).toContain(value);
    if (type === 'boolean') expect(value).toMatch(/^(true|false)$/);
    if (type === 'integer') {
      expect(Number(value)).toBeGreaterThanOrEqual(minimum ?? 0);
      expect(Number(value)).toBeLessThanOrEqual(maximum ?? Number.POSITIVE_INFINITY);
    }
  }
}

/** Checks requests against YouTube's own description before they leave. */
function described(http: PlatformHttp): PlatformHttp {
  const check = ({ method, url, body }: ExchangeInput) => {
    const { pathname, searchParams } = new URL(url);
    const path = pathname.replace('/rehearsal/youtube', '');
    // The upload session is Google's general protocol, and signing in is OAuth: neither is described there.
    if (searchParams.has('upload_id') || path === '/token' || path === '/revoke') return;
    const [name, found] = methodOf(method, path) ?? [];
    expect(name, `${method} ${path} is described`).toBeDefined();
    seen.add(name!);
    expectQuery(name!, found!, searchParams);
    if (body && 'json' in body) {
      const matches = ajv.validate({ $ref: `youtube#/schemas/${found!.request}` }, body.json);
      expect({ name, errors: matches ? [] : ajv.errors }).toMatchObject({ errors: [] });
    } else {
      expect({ name, request: found!.request }).toEqual({ name, request: undefined });
    }
  };
  return {
    async send(input) {
      check(input);
      return http.send(input);
    },
    async exchange(input) {
      check(input);
      return http.exchange(input);
    },
    within: (hosts) => described(http.within(hosts)),
  };
}

describePlatform('youtube against its simulator and the description of its API', {
  start: () => createHarness('youtube'),
  adapterOf: ({ http }) => youtube(described(http), { pollSeconds: [0.06, 0.1, 0.2] }),
  expiredToken: 'refreshed',
  accessTokenSeconds: 3600,
  repliesOnce: false,
});

it('has checked each method but those of a thumbnail and of own comments against the description', () => {
  const rest = Object.keys(description.methods).filter((name) => !seen.has(name));
  expect(rest.sort()).toEqual(['comments.delete', 'playlistItems.list', 'thumbnails.set']);
});
