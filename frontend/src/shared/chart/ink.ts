/** The colours of a picture beside those of its lines. They are in its elements, so that a file has them as well. */
export type Ink = { text: string; muted: string; axis: string; grid: string; faint: string; paper: string };

export const INK: Record<"light" | "dark", Ink> = {
  light: {
    text: "#17212b",
    muted: "#55636f",
    axis: "#8d9aa7",
    grid: "#e4e9ee",
    faint: "#b4bfc9",
    paper: "#ffffff",
  },
  dark: {
    text: "#e3e9ee",
    muted: "#9eacb7",
    axis: "#6c7c88",
    grid: "#26323a",
    faint: "#3d4c56",
    paper: "#172026",
  },
};

/** Shortens a text for a place of a picture. */
export const cut = (text: string, most: number): string =>
  text.length > most ? `${text.slice(0, most - 1)}…` : text;
