import { utf8Bytes } from '#kernel/text-length.ts';

/** A link, tag or mention over a span of UTF-8 bytes. https://docs.bsky.app/docs/advanced-guides/post-richtext */
export interface Facet {
  readonly index: { readonly byteStart: number; readonly byteEnd: number };
  readonly features: readonly (
    | { readonly $type: 'app.bsky.richtext.facet#link'; readonly uri: string }
    | { readonly $type: 'app.bsky.richtext.facet#tag'; readonly tag: string }
    | { readonly $type: 'app.bsky.richtext.facet#mention'; readonly did: string }
  )[];
}

const linkPattern = /(?<=^|[\s(])(https?:\/\/[^\s]+)/gu;
const tagPattern = /(?<=^|\s)[#＃](?=\S*[^\d\s\p{P}])([\p{L}\p{N}\p{M}_]{1,64})/gu;
const mentionPattern =
  /(?<=^|[\s(])@([a-z0-9][a-z0-9-]*(?:\.[a-z0-9][a-z0-9-]*)*\.[a-z]{2,})(?=$|[\s,.;:!?)])/giu;
/** A sentence's own punctuation is not part of the address; a closing bracket is only if the address opened one. */
const trailing = /[.,;:!?'"”’…]+$/u;

/**
 * Facets of a text, in order and without overlap.
 * `didOf` gives the account of a handle, or null: a mention of nobody stays plain text.
 */
export async function findFacets(
  text: string,
  didOf: (handle: string) => Promise<string | null>,
): Promise<Facet[]> {
  const facets: Facet[] = [];
  const add = (start: number, piece: string, feature: Facet['features'][number]) => {
    const byteStart = utf8Bytes(text.slice(0, start));
    const byteEnd = byteStart + utf8Bytes(piece);
    const free = facets.every(({ index }) => index.byteEnd <= byteStart || byteEnd <= index.byteStart);
    if (free) facets.push({ index: { byteStart, byteEnd }, features: [feature] });
  };
  for (const match of text.matchAll(linkPattern)) {
    let uri = match[1]!.replace(trailing, '');
    if (uri.endsWith(')') && !uri.includes('(')) uri = uri.slice(0, -1);
    if (URL.canParse(uri)) add(match.index, uri, { $type: 'app.bsky.richtext.facet#link', uri });
  }
  for (const match of text.matchAll(tagPattern)) {
    add(match.index, match[0], { $type: 'app.bsky.richtext.facet#tag', tag: match[1]! });
  }
  for (const match of text.matchAll(mentionPattern)) {
    const did = await didOf(match[1]!.toLowerCase());
    if (did) add(match.index, match[0], { $type: 'app.bsky.richtext.facet#mention', did });
  }
  return facets.sort((a, b) => a.index.byteStart - b.index.byteStart);
}
