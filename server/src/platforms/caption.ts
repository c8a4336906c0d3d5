import { measure } from '#kernel/text-length.ts';
import type { Disclosure, PlatformManifest } from './platform.ts';

/** Length of a caption the platform's way, to stand beside `manifest.text.max`. */
export function countCaption(manifest: PlatformManifest, caption: string): number {
  const { unit, linkWeight } = manifest.text;
  const length = measure(caption, unit);
  if (linkWeight === undefined) return length;
  return linksIn(caption).reduce((sum, link) => sum - measure(link, unit) + linkWeight, length);
}

/** Hashtags as they stand in a text, without the `#`, in order. Digits alone are not a hashtag. */
export function hashtagsIn(text: string): string[] {
  return [...text.matchAll(/(?:^|\s)[#＃](?=\S*[^\d\s\p{P}])([\p{L}\p{N}\p{M}_]+)/gu)].map(
    (match) => match[1]!,
  );
}

/** Web addresses in a text, as platforms find them: with http(s), up to the next space or closing mark. */
export function linksIn(text: string): string[] {
  return [...text.matchAll(/https?:\/\/[^\s<>"')\]]+/giu)].map(([link]) => link);
}

/**
 * The words that tell people a post is made with AI, by primary language subtag.
 * EU AI Act Article 50(5) asks for clear words at first sight; the reader's own language is the clearest.
 */
const wordings: Readonly<Record<string, string>> = {
  en: 'Made with AI',
  de: 'Mit KI erstellt',
  fr: "Créé avec l'IA",
  es: 'Creado con IA',
  it: "Creato con l'IA",
  pt: 'Criado com IA',
  nl: 'Gemaakt met AI',
  pl: 'Stworzone przez AI',
  sv: 'Skapad med AI',
  da: 'Lavet med AI',
  nb: 'Laget med KI',
  no: 'Laget med KI',
  fi: 'Tehty tekoälyllä',
  cs: 'Vytvořeno pomocí AI',
  tr: 'Yapay zekâ ile yapıldı',
  uk: 'Створено за допомогою ШІ',
  ru: 'Создано с помощью ИИ',
  el: 'Δημιουργήθηκε με ΤΝ',
  ro: 'Creat cu IA',
  hu: 'Mesterséges intelligenciával készült',
  ja: 'AIで作成',
  ko: 'AI로 제작',
  zh: '由AI生成',
  ar: 'صُنع بالذكاء الاصطناعي',
  hi: 'एआई से बनाया गया',
  id: 'Dibuat dengan AI',
};

const disclosureTag = '#AIGenerated';

/** The disclosure line of a language; English where we have no words for it. */
export function disclosureLine(language: string): string {
  const primary = language.toLowerCase().split(/[-_]/)[0]!;
  return `🤖 ${wordings[primary] ?? wordings.en} ${disclosureTag}`;
}

/** Whether a text already says, in words we know, that it is made with AI. */
export function saysMadeWithAi(text: string): boolean {
  const plain = text.normalize('NFC').toLowerCase();
  if (/[#＃]aigenerated(?![\p{L}\p{N}_])/u.test(plain)) return true;
  return Object.values(wordings).some((words) => plain.includes(words.normalize('NFC').toLowerCase()));
}

/** What decides about the words that tell. */
export interface DisclosureFacts {
  readonly disclosure: Disclosure;
  /** BCP 47. */
  readonly language: string;
}

/**
 * The caption as it will be sent: with the disclosure line where the platform has no flag of its own.
 * Calling it again changes nothing.
 */
export function discloseCaption(manifest: PlatformManifest, caption: string, facts: DisclosureFacts): string {
  if (facts.disclosure === 'none' || !manifest.aiDisclosure.caption || saysMadeWithAi(caption))
    return caption;
  const own = caption.trimEnd();
  return own === '' ? disclosureLine(facts.language) : `${own}\n\n${disclosureLine(facts.language)}`;
}

/** How much of the caption is left for a person's own words once the disclosure line is in. */
export function captionRoom(manifest: PlatformManifest, facts: DisclosureFacts): number {
  const probe = discloseCaption(manifest, 'x', facts);
  return manifest.text.max - (countCaption(manifest, probe) - 1);
}
