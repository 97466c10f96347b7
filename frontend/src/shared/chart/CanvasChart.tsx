import { useEffect, useRef } from "react";
import { Drawing, type Handlers } from "~/shared/chart/drawing";
import type { Plot } from "~/shared/chart/model";
import type { Range } from "~/shared/chart/scale";
import { useShownTheme } from "~/shared/theme";

type Props = Handlers & {
  plot: Plot;
  /** Describes the picture for people who cannot see it. */
  label: string;
  height: number;
  /** Charts with the same key show the same cursor. */
  syncKey?: string;
  /** The visible ranges when the chart is zoomed. */
  zoom?: Range;
  yRange?: Range;
  /** Whether dragging can choose a range of y as well. */
  zoomsY?: boolean;
};

let charts = 0;

/** Draws a plot. The cursor and its values are drawn outside of React, so moving it draws nothing else. */
export function CanvasChart({ plot, label, height, syncKey, zoom, yRange, zoomsY, ...given }: Props) {
  const holder = useRef<HTMLDivElement>(null);
  const drawing = useRef<Drawing>(null);
  const handlers = useRef<Handlers>(given);
  handlers.current = given;
  const theme = useShownTheme();

  useEffect(() => {
    if (!holder.current) return;
    charts++;
    const made = new Drawing(holder.current, handlers, syncKey ?? `chart-${charts}`);
    drawing.current = made;
    return () => {
      made.destroy();
      drawing.current = null;
    };
  }, [syncKey]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new drawing, of another key, has to be shown what there is
  useEffect(() => {
    drawing.current?.show({ plot, theme, height, zoom, yRange, zoomsY });
  }, [plot, theme, height, zoom?.[0], zoom?.[1], yRange?.[0], yRange?.[1], zoomsY, syncKey]);

  return (
    <div
      ref={holder}
      className="chart"
      role="img"
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: arrow keys pan the chart and move its cursor
      tabIndex={0}
      style={{ height }}
    />
  );
}
