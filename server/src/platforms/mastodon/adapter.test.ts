import { readFile } from 'node:fs/promises';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { expect } from 'vitest';
import { z } from 'zod';
import { describePlatform } from '#platforms/conformance.ts';
import { createHarness } from '#platforms/conformance-harness.ts';
import type { ExchangeInput, PlatformHttp, SendBody } from '#platforms/http.ts';
import { mastodon } from './adapter.ts';

const Parameter = z.object({ name: z.string(), in: z.string(), required: z.boolean().default(false) });
const Operation = z.object({
  parameters: z.array(Parameter).default([]),
  requestBody: z.object({ content: z.record(z.string(), z.unknown()) }).optional(),
});
const Description = z.looseObject({ paths: z.record(z.string(), z.record(z.string(), Operation)) });

const description = Description.parse(
  JSON.parse(
    await readFile(new URL('../../../test/api-descriptions/mastodon.json', import.meta.url), 'utf8'),
  ),
);
const ajv = new Ajv2020({ strict: false });
addFormats.default(ajv);
ajv.addFormat('scopes', true);
ajv.addFormat('binary', true);
ajv.addSchema(description, 'mastodon');

/** Checks each request against the public description of the API before it leaves. */
function described(http: PlatformHttp): PlatformHttp {
  const check = (input: ExchangeInput) => {
    const { method, url, body } = input;
    const { pathname, searchParams } = new URL(url);
    const path = pathname.replace('/rehearsal/mastodon', '');
    const template = Object.keys(description.paths).find((one) =>
      new RegExp(`^${one.replaceAll(/\{[^}]+\}/g, '\\d+')}$`).test(path),
    );
    const operation = description.paths[template ?? '']?.[method.toLowerCase()];
    expect(operation, `${method} ${path} is described`).toBeDefined();
    const known = operation!.parameters.filter((one) => one.in === 'query').map(({ name }) => name);
    const asked = [...searchParams.keys()].map((name) => name.replace('[]', ''));
    expect(known, `${method} ${path}`).toEqual(expect.arrayContaining(asked));
    const mime = Object.keys(operation!.requestBody?.content ?? {})[0];
    if (!mime) return;
    const place = [template!, method.toLowerCase(), 'requestBody', 'content', mime, 'schema'];
    const pointer = place.map((one) => encodeURIComponent(one.replaceAll('/', '~1'))).join('/');
    const schema = { $ref: `mastodon#/paths/${pointer}`, unevaluatedProperties: false };
    const matches = ajv.validate(schema, fieldsOf(body));
    expect({ request: `${method} ${path}`, errors: matches ? [] : ajv.errors }).toMatchObject({ errors: [] });
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

/** The fields of a body by their names, however they are sent. */
function fieldsOf(body: SendBody | undefined): unknown {
  if (body === undefined) return {};
  if ('json' in body) return body.json;
  if ('form' in body) return body.form;
  if (!('files' in body)) return undefined;
  return { ...body.fields, ...Object.fromEntries(body.files.map(({ name, path }) => [name, path])) };
}

describePlatform('mastodon against its simulator and the description of its API', {
  start: () => createHarness('mastodon'),
  adapterOf: ({ http }) => mastodon(described(http), { pollSeconds: [0, 0.01, 0.02] }),
  expiredToken: 'needs_reconnect',
});
