import { type ReactNode, useLayoutEffect, useRef, useState } from "react";
import { svgFile } from "~/shared/chart/fileOf";
import { type Grid, GridReader } from "~/shared/chart/GridReader";
import { INK } from "~/shared/chart/ink";
import { PictureCard, type PictureTable } from "~/shared/chart/PictureCard";
import { lineStyle } from "~/shared/chart/palette";
import { useShownTheme } from "~/shared/theme";
import { ScrollBox } from "~/shared/ui/ScrollBox";

const FILE_WIDTH = 960;
const LEAST_WIDTH = 320;
const HEAD = 44;
const ROW = 20;
const READING = "Arrow keys read its cells, and the table has the values.";

/** An entry is drawn as a line with a point, or as an area with a fill of its own. */
export type LegendEntry = {
  label: string;
  colour: number;
  dash?: string;
  area?: (theme: "light" | "dark") => string;
};

type Props = {
  title: string;
  height: number;
  table: PictureTable;
  legend: readonly LegendEntry[];
  note: string;
  draw: (width: number, theme: "light" | "dark") => ReactNode;
  /** The least width in pixels. A picture that is wider than its place is scrolled. */
  leastWidth?: number;
  /** The cells of the picture, which the cursor and the arrow keys read. */
  grid?: Grid;
  /** Controls, which stay while the table is shown. */
  controls?: ReactNode;
  children?: ReactNode;
};

/** A picture as wide as its place, with its legend, its table and its files. */
export function Picture({
  title,
  height,
  table,
  legend,
  note,
  draw,
  leastWidth = LEAST_WIDTH,
  grid,
  controls,
  children,
}: Props) {
  const theme = useShownTheme();
  const holder = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(leastWidth);
  useLayoutEffect(() => {
    const { current } = holder;
    if (!current) return;
    const look = () => setWidth(Math.max(leastWidth, current.clientWidth));
    look();
    const observer = new ResizeObserver(look);
    observer.observe(current);
    return () => observer.disconnect();
  }, [leastWidth]);
  const file = () => {
    const whole = HEAD + height + 24 + ROW * legend.length;
    return svgFile(
      <svg
        xmlns="http://www.w3.org/2000/svg"
        width={FILE_WIDTH}
        height={whole}
        viewBox={`0 0 ${FILE_WIDTH} ${whole}`}
        fontFamily="system-ui, sans-serif"
        fontSize="12"
        fill={INK.light.text}
        role="img"
        aria-label={title}
      >
        <rect width="100%" height="100%" fill={INK.light.paper} />
        <text x="20" y="28" fontSize="16" fontWeight="600">
          {title}
        </text>
        <g transform={`translate(0 ${HEAD})`}>{draw(FILE_WIDTH, "light")}</g>
        {legend.map((entry, i) => (
          <g key={entry.label} transform={`translate(28 ${HEAD + height + 20 + ROW * i})`}>
            <Key entry={entry} theme="light" />
            <text x="46" y="4">
              {entry.label}
            </text>
          </g>
        ))}
      </svg>,
    );
  };
  return (
    <PictureCard title={title} table={table} svg={file} controls={controls}>
      {children}
      <div ref={holder}>
        <ScrollBox label={title} className="picture-scroll">
          {grid ? (
            <GridReader label={`${title}. ${READING}`} grid={grid} width={width} height={height}>
              {draw(width, theme)}
            </GridReader>
          ) : (
            <svg width={width} height={height} role="img" aria-label={`${title}. The table has the values.`}>
              {draw(width, theme)}
            </svg>
          )}
        </ScrollBox>
      </div>
      <p className="hint">{note}</p>
    </PictureCard>
  );
}

function Key({ entry: { colour, dash, area }, theme }: { entry: LegendEntry; theme: "light" | "dark" }) {
  if (area) {
    return (
      <rect
        x="10"
        y="-6"
        width="14"
        height="12"
        fill={area(theme)}
        stroke={INK[theme].axis}
        strokeWidth="1"
      />
    );
  }
  const { color } = lineStyle(colour, theme);
  return (
    <>
      <line x2="34" stroke={color} strokeWidth="2" strokeDasharray={dash || undefined} />
      <circle cx="17" r="4" fill={color} />
    </>
  );
}

export function Legend({ entries }: { entries: readonly LegendEntry[] }) {
  const theme = useShownTheme();
  return (
    <p className="inline-legend">
      {entries.map((entry) => (
        <span key={entry.label}>
          <svg width="34" height="12" viewBox="0 -6 34 12" aria-hidden="true" focusable="false">
            <Key entry={entry} theme={theme} />
          </svg>
          {entry.label}
        </span>
      ))}
    </p>
  );
}
