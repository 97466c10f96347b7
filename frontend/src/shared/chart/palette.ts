/**
 * The colours of Okabe and Ito, which people with every common colour vision can tell apart. Yellow is too pale on white. A violet of another
 * lightness than the blue makes them eight: a baseline and the seven kinds that the reference study compares with it.
 */
const LIGHT = [
  "#0072b2",
  "#d55e00",
  "#009e73",
  "#cc79a7",
  "#b97a00",
  "#3a9bd9",
  "#444444",
  "#5b2a86",
] as const;
const DARK = [
  "#4aa8e0",
  "#ff8a3d",
  "#2fc79a",
  "#e39cc6",
  "#f0b429",
  "#8fd0f5",
  "#d0d0d0",
  "#b58cf0",
] as const;

/** Dash patterns that distinguish lines besides colour, as pixels on and pixels off. */
const DASHES = [[], [8, 4], [2, 3], [10, 3, 2, 3], [5, 2], [14, 4], [3, 6]] as const;

export type Line = { color: string; dash: number[] };

/** The style of the n-th experiment of a chart. The dashes shift after all colours are used. */
export function lineStyle(index: number, theme: "light" | "dark"): Line {
  const colors = theme === "dark" ? DARK : LIGHT;
  const round = Math.floor(index / colors.length);
  return {
    color: colors[index % colors.length] ?? colors[0],
    dash: [...(DASHES[(index + round) % DASHES.length] ?? [])],
  };
}
