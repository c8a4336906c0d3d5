const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** A post's text as a server shows it: paragraphs, links with their ends hidden, tags and mentions. */
export function htmlOf(text: string): string {
  const paragraphs = escaped(text)
    .replaceAll(/(https?:\/\/)([^\s<]+)/gi, (_whole, scheme: string, rest: string) => linked(scheme, rest))
    .replaceAll(
      /(^|\s)#([\p{L}\p{N}_]+)/gu,
      '$1<a href="/tags/$2" class="mention hashtag" rel="tag">#<span>$2</span></a>',
    )
    .replaceAll(
      /(^|\s)@([\w]+)(?:@[\w.-]+\w)?/g,
      '$1<span class="h-card"><a href="/@$2" class="u-url mention">@<span>$2</span></a></span>',
    )
    .split(/\n{2,}/);
  return paragraphs.map((one) => `<p>${one.replaceAll('\n', '<br />')}</p>`).join('');
}

function linked(scheme: string, rest: string): string {
  const shown = rest.slice(0, 30);
  const hidden = rest.slice(30);
  return `<a href="${scheme}${rest}" rel="nofollow noopener"><span class="invisible">${scheme}</span><span class="ellipsis">${shown}</span><span class="invisible">${hidden}</span></a>`;
}
