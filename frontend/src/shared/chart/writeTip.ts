/** What is said of the place in a picture that is pointed at. */
export type Words = {
  /** Where the words stand, in pixels of the picture. */
  at: readonly [number, number];
  name: string;
  rows: readonly (readonly [string, string])[];
};

const MOST_ROWS = 8;
const GAP = 14;
const BELOW = 34;

/** Writes what is said of a place beside it. */
export function writeTip(
  tip: HTMLElement,
  { at: [x, y], name, rows }: Words,
  width: number,
  height: number,
): void {
  const line = (className: string, ...texts: string[]) => {
    const row = document.createElement("div");
    row.className = className;
    row.append(
      ...texts.map((text, i) => {
        const part = document.createElement("span");
        part.className = i === 0 ? "chart-tip-label" : "num";
        part.textContent = text;
        return part;
      }),
    );
    return row;
  };
  const head = document.createElement("strong");
  head.textContent = name;
  tip.replaceChildren(head, ...rows.slice(0, MOST_ROWS).map((row) => line("chart-tip-row", ...row)));
  // A picture may be wider than the box that it is scrolled in. The words stay where they are seen.
  const box = tip.parentElement?.parentElement;
  const from = box?.scrollLeft ?? 0;
  const to = Math.min(width, from + (box?.clientWidth || width));
  const beside = x > (from + to) / 2 ? x - GAP - tip.offsetWidth : x + GAP;
  const left = Math.max(from, Math.min(beside, to - tip.offsetWidth));
  // Where there is no room beside the place, they stand below it.
  const below = left === beside ? -20 : BELOW;
  const top = Math.max(0, Math.min(y + below, height - tip.offsetHeight));
  tip.style.transform = `translate(${Math.round(left)}px, ${Math.round(top)}px)`;
}

/** The same in one sentence, for people who cannot see it. */
export const spoken = ({ name, rows }: Words): string =>
  [name, ...rows.map(([field, value]) => `${field} ${value}`)].join(", ");
