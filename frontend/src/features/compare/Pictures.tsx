import { useMemo } from "react";
import type { CompareView } from "~/features/compare/compareView";
import { filledIn, parseCompareView } from "~/features/compare/compareView";
import { offeredFields } from "~/features/compare/fields";
import type { Line } from "~/features/compare/lines";
import { METRICS } from "~/features/compare/metrics";
import { ParallelCard } from "~/features/compare/ParallelCard";
import { type FieldSource, fieldsOf } from "~/features/compare/runFields";
import { named } from "~/features/compare/runNames";
import { ScatterCard } from "~/features/compare/ScatterCard";
import { betterIs } from "~/features/compare/values";
import type { ExperimentCurves, ShownExperiment } from "~/shared/api/types";

type Props = {
  runs: readonly ShownExperiment[];
  lines: readonly Line[];
  source: FieldSource;
  summaries: readonly ExperimentCurves[];
  view: CompareView;
  onView: (view: CompareView) => void;
};

/** The pictures that show each run once: as a line of parallel coordinates, or as a point. */
export function Pictures({ runs, lines, source, summaries, view, onView }: Props) {
  const full = filledIn(view);
  const metrics = [...new Set([...METRICS, ...full.metrics])];
  const fields = useMemo(() => new Map(runs.map((run) => [run.id, fieldsOf(run)])), [runs]);
  const pinned = useMemo(
    () =>
      named(
        filledIn(view).pinned,
        runs.map(({ id }) => id),
      ),
    [view, runs],
  );
  const change = (part: Partial<CompareView>) => onView(parseCompareView({ ...view, ...part }));
  const onPin = (id: string) => {
    const next = pinned.has(id) ? [...pinned].filter((one) => one !== id) : [...pinned, id];
    change({ pin: next.join(",") });
  };
  const props = {
    runs,
    fields,
    lines,
    pinned,
    summaries,
    source,
    offered: offeredFields(source, metrics, (metric) => betterIs(metric) !== undefined),
    view,
    onView: change,
    onPin,
  };
  return view.tab === "scatter" ? <ScatterCard {...props} /> : <ParallelCard {...props} />;
}
