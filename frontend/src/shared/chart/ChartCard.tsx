import { lazy, type ReactNode, Suspense, useState } from "react";
import type { PointFormat } from "~/shared/api/types";
import { toCsv } from "~/shared/chart/csv";
import { bucketNote, type Plot } from "~/shared/chart/model";
import { PointTable } from "~/shared/chart/PointTable";
import { toPng } from "~/shared/chart/png";
import type { Range } from "~/shared/chart/scale";
import { toSvg } from "~/shared/chart/svg";
import { counted } from "~/shared/format/counted";
import { Menu } from "~/shared/ui/Menu";
import { toastError } from "~/shared/ui/toast";
import { download, fileName } from "~/shared/url/download";

const CanvasChart = lazy(() =>
  import("~/shared/chart/CanvasChart").then((module) => ({ default: module.CanvasChart })),
);

type Props = {
  title: string;
  plot: Plot;
  height?: number;
  syncKey?: string;
  zoom?: Range;
  yRange?: Range;
  /** Whether a range of y can be chosen as well. */
  zoomsY?: boolean;
  onZoom?: (x: Range | undefined, y: Range | undefined) => void;
  /** Returns the address of a file with every point. */
  pointsUrl?: (format: PointFormat) => string;
  /** Content under the title, such as the legend. */
  children?: ReactNode;
};

/** A chart with its title, its table view and its downloads. */
export function ChartCard({
  title,
  plot,
  height = 240,
  syncKey,
  zoom,
  yRange,
  zoomsY,
  onZoom,
  pointsUrl,
  children,
}: Props) {
  const [asTable, setAsTable] = useState(false);
  const [outside, setOutside] = useState(0);
  const points = plot.traces.reduce((sum, trace) => sum + trace.x.length, 0);
  const name = fileName(title);
  const note = bucketNote(plot);
  const svg = () => toSvg(plot, title, { x: zoom, y: yRange });
  const png = () => void toPng(svg()).then((blob) => download(`${name}.png`, blob), toastError);
  return (
    <section className="card chart-card" aria-label={title}>
      <header className="chart-head">
        <h2>{title}</h2>
        <div className="row chart-tools">
          {(zoom || yRange) && onZoom && (
            <button type="button" className="button small" onClick={() => onZoom(undefined, undefined)}>
              Reset zoom
            </button>
          )}
          <button
            type="button"
            className="button small quiet"
            aria-pressed={asTable}
            onClick={() => setAsTable(!asTable)}
          >
            Table
          </button>
          <Menu label={`Download ${title}`} trigger="Download">
            <button type="button" onClick={() => download(`${name}.csv`, toCsv(plot), "text/csv")}>
              {plot.traces.some((trace) => trace.spread) ? "CSV, the means shown" : "CSV, the points"}
            </button>
            {pointsUrl && (
              <button type="button" onClick={() => window.location.assign(pointsUrl("csv"))}>
                CSV, every point
              </button>
            )}
            {pointsUrl && (
              <button type="button" onClick={() => window.location.assign(pointsUrl("parquet"))}>
                Parquet, every point
              </button>
            )}
            <button type="button" onClick={() => download(`${name}.svg`, svg(), "image/svg+xml")}>
              SVG, the picture
            </button>
            <button type="button" onClick={png}>
              PNG, the picture
            </button>
          </Menu>
        </div>
      </header>
      {children}
      {plot.calm && outside > 0 && !asTable && (
        <p className="hint">{counted(outside, "line")} far away from the others may leave the picture.</p>
      )}
      {note && !asTable && <p className="hint">{note}.</p>}
      {asTable ? (
        <PointTable plot={plot} />
      ) : points === 0 ? (
        <p className="chart-none" style={{ minHeight: height }}>
          No points yet.
        </p>
      ) : (
        <Suspense fallback={<div style={{ minHeight: height }} />}>
          <CanvasChart
            plot={plot}
            label={`${title}: ${plot.yLabel} against ${plot.xLabel}, ${counted(points, "point")}`}
            height={height}
            syncKey={syncKey}
            zoom={zoom}
            yRange={yRange}
            zoomsY={zoomsY}
            onOutside={setOutside}
            onZoom={onZoom}
          />
        </Suspense>
      )}
    </section>
  );
}
