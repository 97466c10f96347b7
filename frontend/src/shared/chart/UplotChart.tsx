import { useEffect, useMemo, useRef } from "react";
import "~/shared/chart/mendLanguage";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { type DrawnLine, drawnLines, type Plot } from "~/shared/chart/model";
import { align, nearest } from "~/shared/chart/points";
import { padded, type Range, tickLabel, ticks } from "~/shared/chart/scale";
import { useShownTheme } from "~/shared/theme";

type Props = {
  plot: Plot;
  /** Describes the picture for people who cannot see it. */
  label: string;
  height: number;
  /** Charts with the same key show the same cursor. */
  syncKey?: string;
  /** The visible range of x when the chart is zoomed. */
  zoom?: Range;
  onZoom?: (range: Range | undefined) => void;
  /** Called with x under the cursor, or null. */
  onCursor?: (x: number | null) => void;
};

/** Draws a plot on a canvas. It is the only file that uses uPlot. Dragging zooms, and a double click resets the zoom. */
export function UplotChart({ plot, label, height, syncKey, zoom, onZoom, onCursor }: Props) {
  const holder = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot>(null);
  const handlers = useRef({ onZoom, onCursor });
  handlers.current = { onZoom, onCursor };
  const theme = useShownTheme();
  const lines = useMemo(() => drawnLines(plot, theme), [plot, theme]);
  const data = useMemo(() => toData(lines), [lines]);
  const latest = useRef(data);
  latest.current = data;

  // A new chart is made only when its structure changes. New points go into the existing chart.
  const makeup = JSON.stringify([
    plot.xLabel,
    plot.yLabel,
    plot.logX,
    plot.logY,
    theme,
    height,
    syncKey,
    zoom,
    lines.map((line) => [line.traceId, line.color, line.dash, line.faint]),
  ]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: makeup covers everything that is used here
  useEffect(() => {
    const element = holder.current;
    if (!element) return;
    const made = new uPlot(
      options({ plot, lines, height, syncKey, zoom, element, handlers }),
      latest.current,
      element,
    );
    chart.current = made;
    const observer = new ResizeObserver(() => {
      const width = element.clientWidth;
      if (width > 0) made.setSize({ width, height });
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
      made.destroy();
      chart.current = null;
    };
  }, [makeup]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new chart already has its data
  useEffect(() => {
    chart.current?.setData(data);
  }, [plot]);

  return (
    <div ref={holder} className="uplot-holder" role="img" aria-label={label} style={{ minHeight: height }} />
  );
}

function toData(lines: readonly DrawnLine[]): uPlot.AlignedData {
  const { x, ys } = align(lines);
  return [x, ...ys];
}

type Making = {
  plot: Plot;
  lines: readonly DrawnLine[];
  height: number;
  syncKey?: string;
  zoom?: Range;
  element: HTMLElement;
  handlers: { current: { onZoom?: Props["onZoom"]; onCursor?: Props["onCursor"] } };
};

function options({ plot, lines, height, syncKey, zoom, element, handlers }: Making): uPlot.Options {
  const style = getComputedStyle(document.documentElement);
  const color = (name: string) => style.getPropertyValue(name).trim();
  const axis = (log: boolean, about: number): uPlot.Axis => ({
    stroke: color("--text-muted"),
    grid: { stroke: color("--chart-grid"), width: 1 },
    ticks: { stroke: color("--chart-grid"), width: 1, size: 4 },
    font: "12px system-ui, sans-serif",
    labelFont: "12px system-ui, sans-serif",
    labelSize: 20,
    labelGap: 2,
    splits: (_, __, low, high) => ticks(low, high, log, about),
    values: (_, splits) => splits.map((value) => (value === null ? "" : tickLabel(value))),
    filter: (_, splits) => splits,
  });
  return {
    width: element.clientWidth || 600,
    height,
    padding: [10, 14, 0, 0],
    legend: { show: false },
    scales: {
      x: {
        time: false,
        distr: plot.logX ? 3 : 1,
        range: (_, low, high) => zoom ?? (plot.logX ? padded(low, high, true) : flat(low, high)),
      },
      y: { distr: plot.logY ? 3 : 1, range: (_, low, high) => padded(low, high, plot.logY ?? false) },
    },
    axes: [
      { ...axis(plot.logX ?? false, element.clientWidth < 480 ? 4 : 8), label: plot.xLabel, size: 30 },
      { ...axis(plot.logY ?? false, 5), label: plot.yLabel, size: 56 },
    ],
    series: [
      {},
      ...lines.map((line) => ({
        label: line.label,
        stroke: line.color,
        width: line.faint ? 1 : 2,
        alpha: line.faint ? 0.28 : 1,
        dash: line.dash,
        spanGaps: true,
        points: { show: line.x.length === 1 },
      })),
    ],
    cursor: {
      y: false,
      drag: { x: true, y: false, setScale: false },
      sync: syncKey ? { key: syncKey, setSeries: false } : undefined,
      // Each line shows its own nearest point, because the lines rarely share an x.
      dataIdx: (u, series, closest) => nearestFilled(u, series, closest),
      points: { size: 7 },
      bind: {
        dblclick: () => () => {
          handlers.current.onZoom?.(undefined);
          return null;
        },
      },
    },
    hooks: {
      setCursor: [
        (u) => {
          const left = u.cursor.left ?? -1;
          handlers.current.onCursor?.(left >= 0 ? u.posToVal(left, "x") : null);
        },
      ],
      setSelect: [
        (u) => {
          if (u.select.width > 4) {
            const range: Range = [
              u.posToVal(u.select.left, "x"),
              u.posToVal(u.select.left + u.select.width, "x"),
            ];
            handlers.current.onZoom?.(range);
          }
          u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
        },
      ],
    },
  };
}

const flat = (low: number, high: number): Range =>
  Number.isFinite(low) && Number.isFinite(high)
    ? high > low
      ? [low, high]
      : [low - 0.5, high + 0.5]
    : [0, 1];

function nearestFilled(u: uPlot, series: number, closest: number): number {
  const column = u.data[series];
  if (series === 0 || !column || column[closest] !== null) return closest;
  let left = closest;
  let right = closest;
  while (left >= 0 && column[left] == null) left--;
  while (right < column.length && column[right] == null) right++;
  if (left < 0) return right < column.length ? right : closest;
  if (right >= column.length) return left;
  const x = u.data[0];
  const at = x[closest] as number;
  return nearest([x[left] as number, x[right] as number], at) === 0 ? left : right;
}
