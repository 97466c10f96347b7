import { useMemo } from "react";
import { AxisList } from "~/features/compare/AxisList";
import { type Choice, readAxes, readChoices, writeAxes, writeChoices } from "~/features/compare/axes";
import { columnOf, isInside, valueText } from "~/features/compare/columns";
import { type RunMark, runMarks } from "~/features/compare/marks";
import { heightsOf, ParallelBody, parallelWidth, pathOf, placesOf } from "~/features/compare/ParallelBody";
import { FILE_WIDTH, legendOf, PictureFile } from "~/features/compare/PictureFile";
import type { PictureProps } from "~/features/compare/pictureProps";
import { defaultAxes } from "~/features/compare/pictures";
import { RunPicture } from "~/features/compare/RunPicture";
import { withHidden } from "~/features/compare/visible";
import { svgFile } from "~/shared/chart/fileOf";
import { PictureCard, type PictureTable } from "~/shared/chart/PictureCard";
import { lineStyle } from "~/shared/chart/palette";
import { counted } from "~/shared/format/counted";
import { useShownTheme } from "~/shared/theme";
import { ScrollBox } from "~/shared/ui/ScrollBox";

const TITLE = "Parallel coordinates";
const HEIGHT = 420;
/** So far from an axis a drag chooses a part of it, and so far from a line its run is named. */
const NEAR_AXIS = 13;
const NEAR_LINE = 24;

