/** A place of the dashboard that one can go to. `key` is the letter that leads there after a `g`. */
export type Place = { path: string; words: string; key?: string };

export const PLACES: readonly Place[] = [
  { path: "/", words: "Experiments", key: "e" },
  { path: "/experiments/new", words: "New experiment", key: "n" },
  { path: "/studies", words: "Studies", key: "s" },
  { path: "/studies/new", words: "New study" },
  { path: "/corpora", words: "Corpora and tokenizers", key: "c" },
  { path: "/workers", words: "Workers", key: "w" },
  { path: "/shares", words: "Shares", key: "h" },
  { path: "/settings", words: "Settings", key: "t" },
  { path: "/experiments/deleted", words: "Deleted experiments" },
];

/** What the keys do, as the list of shortcuts says it. */
export const SHORTCUTS: readonly (readonly [keys: readonly string[], does: string])[] = [
  [["Ctrl", "K"], "Find an experiment, a study or a page (⌘ K on a Mac)"],
  [["?"], "Show this list"],
  ...PLACES.flatMap(({ key, words }) => (key ? [[["g", key], `Go to: ${words}`] as const] : [])),
];
