import type { HandOff } from '@ainfluencer/server/contract/hand-off';

type HandOffFile = HandOff['files'][number];

/** Whether this browser can give files to another app: phones can, most desktops cannot. */
export function canShareFiles(): boolean {
  if (typeof navigator === 'undefined' || typeof navigator.canShare !== 'function') return false;
  return navigator.canShare({ files: [new File(['x'], 'x.jpg', { type: 'image/jpeg' })] });
}

/**
 * Opens the phone's own share sheet with the files; false when the person closed it.
 * @throws Error when a file cannot be had, or the phone takes none of them.
 */
export async function shareFiles(files: readonly HandOffFile[], text: string): Promise<boolean> {
  const wanted = await Promise.all(files.map(fetchFile));
  const shared = { files: wanted, text };
  try {
    await navigator.share(navigator.canShare(shared) ? shared : { files: wanted });
    return true;
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') return false;
    throw error;
  }
}

async function fetchFile({ url, name, mime }: HandOffFile): Promise<File> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${name} could not be loaded. Save the files one by one instead.`);
  return new File([await response.blob()], name, { type: mime });
}

/** Puts words on the clipboard, also on a page that is not served by https, as in a home network. */
export async function copyWords(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = document.createElement('textarea');
    area.value = text;
    area.style.position = 'fixed';
    area.style.opacity = '0';
    document.body.append(area);
    area.select();
    const copied = document.execCommand('copy');
    area.remove();
    return copied;
  }
}
