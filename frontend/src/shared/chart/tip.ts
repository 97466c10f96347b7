import type { Picture } from "~/shared/chart/drawing";
import type { Trace } from "~/shared/chart/model";
import { lineStyle } from "~/shared/chart/palette";
import type { Reading } from "~/shared/chart/reading";
import { compact } from "~/shared/format/numbers";

export type Read = { trace: Trace; reading: Reading; distance: number };

const MOST_ROWS = 10;

/** Chooses what is read out: the pinned lines and those nearest to the cursor, the highest value first. */
export function chosen(nearestFirst: readonly Read[]): Read[] {
  const pinned = nearestFirst.filter(({ trace }) => trace.pinned).slice(0, MOST_ROWS);
  const all = nearestFirst.length <= MOST_ROWS;
  const others = nearestFirst.filter(({ trace, reading }) => !trace.pinned && (all || "y" in reading));
  const shown = [...pinned, ...others.slice(0, MOST_ROWS - pinned.length)];
  const height = ({ reading }: Read) => ("y" in reading ? reading.y : Number.NEGATIVE_INFINITY);
  return shown.sort((a, b) => height(b) - height(a));
}

/** The words of a reading. A line says nothing past its end but where that was. */
export const words = (reading: Reading): string =>
  "ended" in reading ? `ended at ${compact(reading.ended)}` : compact(Number(reading.y.toPrecision(5)));

/** The values beside the cursor. Its nodes are made once and changed in place. */
export class Tip {
  readonly element = document.createElement("div");
  private readonly head = document.createElement("div");
  private readonly rows: { row: HTMLElement; mark: HTMLElement; label: HTMLElement; value: HTMLElement }[] =
    [];
  private readonly more = document.createElement("div");

  constructor() {
    this.element.className = "chart-tip";
    this.element.hidden = true;
    this.element.setAttribute("aria-hidden", "true");
    this.head.className = "chart-tip-head";
    this.more.className = "chart-tip-head";
    this.element.append(this.head);
    for (let i = 0; i < MOST_ROWS; i++) {
      const [row, mark, label, value] = ["div", "span", "span", "span"].map((tag) =>
        document.createElement(tag),
      );
      if (!row || !mark || !label || !value) continue;
      row.className = "chart-tip-row";
      mark.className = "chart-tip-mark";
      label.className = "chart-tip-label";
      value.className = "num";
      row.append(mark, label, value);
      this.element.append(row);
      this.rows.push({ row, mark, label, value });
    }
    this.element.append(this.more);
  }

  hide(): void {
    if (!this.element.hidden) this.element.hidden = true;
  }

  show(
    { plot, theme }: Picture,
    x: number,
    reads: readonly Read[],
    left: number,
    top: number,
    width: number,
  ): void {
    const shown = chosen(reads);
    set(this.head, `${plot.xLabel} ${compact(Number(x.toPrecision(5)))}`);
    this.rows.forEach(({ row, mark, label, value }, i) => {
      const read = shown[i];
      if (row.hidden !== (read === undefined)) row.hidden = read === undefined;
      if (!read) return;
      const { color } = lineStyle(read.trace.style, theme);
      if (mark.dataset.color !== color) {
        mark.dataset.color = color;
        mark.style.background = color;
      }
      set(label, read.trace.label);
      set(value, words(read.reading));
    });
    const rest = reads.length - shown.length;
    set(this.more, rest > 0 ? `and ${rest} more` : "");
    this.element.hidden = shown.length === 0;
    const right = left > width / 2;
    this.element.style.transform = `translate(${Math.round(left)}px, ${Math.round(Math.max(0, top - 20))}px) ${
      right ? "translateX(calc(-100% - 14px))" : "translateX(14px)"
    }`;
  }
}

function set(node: HTMLElement, text: string): void {
  if (node.textContent !== text) node.textContent = text;
}
