import { type Axis, MOST_AXES, readAxes, readAxis } from "~/features/compare/axes";
import type { CompareView } from "~/features/compare/compareView";
import { metricsOf } from "~/features/compare/fields";
import type { FieldSource } from "~/features/compare/runFields";

/** Enough to read the last and the best value of a curve, and its value at some FLOPs. */
export const SUMMARY_POINTS = 200;
/** The last and the best value are exact in any number of buckets. */
export const FINAL_POINTS = 2;

export const DEFAULT_X = "flopsExecuted";
export const DEFAULT_Y = "val_loss.best";
const USUAL_AXES = 6;
/** The state is no setting, and the kind of a run is that of its architecture. */
const NOT_SETTINGS = ["state", "architecture.kind"];

/** The axes without a choice of them: the settings in which the runs differ, and what came out. */
export function defaultAxes({ chosen }: FieldSource): Axis[] {
  const settings = chosen.filter((field) => !NOT_SETTINGS.includes(field)).slice(0, USUAL_AXES);
  const fields = [...settings, ...(settings.length < 2 ? [DEFAULT_X] : []), DEFAULT_Y];
  return fields.slice(0, MOST_AXES).map((field) => ({ field }));
}

/** Returns the metrics of which the picture that is shown needs the last or the best values. */
export function neededMetrics(view: Pick<CompareView, "tab" | "axes" | "sx" | "sy" | "shape">): string[] {
  if (view.tab === undefined) return [];
  const axes = readAxes(view.axes).map(({ field }) => field);
  const fields =
    view.tab === "parallel"
      ? axes.length > 0
        ? axes
        : [DEFAULT_Y]
      : [readAxis(view.sx)?.field ?? DEFAULT_X, readAxis(view.sy)?.field ?? DEFAULT_Y, view.shape ?? ""];
  return metricsOf(fields).sort();
}
