import { type UseQueryOptions, useQuery } from "@tanstack/react-query";
import { CURVE_METRICS, curveRuns, smoothingOf } from "~/features/studies/learningCurves";
import type { ReportCurves } from "~/features/studies/Report";
import type { CurvePart } from "~/shared/api/experiments";
import type { ExperimentCurves, StudyReport, XAxis } from "~/shared/api/types";

/** More points than a picture of a study is wide are not seen. */
const POINTS = 300;

/** How the curves of some experiments are read: by a member, or by somebody with a link. */
export type CurvesQuery = (
  ids: readonly string[],
  metrics: readonly string[],
  x: XAxis,
  part: CurvePart,
  // biome-ignore lint/suspicious/noExplicitAny: the types of keys differ between members and people with a link
) => UseQueryOptions<ExperimentCurves[], Error, ExperimentCurves[], any>;

/** Reads the curves of a report. There are none before the first experiments have finished. */
export function useReportCurves(report: StudyReport | undefined, read: CurvesQuery): ReportCurves {
  const ids = report ? curveRuns(report.analysis) : [];
  const part = { points: POINTS, gauss: smoothingOf(report?.plan.rows.map((row) => row.steps) ?? []) };
  const options = { enabled: ids.length > 0, placeholderData: (previous?: ExperimentCurves[]) => previous };
  const flops = useQuery({ ...read(ids, CURVE_METRICS, "flops", part), ...options });
  const seconds = useQuery({ ...read(ids, CURVE_METRICS, "seconds", part), ...options });
  return { flops: flops.data ?? [], seconds: seconds.data ?? [] };
}
