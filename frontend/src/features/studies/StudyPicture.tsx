import { type ReactNode, useLayoutEffect, useRef, useState } from "react";
import { useInFile } from "~/features/studies/inFile";
import { svgFile } from "~/shared/chart/fileOf";
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

type Theme = "light" | "dark";

/** A line of the legend: a colour of the palette with dashes and a shape, dashes only for lines, a shape only for points. No colour is a hollow shape. */
export type LegendEntry = { label: string; colour?: number; dash?: string; shape?: number };

type Props = {
  title: string;
  /** The height, which may depend on the width. */
  height: (width: number) => number;
  table: PictureTable;
  legend: readonly LegendEntry[];
  note: string;
  /** What the picture can show besides, which stays while the table is shown. */
  controls?: ReactNode;
  draw: (width: number, theme: Theme) => ReactNode;
};

/** A picture of a study, as wide as its place, with its table and files. In a file it is there for both themes. */
export function StudyPicture(props: Props) {
  return useInFile() ? <FilePicture {...props} /> : <PagePicture {...props} />;
}

function PagePicture(props: Props) {
  const { title, height, table, legend, note, controls, draw } = props;
  const theme = useShownTheme();
  const holder = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(LEAST_WIDTH);
  useLayoutEffect(() => {
    const { current } = holder;
    if (!current) return;
    const look = () => setWidth(Math.max(LEAST_WIDTH, current.clientWidth));
    look();
    const observer = new ResizeObserver(look);
    observer.observe(current);
    return () => observer.disconnect();
  }, []);
  return (
    <PictureCard
      title={title}
      table={table}
      controls={controls}
      svg={() => svgFile(<Whole {...props} theme="light" />)}
    >
      <Legend entries={legend} theme={theme} />
      <div ref={holder}>
        <ScrollBox label={title} className="picture-scroll">
          <svg
            width={width}
            height={height(width)}
            viewBox={`0 0 ${width} ${height(width)}`}
            className="study-picture"
            role="img"
            aria-label={`${title}. The table has the values.`}
          >
            {draw(width, theme)}
          </svg>
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
function Whole({ title, height, legend, draw, theme }: Props & { theme: Theme }) {
  const tall = height(FILE_WIDTH);
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

function Key({ entry: { colour, dash, shape }, theme }: { entry: LegendEntry; theme: Theme }) {
  const ink = INK[theme];
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

function Legend({ entries, theme }: { entries: readonly LegendEntry[]; theme: Theme }) {
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
