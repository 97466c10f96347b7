import type { Plot } from "~/shared/chart/model";
import { thin } from "~/shared/chart/points";
import { compact, count } from "~/shared/format/numbers";
import { ScrollBox } from "~/shared/ui/ScrollBox";

const MOST_ROWS = 200;

/** The points of a chart as text. Long curves are thinned here, and the CSV file has all points. */
export function PointTable({ plot }: { plot: Plot }) {
  const shown = plot.traces.filter((trace) => !trace.hidden);
  const each = Math.max(4, Math.floor(MOST_ROWS / Math.max(1, shown.length)));
  return (
    <ScrollBox label="Table of points" className="table-scroll point-table">
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{plot.lines ?? "Experiment"}</th>
            <th scope="col" className="num">
              {plot.xLabel}
            </th>
            <th scope="col" className="num">
              {plot.yLabel}
            </th>
          </tr>
        </thead>
        <tbody>
          {shown.flatMap((trace) => {
            const points = thin(trace, each);
            return points.x.map((x, i) => (
              <tr key={`${trace.id}-${x}`}>
                <td className="name">{trace.label}</td>
                <td className="num">{x >= 1e7 ? compact(x) : Number.isInteger(x) ? count(x) : compact(x)}</td>
                <td className="num">{compact(points.y[i])}</td>
              </tr>
            ));
          })}
        </tbody>
      </table>
    </ScrollBox>
  );
}
