import { type Disclosure, disclosureSentence, sourceTypePrefix } from './disclosure.ts';

const escaped: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** Text for XML 1.0, where most control characters are not allowed even when escaped. */
function xml(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what XML 1.0 forbids.
  const allowed = text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '');
  return allowed.replace(/[&<>"']/g, (character) => escaped[character]!);
}

const inEnglish = (text: string) => `<rdf:Alt><rdf:li xml:lang="x-default">${xml(text)}</rdf:li></rdf:Alt>`;

/**
 * An XMP packet with the IPTC source type and the AI fields of IPTC Photo Metadata 2025.1,
 * https://iptc.org/std/photometadata/specification/ . The two prompt fields of that standard stay empty on purpose.
 */
export function writeXmp(disclosure: Disclosure): string {
  const { creator, sourceType, title, recipeSummary } = disclosure;
  const program = `${creator.product} ${creator.version}`;
  return [
    '<?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?>',
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">',
    '<rdf:Description rdf:about="" xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"',
    ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/">',
    `<Iptc4xmpExt:DigitalSourceType>${sourceTypePrefix}${sourceType}</Iptc4xmpExt:DigitalSourceType>`,
    `<Iptc4xmpExt:AISystemUsed>${xml(recipeSummary ?? creator.product)}</Iptc4xmpExt:AISystemUsed>`,
    `<Iptc4xmpExt:AISystemVersionUsed>${xml(creator.version)}</Iptc4xmpExt:AISystemVersionUsed>`,
    `<dc:title>${inEnglish(title)}</dc:title>`,
    `<dc:description>${inEnglish(disclosureSentence(disclosure))}</dc:description>`,
    `<dc:creator><rdf:Seq><rdf:li>${xml(`${creator.character} (virtual character)`)}</rdf:li></rdf:Seq></dc:creator>`,
    `<xmp:CreatorTool>${xml(program)}</xmp:CreatorTool>`,
    '</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>',
  ].join('\n');
}

/** The last part of the IPTC source type in a packet, whether written as an element or an attribute. */
export function sourceTypeInXmp(packet: string): string | undefined {
  const written = /Iptc4xmpExt:DigitalSourceType\s*(?:=\s*["']|>)\s*([^"'<\s]+)/.exec(packet)?.[1];
  return written?.startsWith(sourceTypePrefix) ? written.slice(sourceTypePrefix.length) : written;
}
