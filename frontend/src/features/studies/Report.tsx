import type { ReactNode } from "react";
import { BestSizes, Means, Surfaces, Sweeps } from "~/features/studies/AnalysisTables";
import { BubblesCard } from "~/features/studies/BubblesCard";
import { IsoFlopCard } from "~/features/studies/IsoFlopCard";
import { LearningCurvesCard } from "~/features/studies/LearningCurvesCard";
import { smoothingOf } from "~/features/studies/learningCurves";
import { PaperClaims } from "~/features/studies/PaperClaims";
import { PlanTable } from "~/features/studies/PlanTable";
import { isDone, progressWords } from "~/features/studies/progress";
import { Reproduce } from "~/features/studies/Reproduce";
import { StepCostCard } from "~/features/studies/StepCostCard";
import { Verdicts } from "~/features/studies/Verdicts";
import type { StudyAxis } from "~/shared/api/studies";
import type { ExperimentCurves, StudyReport } from "~/shared/api/types";
import { useInFile } from "~/shared/chart/inFile";
import { scientific } from "~/shared/format/numbers";
import { Progress } from "~/shared/ui/Progress";
import { Segmented } from "~/shared/ui/Segmented";
import { Moment } from "~/shared/ui/Time";

/** The curves of the best settings over both axes. */
export type ReportCurves = { flops: readonly ExperimentCurves[]; seconds: readonly ExperimentCurves[] };

/** What a reader can choose about a report. */
export type ReportView = { axis: StudyAxis; paper: boolean };

type Props = {
  report: StudyReport;
  curves: ReportCurves;
  view: ReportView;
  onView?: (view: ReportView) => void;
  /** The plan where it can be changed. Without it the plan is shown. */
  plan?: ReactNode;
  /** Whether pictures lead to other pages, which only members can open. */
  linked?: boolean;
};

/** A study from its question to how it is repeated. Members, people with a link and files have the same. */
export function Report({ report, curves, view, onView, plan, linked = false }: Props) {
  const { analysis, progress } = report;
  return (
    <div className="stack report">
      <State report={report} />
      {analysis.points.length > 0 && (
        <>
          <section className="card stack" aria-label="Verdicts">
            <h2>Verdicts</h2>
            <Verdicts analysis={analysis} />
          </section>
          <PaperClaims analysis={analysis} />
          <Figures report={report} curves={curves} view={view} onView={onView} linked={linked} />
          <BestSizes analysis={analysis} />
          <Surfaces analysis={analysis} />
          <Sweeps analysis={analysis} />
          <Means analysis={analysis} />
        </>
      )}
      {isDone(progress) ? (
        <details className="card">
          <summary>Plan</summary>
          {plan ?? <PlanTable plan={report.plan} linked={false} />}
        </details>
      ) : (
        <section className="card stack" aria-label="Plan">
          <h2>Plan</h2>
          {plan ?? <PlanTable plan={report.plan} linked={false} />}
        </section>
      )}
      {report.limits.length > 0 && (
        <section className="card stack" aria-label="Limits">
          <h2>Limits</h2>
          <ul className="limits">
            {report.limits.map((limit) => (
              <li key={limit}>{limit}</li>
            ))}
          </ul>
        </section>
      )}
      <Reproduce reproduction={report.reproduction} />
    </div>
  );
}

function State({ report: { question, design, createdAt, launchedAt, progress } }: { report: StudyReport }) {
  return (
    <section className="card stack" aria-label="State">
      {question && <p className="study-question">{question}</p>}
      <p>
        {progressWords(progress)} · {scientific(progress.flopsExecuted)} of{" "}
        {scientific(progress.flopsPlanned)} FLOPs · design {design} · made <Moment at={createdAt} />
        {launchedAt && (
          <>
            {" "}
            · launched <Moment at={launchedAt} />
          </>
        )}
      </p>
      <Progress step={progress.flopsExecuted} steps={progress.flopsPlanned} label="FLOPs of the study" />
    </section>
  );
}

function Figures({ report: { analysis, plan }, curves, view, onView, linked }: Omit<Props, "plan">) {
  const inFile = useInFile();
  const smoothing = smoothingOf(plan.rows.map((row) => row.steps));
  return (
    <>
      {analysis.isoFlops.length > 0 && (
        <>
          {onView && !inFile && (
            <div className="no-print">
              <Segmented
                label="Size"
                options={[
                  ["flops", "Forward FLOPs"],
                  ["parameters", "Parameters"],
                ]}
                value={view.axis}
                onChange={(axis) => onView({ ...view, axis })}
              />
            </div>
          )}
          <IsoFlopCard analysis={analysis} />
          <BubblesCard
            analysis={analysis}
            paper={view.paper}
            onPaper={onView && ((paper) => onView({ ...view, paper }))}
          />
        </>
      )}
      <div className={inFile ? "charts" : "charts two"}>
        {(["flops", "seconds"] as const).map((x) => (
          <LearningCurvesCard
            key={x}
            analysis={analysis}
            x={x}
            curves={curves[x]}
            smoothing={smoothing}
            linked={linked}
          />
        ))}
      </div>
      <StepCostCard analysis={analysis} />
    </>
  );
}
