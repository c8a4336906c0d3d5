'use client';
import { say, sayError } from './toast.ts';

/** Puts words on the clipboard and says so; a page that is not served safely may not, and says what to do. */
export async function copyText(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    say('Copied.');
  } catch {
    sayError(new Error('The browser does not let this page copy. Mark the words and copy them yourself.'));
  }
}
