import { type ReactNode, useLayoutEffect, useRef, useState } from "react";
import { svgFile } from "~/shared/chart/fileOf";
import { type Grid, GridReader } from "~/shared/chart/GridReader";
import { useInFile } from "~/shared/chart/inFile";
import { cut, INK } from "~/shared/chart/ink";
import { PictureCard, type PictureTable, ValueTable } from "~/shared/chart/PictureCard";
import { lineStyle } from "~/shared/chart/palette";
import { shapePath } from "~/shared/chart/shapes";
import { useShownTheme } from "~/shared/theme";
import { ScrollBox } from "~/shared/ui/ScrollBox";

const FILE_WIDTH = 960;
const LEAST_WIDTH = 320;
const HEAD = 44;
const ROW = 20;
const LONGEST_LABEL = 110;
const READING = "Arrow keys read its cells, and the table has the values.";

type Theme = "light" | "dark";

/**
 * A line of the legend: a colour of the palette with dashes for lines, a shape for points, or an area with a fill of its own. Without any of
 * these it is a line with points. No colour is a hollow shape.
 */
export type LegendEntry = {
  label: string;
  colour?: number;
  dash?: string;
  shape?: number;
  area?: (theme: Theme) => string;
};

type Props = {
  title: string;
  /** The height in pixels, which may depend on the width. */
  height: number | ((width: number) => number);
  table: PictureTable;
  legend: readonly LegendEntry[];
  note: string;
  draw: (width: number, theme: Theme) => ReactNode;
  /** The least width in pixels. A picture that is wider than its place is scrolled. */
  leastWidth?: number;
  /** The cells of the picture, which the cursor and the arrow keys read. */
  grid?: Grid;
  /** What the picture can show besides, which stays while the table is shown. */
  controls?: ReactNode;
};

const heightAt = ({ height }: Props, width: number) => (typeof height === "number" ? height : height(width));

/** A picture as wide as its place, with its legend, its table and its files. In a file it is there for both themes. */
export function Picture(props: Props) {
  return useInFile() ? <FilePicture {...props} /> : <PagePicture {...props} />;
}

function PagePicture(props: Props) {
  const { title, table, legend, note, controls, draw, grid, leastWidth = LEAST_WIDTH } = props;
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
  const height = heightAt(props, width);
  return (
    <PictureCard
      title={title}
      table={table}
      controls={controls}
      svg={() => svgFile(<Whole {...props} theme="light" />)}
    >
      <Legend entries={legend} />
      <div ref={holder}>
        <ScrollBox label={title} className="picture-scroll">
          {grid ? (
            <GridReader label={`${title}. ${READING}`} grid={grid} width={width} height={height}>
              {draw(width, theme)}
            </GridReader>
          ) : (
            <svg
              width={width}
              height={height}
              viewBox={`0 0 ${width} ${height}`}
              className="study-picture"
              role="img"
              aria-label={`${title}. The table has the values.`}
            >
              {draw(width, theme)}
            </svg>
          )}
        </ScrollBox>
      </div>
      <p className="hint">{note}</p>
    </PictureCard>
  );
}

function FilePicture(props: Props) {
  return (
    <figure className="card chart-card">
      <div className="only-light">
        <Whole {...props} theme="light" />
      </div>
      <div className="only-dark">
        <Whole {...props} theme="dark" />
      </div>
      <figcaption className="hint">{props.note}</figcaption>
      <details>
        <summary>The values of the picture</summary>
        <ValueTable table={props.table} />
      </details>
    </figure>
  );
}

/** The picture with its title and its legend, on paper of its theme. */
function Whole({ theme, ...props }: Props & { theme: Theme }) {
  const { title, legend, draw } = props;
  const tall = heightAt(props, FILE_WIDTH);
  const whole = HEAD + tall + 24 + ROW * legend.length;
  return (
    <svg
      xmlns="http://www.w3.org/2000/svg"
      width={FILE_WIDTH}
      height={whole}
      viewBox={`0 0 ${FILE_WIDTH} ${whole}`}
      fontFamily="system-ui, sans-serif"
      fontSize="12"
      fill={INK[theme].text}
      role="img"
      aria-label={title}
    >
      <rect width="100%" height="100%" fill={INK[theme].paper} />
      <text x="20" y="28" fontSize="16" fontWeight="600">
        {title}
      </text>
      <g transform={`translate(0 ${HEAD})`}>{draw(FILE_WIDTH, theme)}</g>
      {legend.map((entry, i) => (
        <g key={entry.label} transform={`translate(28 ${HEAD + tall + 20 + ROW * i})`}>
          <Key entry={entry} theme={theme} />
          <text x="46" y="4">
            {cut(entry.label, LONGEST_LABEL)}
          </text>
        </g>
      ))}
    </svg>
  );
}

function Key({ entry, theme }: { entry: LegendEntry; theme: Theme }) {
  const { colour, area } = entry;
  const ink = INK[theme];
  if (area) {
    return <rect x="10" y="-6" width="14" height="12" fill={area(theme)} stroke={ink.axis} strokeWidth="1" />;
  }
  const plain = entry.dash === undefined && entry.shape === undefined;
  const dash = plain ? "" : entry.dash;
  const shape = plain ? 0 : entry.shape;
  const { color } = colour === undefined ? { color: ink.text } : lineStyle(colour, theme);
  return (
    <>
      {dash !== undefined && (
        <line x2="34" stroke={color} strokeWidth="2" strokeDasharray={dash || undefined} />
      )}
      {shape !== undefined && (
        <path
          d={shapePath(shape)}
          transform="translate(17 0)"
          fill={colour === undefined ? ink.paper : color}
          stroke={color}
          strokeWidth="1.5"
        />
      )}
    </>
  );
}

export function Legend({ entries }: { entries: readonly LegendEntry[] }) {
  const theme = useShownTheme();
  if (entries.length === 0) return null;
  return (
    <p className="inline-legend">
      {entries.map((entry) => (
        <span key={entry.label}>
          <svg width="34" height="14" viewBox="0 -7 34 14" aria-hidden="true" focusable="false">
            <Key entry={entry} theme={theme} />
          </svg>
          {entry.label}
        </span>
      ))}
    </p>
  );
}
