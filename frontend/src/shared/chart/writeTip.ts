/** What is said of the place in a picture that is pointed at. */
export type Words = {
  /** Where the words stand, in pixels of the picture. */
  at: readonly [number, number];
  name: string;
  rows: readonly (readonly [string, string])[];
};

const MOST_ROWS = 8;

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
  const before = x > width / 2;
  const top = Math.max(0, Math.min(y - 20, height - tip.offsetHeight));
  tip.style.transform = `translate(${Math.round(x)}px, ${Math.round(top)}px) ${
    before ? "translateX(calc(-100% - 14px))" : "translateX(14px)"
  }`;
}

/** The same in one sentence, for people who cannot see it. */
export const spoken = ({ name, rows }: Words): string =>
  [name, ...rows.map(([field, value]) => `${field} ${value}`)].join(", ");
