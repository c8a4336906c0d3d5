import type { Locator, Page } from 'playwright-core';
import type { Visitor } from './visitor.ts';

const owner = { name: 'Robin Berg', email: 'robin@example.com', password: 'a long enough password' };
const platforms = ['Bluesky', 'Instagram'] as const;
const seconds = 1000;
/** The most that work of an engine may take on a slow machine. */
const workMilliseconds = 420 * seconds;
const deliveryMilliseconds = 180 * seconds;

/** Makes the owner where there is none yet, else signs in; ends on the home page. */
export async function enter({ page, inspect }: Visitor, url: string): Promise<void> {
  await page.goto(url);
  const welcome = page.getByRole('heading', { name: 'Welcome to your studio' });
  const back = page.getByRole('heading', { name: 'Welcome back' });
  await welcome.or(back).waitFor();
  if (await welcome.isVisible()) {
    await inspect('welcome');
    await page.getByLabel('Your name').fill(owner.name);
    await page.getByLabel('E-mail').fill(owner.email);
    await page.getByLabel('Password').fill(owner.password);
    await page.getByRole('button', { name: 'Open the studio' }).click();
  } else {
    await signIn({ page, inspect });
  }
  await page.getByRole('heading', { level: 1, name: 'Robin' }).waitFor();
}

