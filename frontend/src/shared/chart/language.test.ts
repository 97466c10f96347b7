import { expect, test } from "vitest";
import { mendLanguage, usableLanguage } from "~/shared/chart/language";

test("the first language that Intl accepts is used", () => {
  expect(usableLanguage(["ko-KR", "en"])).toBe("ko-KR");
  expect(usableLanguage(["en-US@posix", "c", "de"])).toBe("de");
});

test("without any language that Intl accepts it is English", () => {
  expect(usableLanguage(["en-US@posix", ""])).toBe("en");
  expect(usableLanguage([])).toBe("en");
});

test("a browser in the POSIX locale gets a language that numbers can be formatted in", () => {
  const browser = { language: "en-US@posix", languages: ["en-US@posix"] };
  mendLanguage(browser);
  expect(new Intl.NumberFormat(browser.language).format(1234.5)).toBe("1,234.5");
});

test("a browser with a good language keeps it", () => {
  const browser = { language: "ko-KR", languages: ["ko-KR", "en"] };
  mendLanguage(browser);
  expect(browser.language).toBe("ko-KR");
});

test("the chart library loads in a browser in the POSIX locale", async () => {
  Object.defineProperty(navigator, "language", { value: "en-US@posix", configurable: true });
  Object.defineProperty(navigator, "languages", { value: ["en-US@posix"], configurable: true });
  await expect(import("~/shared/chart/UplotChart")).resolves.toHaveProperty("UplotChart");
});
