import type { CompareView } from "~/features/compare/compareView";
import type { FieldGroup } from "~/features/compare/fields";
import type { Line } from "~/features/compare/lines";
import type { FieldSource, RunFields } from "~/features/compare/runFields";
import type { ExperimentCurves, ShownExperiment } from "~/shared/api/types";

/** What a picture of all runs is drawn from. */
export type PictureProps = {
  runs: readonly ShownExperiment[];
  fields: ReadonlyMap<string, RunFields>;
  lines: readonly Line[];
  /** The ids of the pinned runs. */
  pinned: ReadonlySet<string>;
  /** Short curves, from which the last and the best values of metrics are read. */
  summaries: readonly ExperimentCurves[];
  source: FieldSource;
  offered: readonly FieldGroup[];
  view: CompareView;
  /** Changes a part of the view. */
  onView: (part: Partial<CompareView>) => void;
  onPin: (id: string) => void;
};