/** Shows each run as a line through chosen fields. A part of an axis can be chosen, which greys the runs outside of it. */
export function ParallelCard({
  runs,
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
  const axes = useMemo(() => {
    const chosen = readAxes(view.axes);
    return chosen.length > 0 ? chosen : defaultAxes(source);
  }, [view.axes, source]);
  const choices = useMemo(() => readChoices(view.within), [view.within]);
  const columns = useMemo(
    () => axes.map((axis) => columnOf(axis, fields, summaries)),
    [axes, fields, summaries],
  );
  const marks = useMemo(() => runMarks(lines, pinned), [lines, pinned]);
  const inside = useMemo(
    () => new Set(marks.filter(({ id }) => isInside(id, columns, choices)).map(({ id }) => id)),
    [marks, columns, choices],
  );
  const choose = (field: string, choice: Choice | undefined) => {
    const next = new Map(choices);
    if (choice) next.set(field, choice);
    else next.delete(field);
    onView({ within: writeChoices(next) });
  };
  const shown = marks.filter(({ id }) => inside.has(id));
  const table: PictureTable = useMemo(
    () => ({
      heads: ["Run", ...columns.map(({ title }) => title)],
      rows: marks
        .filter(({ id }) => inside.has(id))
        .map(({ id, label }) => ({ id, cells: [label, ...columns.map(({ values }) => values.get(id))] })),
    }),
    [marks, inside, columns],
  );
  const body = (width: number, look: "light" | "dark") => (
    <ParallelBody
      columns={columns}
      marks={marks}
      inside={inside}
      choices={choices}
      theme={look}
      width={width}
      height={HEIGHT}
    />
  );
  const placesIn = (width: number) => placesOf(columns.length, width, HEIGHT);
  const nearest = (x: number, y: number, width: number) => {
    const places = placesIn(width);
    const after = columns.findIndex((_, axis) => places.x(axis) >= x);
    const right = after < 0 ? columns.length - 1 : after;
    const left = Math.max(0, right - 1);
    const gap = places.x(right) - places.x(left);
    const share = gap > 0 ? Math.max(0, Math.min(1, (x - places.x(left)) / gap)) : 0;
    let best: { mark: RunMark; distance: number } | undefined;
    for (const mark of shown) {
      const heights = heightsOf(mark.id, columns, places);
      const [a, b] = [heights[left] as number, heights[right] as number];
      // The distance to a steep line is less than that along the vertical.
      const distance = Math.abs(a + (b - a) * share - y) * (gap > 0 ? gap / Math.hypot(gap, b - a) : 1);
      if (distance <= NEAR_LINE && (!best || distance < best.distance)) best = { mark, distance };
    }
    return best?.mark.id;
  };
  const chosen = choices.size > 0;
  const svg = () =>
    svgFile(
      <PictureFile title={TITLE} height={HEIGHT} legend={legendOf(shown, false)}>
        {body(Math.max(FILE_WIDTH, parallelWidth(columns.length)), "light")}
      </PictureFile>,
    );
  return (
    <PictureCard
      title={TITLE}
      table={table}
      svg={svg}
      controls={
        <AxisList
          axes={axes}
          columns={columns}
          choices={choices}
          offered={offered}
          onAxes={(next) => onView({ axes: writeAxes(next) })}
          onChoice={choose}
        />
      }
    >
      <ScrollBox label="Picture of parallel coordinates" className="picture-scroll">
        <RunPicture
          label={`${TITLE}: ${counted(shown.length, "run")} over ${columns.map(({ title }) => title).join("; ")}`}
          leastWidth={parallelWidth(columns.length)}
          height={HEIGHT}
          order={shown.map(({ id }) => id)}
          nearest={nearest}
          highlight={(id, width) => {
            const mark = marks.find((one) => one.id === id);
            if (!mark) return undefined;
            const places = placesIn(width);
            return {
              d: pathOf(id, columns, places),
              color: lineStyle(mark.style, theme).color,
              filled: false,
              at: [places.x(0) + 20, heightsOf(id, columns, places)[0] ?? 0],
              name: mark.label,
              rows: columns.map(({ shortTitle, values }) => [shortTitle, valueText(values.get(id))] as const),
            };
          }}
          onPin={onPin}
          brush={{
            axisAt: (x, y, width) => {
              const { top, bottom, x: at } = placesIn(width);
              if (y < top - 8 || y > bottom + 8) return undefined;
              const axis = columns.findIndex((_, i) => Math.abs(at(i) - x) <= NEAR_AXIS);
              return axis < 0 ? undefined : axis;
            },
            area: (axis, from, to, width) => {
              const { x, top, bottom } = placesIn(width);
              const [low, high] = [from, to].map((y) => Math.max(top, Math.min(bottom, y))) as [
                number,
                number,
              ];
              return { x: x(axis) - 7, y: Math.min(low, high), w: 14, h: Math.abs(high - low) };
            },
            onChoose: (axis, from, to) => {
              const column = columns[axis];
              const { share } = placesIn(0);
              if (column) {
                choose(column.field, from === to ? undefined : column.between(share(from), share(to)));
              }
            },
          }}
        >
          {(width) => (
            <>
              {body(width, theme)}
              {columns.map(({ field }, axis) => {
                const { x, top, bottom } = placesIn(width);
                return (
                  <rect
                    key={field}
                    className="axis-handle"
                    x={x(axis) - NEAR_AXIS}
                    y={top - 8}
                    width={2 * NEAR_AXIS}
                    height={bottom - top + 16}
                  />
                );
              })}
            </>
          )}
        </RunPicture>
      </ScrollBox>
      {chosen && (
        <p className="row">
          <span role="status">
            {shown.length} of {counted(marks.length, "run")} inside
          </span>
          <button
            type="button"
            className="button small"
            disabled={shown.length === 0 || shown.length === marks.length}
            onClick={() => {
              const ids = runs.map(({ id }) => id);
              onView({
                ...withHidden(view, ids, new Set(ids.filter((id) => !inside.has(id)))),
                within: undefined,
              });
            }}
          >
            Hide the others everywhere
          </button>
          <button type="button" className="button small" onClick={() => onView({ within: undefined })}>
            Clear the choice
          </button>
        </p>
      )}
      <p className="hint">
        Drag along an axis to choose a part of it, and click the axis to clear it. The cursor names a run, and
        a click pins it; on the keyboard, arrow keys and Enter do.
      </p>
    </PictureCard>
  );
}
