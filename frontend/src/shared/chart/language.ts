/** Returns the first of these language tags that `Intl` accepts, or `en`. */
export function usableLanguage(tags: readonly string[]): string {
  return tags.find(isUsable) ?? "en";
}

function isUsable(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length > 0;
  } catch {
    return false;
  }
}

/**
 * Gives the browser a language that `Intl` accepts. In the POSIX locale Chromium reports `en-US@posix`, and uPlot hands that to `Intl` when it
 * loads, which throws.
 */
export function mendLanguage(browser: Pick<Navigator, "language" | "languages">): void {
  const usable = usableLanguage([browser.language, ...browser.languages]);
  if (browser.language !== usable) {
    Object.defineProperty(browser, "language", { value: usable, configurable: true });
  }
}
