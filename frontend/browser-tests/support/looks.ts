import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';

/** The looks in which every page is checked: a desktop and a phone, light and dark. */
export const LOOKS = [
  { width: 1280, height: 900, theme: 'light' },
  { width: 1280, height: 900, theme: 'dark' },
  { width: 390, height: 844, theme: 'light' },
  { width: 390, height: 844, theme: 'dark' },
] as const;
type Look = (typeof LOOKS)[number];

const ABOUT_COLOURS = ['color-contrast', 'link-in-text-block'];
const SEVERE = ['serious', 'critical'];
/** The folder that gets a picture of every page in every look, when the variable is set. */
const pictures = process.env.SCREENSHOTS;

/** Shows the page as it is in every look, and returns what is wrong: what axe finds, and what makes a phone scroll sideways. */
export async function faults(page: Page, name: string): Promise<string[]> {
  const found: string[] = [];
  for (const look of LOOKS) {
    await show(page, look);
    if (pictures) await picture(page, name, look);
    const where = `${name}, ${look.width} px, ${look.theme}`;
    for (const fault of [...(await severe(page, look)), ...(await tooWide(page))]) found.push(`${where}: ${fault}`);
  }
  await show(page, LOOKS[0]);
  return found;
}

/** Writes what was found beside the pictures. */
export function report(found: readonly string[]): void {
  if (pictures) writeFileSync(join(pictures, 'faults.txt'), found.join('\n'));
}

async function show(page: Page, { width, height, theme }: Look): Promise<void> {
  await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
  await page.setViewportSize({ width, height });
  // The second frame is drawn after the observers of sizes have run.
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
}

async function picture(page: Page, name: string, { width, theme }: Look): Promise<void> {
  mkdirSync(pictures as string, { recursive: true });
  const file = `${name.replace(/\W+/g, '-')}-${width}-${theme}.png`;
  await page.screenshot({ path: join(pictures as string, file), fullPage: true });
}

/** The serious and critical violations that axe finds, each with the first elements that have it. */
async function severe(page: Page, { theme }: Look): Promise<string[]> {
  const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] });
  // The themes differ in nothing but colours.
  const { violations } = await (theme === 'dark' ? axe.withRules(ABOUT_COLOURS) : axe).analyze();
  return violations
    .filter(({ impact }) => SEVERE.includes(impact ?? ''))
    .map(({ id, help, nodes }) => {
      const places = nodes.slice(0, 4).map(({ target, any }) => {
        const data = any[0]?.data as { contrastRatio?: number } | null | undefined;
        return `${target.join(' ')}${data?.contrastRatio ? ` (${data.contrastRatio})` : ''}`;
      });
      return `${id}: ${help} (${nodes.length}): ${places.join(' | ')}`;
    });
}

/** The elements that make the page wider than its window. */
async function tooWide(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const root = document.scrollingElement as HTMLElement;
    if (root.scrollWidth <= innerWidth) return [];
    const clips = (element: Element | null): boolean =>
      element !== null &&
      element !== document.documentElement &&
      (getComputedStyle(element).overflowX !== 'visible' || clips(element.parentElement));
    const wide = [...document.body.querySelectorAll('*')]
      .filter((one) => one.getBoundingClientRect().right > innerWidth + 0.5 && !clips(one.parentElement))
      .map((one) => `${one.tagName.toLowerCase()}.${one.getAttribute('class') ?? ''}`);
    return [`the page is ${root.scrollWidth} px wide: ${wide.slice(0, 6).join(' | ')}`];
  });
}
