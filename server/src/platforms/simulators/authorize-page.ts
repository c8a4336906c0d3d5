import type { SimulatorAnswer } from './simulator.ts';

/** What a platform's sign-in page asks, and where each answer leads. */
export interface AuthorizePage {
  readonly platformName: string;
  readonly appName: string;
  readonly scopes: readonly string[];
  /** One link for each account that may be connected. `url` is the redirect with its code and state. */
  readonly grants: readonly { readonly remoteId: string; readonly name: string; readonly url: string }[];
  /** The redirect with the platform's own error, such as `?error=access_denied&state=…`. */
  readonly denyUrl: string;
}

/** A sign-in page of the rehearsal network: plain links, no script, nothing loaded. */
export function authorizePage(page: AuthorizePage): SimulatorAnswer {
  const links = page.grants.map(
    ({ remoteId, name, url }) =>
      `<li><a data-grant="${escaped(remoteId)}" href="${escaped(url)}">Continue as ${escaped(name)}</a></li>`,
  );
  const html = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escaped(page.platformName)} rehearsal</title>
<style>body{font:16px/1.5 system-ui;margin:10vh auto;max-width:26rem;padding:0 1rem}</style>
<h1>${escaped(page.platformName)}, rehearsal</h1>
<p>${escaped(page.appName)} asks for: ${escaped(page.scopes.join(', ') || 'your public profile')}.</p>
<ul>${links.join('\n') || '<li>No account has been made on this rehearsal yet.</li>'}</ul>
<p><a data-deny href="${escaped(page.denyUrl)}">Do not allow it</a></p>
</html>`;
  const headers = {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
  };
  return { status: 200, headers, body: Buffer.from(html) };
}

/** The links of such a page, for tests that answer it in a person's place. */
export function readAuthorizePage(html: string): {
  readonly grants: ReadonlyMap<string, string>;
  readonly denyUrl: string | null;
} {
  const grants = new Map<string, string>();
  for (const [, remoteId, url] of html.matchAll(/<a data-grant="([^"]*)" href="([^"]*)"/g)) {
    grants.set(unescaped(remoteId!), unescaped(url!));
  }
  const denied = /<a data-deny href="([^"]*)"/.exec(html)?.[1];
  return { grants, denyUrl: denied === undefined ? null : unescaped(denied) };
}

const entities = [
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
] as const;

function escaped(text: string): string {
  return entities.reduce((result, [plain, entity]) => result.replaceAll(plain, entity), text);
}

function unescaped(text: string): string {
  return [...entities].reverse().reduce((result, [plain, entity]) => result.replaceAll(entity, plain), text);
}
