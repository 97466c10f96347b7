import { useMemo } from "react";
import { type Axis, readAxis, writeAxis } from "~/features/compare/axes";
import { columnOf, valueText } from "~/features/compare/columns";
import { FieldSelect, ScaleSelect } from "~/features/compare/FieldSelect";
import { titleOf, valuesOf } from "~/features/compare/fields";
import { runMarks } from "~/features/compare/marks";
import { FILE_WIDTH, legendOf, PictureFile } from "~/features/compare/PictureFile";
import type { PictureProps } from "~/features/compare/pictureProps";
import { DEFAULT_X, DEFAULT_Y } from "~/features/compare/pictures";
import { RunPicture } from "~/features/compare/RunPicture";
import { sortedValues } from "~/features/compare/runFields";
import { pointOf, ScatterBody } from "~/features/compare/ScatterBody";
import { svgFile } from "~/shared/chart/fileOf";
import { type Cell, PictureCard, type PictureTable } from "~/shared/chart/PictureCard";
import { lineStyle } from "~/shared/chart/palette";
import { shapePath } from "~/shared/chart/shapes";
import { counted } from "~/shared/format/counted";
import { useShownTheme } from "~/shared/theme";
import { ScrollBox } from "~/shared/ui/ScrollBox";

const HEIGHT = 440;
const LEAST_WIDTH = 320;
const NEAR = 22;
const MOST_SHAPES = 8;

/** Shows each run as a point over any two fields. */
export function ScatterCard({
  fields,
  lines,
  pinned,
  summaries,
  offered,
  source,
  view,
  onView,
  onPin,
}: PictureProps) {
  const theme = useShownTheme();
  const across: Axis = readAxis(view.sx) ?? { field: DEFAULT_X };
  const upward: Axis = readAxis(view.sy) ?? { field: DEFAULT_Y };
  const x = useMemo(
    () => columnOf({ field: across.field, scale: across.scale }, fields, summaries),
    [across.field, across.scale, fields, summaries],
  );
  const y = useMemo(
    () => columnOf({ field: upward.field, scale: upward.scale }, fields, summaries),
    [upward.field, upward.scale, fields, summaries],
  );
  const shapes = useMemo(
    () => (view.shape ? valuesOf(view.shape, fields, summaries) : undefined),
    [view.shape, fields, summaries],
  );
  const marks = useMemo(() => runMarks(lines, pinned, shapes), [lines, pinned, shapes]);
  const title = `${y.title} against ${x.title}`;
  const known = marks.filter(({ id }) => pointOf(id, x, y, 1, 1) !== undefined);
  const words = shapes ? sortedValues([...shapes.values()].map(String)) : [];
  const table: PictureTable = useMemo(
    () => ({
      heads: ["Run", x.title, y.title, ...(view.shape ? [titleOf(view.shape)] : [])],
      rows: marks.map(({ id, label }) => {
        const cells: Cell[] = [label, x.values.get(id), y.values.get(id)];
        return { id, cells: view.shape ? [...cells, shapes?.get(id)] : cells };
      }),
    }),
    [marks, x, y, shapes, view.shape],
  );
  const body = (width: number, look: "light" | "dark") => (
    <ScatterBody x={x} y={y} marks={marks} theme={look} width={width} height={HEIGHT} />
  );
  const legend = () => [
    ...legendOf(known, !shapes),
    ...words.map((word, shape) => ({ key: `shape ${word}`, label: word, shape })),
  ];
  const svg = () =>
    svgFile(
      <PictureFile title={title} height={HEIGHT} legend={legend()}>
        {body(FILE_WIDTH, "light")}
      </PictureFile>,
    );
  return (
    <PictureCard
      title={title}
      table={table}
      svg={svg}
      controls={
        <div className="controls">
          <span className="row">
            <FieldSelect
              label="Across"
              value={across.field}
              offered={offered}
              onChange={(field) => onView({ sx: writeAxis({ field }) })}
            />
            <ScaleSelect
              label="Scale across"
              axis={across}
              column={x}
              onChange={(axis) => onView({ sx: writeAxis(axis) })}
            />
          </span>
          <span className="row">
            <FieldSelect
              label="Upward"
              value={upward.field}
              offered={offered}
              onChange={(field) => onView({ sy: writeAxis({ field }) })}
            />
            <ScaleSelect
              label="Scale upward"
              axis={upward}
              column={y}
              onChange={(axis) => onView({ sy: writeAxis(axis) })}
            />
          </span>
          <FieldSelect
            label="Shape by"
            value={view.shape ?? ""}
            none="Colour"
            offered={[{ title: "Settings that differ", names: source.chosen }]}
            onChange={(shape) => onView({ shape })}
          />
        </div>
      }
    >
      {words.length > 0 && (
        <p className="inline-legend">
          {words.slice(0, MOST_SHAPES).map((word, shape) => (
            <span key={word}>
              <svg width="14" height="14" viewBox="-7 -7 14 14" aria-hidden="true" focusable="false">
                <path d={shapePath(shape)} fill="currentColor" />
              </svg>
              {word}
            </span>
          ))}
          {words.length > MOST_SHAPES && <span>Further values have the same shapes again.</span>}
        </p>
      )}
      {known.length === 0 ? (
        <p className="chart-none" style={{ minHeight: HEIGHT }}>
          No run that is shown has both values.
        </p>
      ) : (
        <ScrollBox label="Picture of points" className="picture-scroll">
          <RunPicture
            label={`${title}, ${counted(known.length, "run")}`}
            leastWidth={LEAST_WIDTH}
            height={HEIGHT}
            order={known.map(({ id }) => id)}
            nearest={(left, top, width) => {
              let best: { id: string; distance: number } | undefined;
              for (const { id } of known) {
                const at = pointOf(id, x, y, width, HEIGHT);
                const distance = at ? Math.hypot(at[0] - left, at[1] - top) : Number.POSITIVE_INFINITY;
                if (distance <= NEAR && (!best || distance < best.distance)) best = { id, distance };
              }
              return best?.id;
            }}
            highlight={(id, width) => {
              const mark = known.find((one) => one.id === id);
              const at = pointOf(id, x, y, width, HEIGHT);
              if (!mark || !at) return undefined;
              const [left, top] = at.map((value) => value.toFixed(1));
              const others = known.filter((one) => {
                const place = pointOf(one.id, x, y, width, HEIGHT);
                return place && Math.hypot(place[0] - at[0], place[1] - at[1]) < 1;
              }).length;
              return {
                d: `M${left} ${top}m-8 0a8 8 0 1 0 16 0a8 8 0 1 0 -16 0`,
                color: lineStyle(mark.style, theme).color,
                filled: false,
                at,
                name: others > 1 ? `${mark.label} and ${others - 1} more here` : mark.label,
                rows: [
                  [x.shortTitle, valueText(x.values.get(id))],
                  [y.shortTitle, valueText(y.values.get(id))],
                  ...(view.shape ? [[titleOf(view.shape), valueText(shapes?.get(id))] as const] : []),
                ],
              };
            }}
            onPin={onPin}
          >
            {(width) => body(width, theme)}
          </RunPicture>
        </ScrollBox>
      )}
      {known.length > 0 && known.length < marks.length && (
        <p className="hint">
          {counted(marks.length - known.length, "run")} without a value on one of the axes cannot be shown.
        </p>
      )}
      <p className="hint">
        The cursor names a run, and a click pins it; on the keyboard, arrow keys and Enter do. Colours are
        those of the legend.
      </p>
    </PictureCard>
  );
}
