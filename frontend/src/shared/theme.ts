import { useSyncExternalStore } from "react";

export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

const KEY = "isobath.theme";
const listeners = new Set<() => void>();
const dark = () => window.matchMedia("(prefers-color-scheme: dark)");
const print = () => window.matchMedia("print");

export function chosenTheme(): Theme {
  const stored = localStorage.getItem(KEY);
  return THEMES.find((theme) => theme === stored) ?? "system";
}

/** Paper is white, so that what is printed is light whatever was chosen. */
export function shownTheme(): "light" | "dark" {
  if (print().matches) return "light";
  const theme = chosenTheme();
  if (theme !== "system") return theme;
  return dark().matches ? "dark" : "light";
}

export function chooseTheme(theme: Theme): void {
  localStorage.setItem(KEY, theme);
  applyTheme();
}

/** Writes the current theme to the place where the style sheets read it. */
export function applyTheme(): void {
  document.documentElement.dataset.theme = shownTheme();
  for (const listener of listeners) listener();
}

export function watchSystemTheme(): void {
  dark().addEventListener("change", applyTheme);
  print().addEventListener("change", applyTheme);
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
};

export const useShownTheme = () => useSyncExternalStore(subscribe, shownTheme);
export const useChosenTheme = () => useSyncExternalStore(subscribe, chosenTheme);