/** Fills in the sign-in page. */
async function signIn({ page, inspect }: Pick<Visitor, 'page' | 'inspect'>): Promise<void> {
  await inspect('sign-in');
  await page.getByLabel('E-mail').fill(owner.email);
  await page.getByLabel('Password').fill(owner.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

/** Who, look and voice from a template, with the declaration; ends when the face is learnt. */
export async function makeCharacter({ page, inspect, goTo }: Visitor, template: number): Promise<string> {
  await goTo('Characters');
  await inspect('characters');
  await main(page)
    .getByRole('link', { name: /^(New character|Make a character|Make the first)/ })
    .first()
    .click();
  const templates = page
    .getByRole('region', { name: 'Starting points' })
    .getByRole('button', { name: /, \d+/ });
  await templates.nth(template).click();
  const name = await page.getByRole('textbox', { name: 'Name', exact: true }).inputValue();
  await inspect('new character, who');
  await page.getByRole('button', { name: 'Next: the look' }).click();
  await page.getByRole('img', { name: `${name} as they look now` }).waitFor({ timeout: workMilliseconds });
  await inspect('new character, look');
  await page.getByRole('button', { name: 'Next: the voice' }).click();
  await page.getByRole('checkbox', { name: /^I declare this/ }).click();
  await inspect('new character, voice');
  await page.getByRole('button', { name: `Make ${name}` }).click();
  await page.getByRole('heading', { level: 1, name }).waitFor({ timeout: workMilliseconds });
  await page.getByText('The face is learnt').waitFor({ timeout: workMilliseconds });
  await inspect('character');
  return name;
}

/** From the character's page: two takes, the best chosen; ends in the post made of it. */
export async function drawAndChoose({ page, inspect }: Visitor, name: string): Promise<void> {
  await page.getByRole('link', { name: 'Make something' }).click();
  await page.getByRole('heading', { level: 1, name: 'Studio' }).waitFor();
  const takes = page.getByRole('slider', { name: 'Takes' });
  await takes.press('Home');
  await takes.press('ArrowRight');
  await page.getByRole('button', { name: 'Draw 2 takes' }).click();
  await page.getByRole('progressbar', { name: 'Progress' }).waitFor();
  await page.getByText(/^[1-9]\d? %$/).waitFor({ timeout: workMilliseconds });
  await inspect('studio, drawing');
  await page
    .getByRole('progressbar', { name: 'Progress' })
    .waitFor({ state: 'hidden', timeout: workMilliseconds });
  const best = page.getByRole('list', { name: 'All takes, best first' }).getByRole('button').first();
  await best.click();
  await page.getByRole('button', { name: 'Choose this take' }).click();
  await page.getByText('Chosen', { exact: true }).waitFor();
  await page
    .getByRole('img', { name: new RegExp(`of ${name}$`) })
    .first()
    .waitFor();
  await inspect('studio, chosen');
  await page.getByRole('button', { name: 'Make a post' }).click();
  await page.getByRole('heading', { level: 1, name: `Post by ${name}` }).waitFor();
}

/** On a new post: takes the first caption that is suggested, and saves. Resolves to the picture's alt text. */
export async function writeCaption({ page, inspect }: Visitor): Promise<string> {
  const writer = page.getByRole('region', { name: 'Writer' });
  await writer.getByRole('button', { name: 'Write', exact: true }).click();
  await writer
    .getByRole('button', { name: /Use this one/ })
    .first()
    .click({ timeout: workMilliseconds });
  const caption = await page.getByRole('textbox', { name: 'Caption' }).inputValue();
  if (caption.trim() === '') throw new Error('The chosen suggestion left the caption empty.');
  await inspect('post');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('Saved', { exact: true }).waitFor();
  return page.getByRole('textbox', { name: 'Alt text' }).inputValue();
}

/** From the post: a rehearsal account on each platform, then back to the post, aimed at both. */
export async function connectAccounts({ page, inspect, goTo }: Visitor, name: string): Promise<void> {
  await page.getByRole('link', { name: 'Connect one' }).click();
  for (const [index, platform] of platforms.entries()) {
    if (index > 0) {
      await goTo('Accounts');
      await page.getByRole('link', { name: 'Connect an account' }).click();
    }
    await main(page).getByRole('combobox', { name: 'Character' }).click();
    await page.getByRole('option', { name }).click();
    if (index === 0) await inspect('connect an account');
    await main(page).getByRole('button', { name: platform }).click();
    await main(page).getByRole('button', { name: 'Connect in one click' }).click();
    await main(page).getByRole('region', { name: 'Connected' }).waitFor();
    if (index === 0) await inspect('an account just connected');
  }
  await goTo('Accounts');
  for (const platform of platforms) {
    await main(page).getByRole('listitem').filter({ hasText: platform }).filter({ hasText: name }).waitFor();
  }
  await inspect('accounts');
  await goTo('Posts');
  await inspect('posts');
  await main(page)
    .getByRole('link', { name: new RegExp(`${name} · changed`) })
    .first()
    .click();
  for (const platform of platforms)
    await page.getByRole('checkbox', { name: new RegExp(`${platform}, rehearsal`) }).click();
}

/** From the post to its approval and back, by key on a wide screen and by touch on a phone. */
export async function sendToReviewAndApprove(
  { page, screen, inspect }: Visitor,
  name: string,
): Promise<void> {
  await page.getByRole('button', { name: 'Send to review' }).click();
  await page.getByRole('link', { name: 'Review it' }).click();
  await page.getByRole('article', { name: `Post by ${name}` }).waitFor();
  await inspect('review');
  if (screen === 'wide') await page.keyboard.press('a');
  else await page.getByRole('button', { name: 'Approve', exact: true }).tap();
  await page.getByText('All reviewed').waitFor();
  await page.getByRole('button', { name: 'Schedule it' }).click();
  await page.getByRole('heading', { level: 1, name: `Post by ${name}` }).waitFor();
}

/** Gives the approved post a time, sees it on the calendar, and returns to it. */
export async function schedule({ page, inspect, goTo }: Visitor, name: string): Promise<void> {
  const panel = page.getByRole('region', { name: 'Schedule', exact: true });
  await panel.getByRole('button', { name: 'Schedule', exact: true }).click();
  await panel.getByText(/^Scheduled for/).waitFor();
  await goTo('Calendar');
  await inspect('calendar');
  await goTo('Home');
  const next = page.getByRole('region', { name: 'Next to go out' });
  await next.getByRole('link', { name }).first().waitFor();
  await goTo('Posts');
  await main(page)
    .getByRole('link', { name: new RegExp(`${name} · changed`) })
    .first()
    .click();
}

/** Publishes at once and waits, on the same page, until every platform has it. */
export async function publishNow({ page, loads }: Visitor): Promise<void> {
  const panel = page.getByRole('region', { name: 'Schedule', exact: true });
  await panel.getByRole('button', { name: 'Publish now' }).waitFor();
  const before = loads();
  await panel.getByRole('button', { name: 'Publish now' }).click();
  const published = publishedLinks(page);
  await published.nth(platforms.length - 1).waitFor({ timeout: deliveryMilliseconds });
  if (loads() !== before) throw new Error('The page was loaded again: it did not change by itself.');
}

const publishedLinks = (page: Page) =>
  page.getByRole('region', { name: 'Accounts' }).getByRole('link', { name: 'Published' });

/** Opens each delivery and the public page it led to. */
export async function seeItPublished({ page, inspect }: Visitor, name: string): Promise<void> {
  for (const [index] of platforms.entries()) {
    await publishedLinks(page).nth(index).click();
    await page.getByRole('heading', { level: 1, name: `${name} Published` }).waitFor();
    await page.getByText('it is labelled as AI-made').waitFor({ timeout: deliveryMilliseconds });
    if (index === 0) await inspect('delivery');
    const opening = page.context().waitForEvent('page');
    await page.getByRole('link', { name: 'See it there' }).click();
    const timeline = await opening;
    await timeline.getByRole('article').first().waitFor();
    await timeline
      .getByText(/AI info|Told as AI-made in its words/)
      .first()
      .waitFor();
    await inspect('timeline', timeline);
    await timeline.close();
    await page.getByRole('link', { name: 'Open the post' }).click();
    await page.getByRole('heading', { level: 1, name: `Post by ${name}` }).waitFor();
  }
}

/** Finds the picture in the library and reads its marks. */
export async function checkLibrary({ page, inspect, goTo }: Visitor, altText: string): Promise<void> {
  await goTo('Library');
  await main(page).getByRole('button', { name: altText }).first().click();
  const marks = page.getByRole('dialog').getByRole('region', { name: 'Marks' });
  await marks.getByText('Marked as AI-made and signed').waitFor({ timeout: workMilliseconds });
  await inspect('library, one picture');
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  await inspect('library');
}

/** Ends every session, then comes back in. */
export async function signOutEverywhere({ page, inspect }: Visitor): Promise<void> {
  await page.getByRole('button', { name: /account menu$/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out everywhere' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Sign out everywhere' }).click();
  await page.getByRole('heading', { name: 'Welcome back' }).waitFor();
  await signIn({ page, inspect });
  await page.getByRole('heading', { level: 1, name: 'Robin' }).waitFor();
}

const main = (page: Page): Locator => page.getByRole('main');
