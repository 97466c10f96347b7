import { Link } from "@tanstack/react-router";
import type { StudyPlan, StudyPlanRow } from "~/shared/api/types";
import { counted } from "~/shared/format/counted";
import { compact, count, scientific, si, UNKNOWN } from "~/shared/format/numbers";
import { duration } from "~/shared/format/time";
import { ScrollBox } from "~/shared/ui/ScrollBox";

type Props = {
  plan: StudyPlan;
  /** Decides for or against a row. Without it, the table only shows the plan. */
  onKeep?: (row: StudyPlanRow, keep: boolean) => void;
  /** What was decided about rows and is not in the plan yet. */
  decided?: ReadonlyMap<string, boolean>;
  /** Whether the rows lead to their experiments, which only members can open. */
  linked?: boolean;
};

/** A row for each experiment of a study: what it costs, and whether it will run. */
export function PlanTable({ plan, onKeep, decided, linked = true }: Props) {
  // People with a link are told no times, because these come from other experiments.
  const timed = linked || plan.rows.some(({ seconds }) => seconds != null);
  return (
    <>
      <PlanTotals plan={plan} timed={timed} />
      <ScrollBox label="Plan of the study" className="table-scroll">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">Experiment</th>
              <th scope="col">Runs</th>
              <th scope="col" className="num">
                Layers × width
              </th>
              <th scope="col" className="num">
                Heads
              </th>
              <th scope="col" className="num">
                Parameters
              </th>
              <th scope="col" className="num" title="The parameters that a token meets on average">
                Active
              </th>
              <th scope="col" className="num" title="Forward FLOPs of one sequence">
                FLOPs forward
              </th>
              <th scope="col" className="num">
                FLOPs a step
              </th>
              <th scope="col" className="num">
                Steps
              </th>
              <th scope="col" className="num">
                Tokens
              </th>
              <th scope="col" className="num">
                Tokens / parameter
              </th>
              {timed && (
                <th scope="col" className="num">
                  Time
                </th>
              )}
            </tr>
          </thead>
          <tbody>
            {plan.rows.map((row) => (
              <tr key={row.key}>
                <th scope="row" className="name">
                  {row.experiment && linked ? (
                    <Link to="/experiments/$id" params={{ id: row.experiment }}>
                      {row.key}
                    </Link>
                  ) : (
                    row.key
                  )}
                </th>
                <td className="words">
                  <RowDecision row={row} onKeep={onKeep} decided={decided?.get(row.key)} />
                </td>
                <td className="num">{row.layers ? `${row.layers} × ${row.width}` : UNKNOWN}</td>
                <td className="num">{row.heads ?? UNKNOWN}</td>
                <td className="num">{si(row.parameters)}</td>
                <td className="num">{si(row.activeParameters)}</td>
                <td className="num">{scientific(row.flopsForward)}</td>
                <td className="num">{scientific(row.flopsPerStep)}</td>
                <td className="num">
                  {count(row.steps)}
                  {row.trunkSteps ? (
                    <span className="hint"> ({count(row.trunkSteps)} from the trunk)</span>
                  ) : null}
                </td>
                <td className="num">{si(row.tokens)}</td>
                <td className="num">{compact(rounded(row.tokensPerParameter))}</td>
                {timed && <td className="num nowrap">{duration(row.seconds)}</td>}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollBox>
    </>
  );
}

const rounded = (value: number | null | undefined) => (value == null ? value : Number(value.toPrecision(3)));

type RowProps = { row: StudyPlanRow; onKeep?: Props["onKeep"]; decided?: boolean };

function RowDecision({ row, onKeep, decided }: RowProps) {
  if (row.decision === "LAUNCHED") return row.reason ?? (row.reused ? "reused" : "launched");
  const byHand = row.decision === "OK" || row.reason === "dropped by hand";
  const words = row.decision === "DROP" ? `DROP: ${row.reason}` : row.same ? "OK, reused" : "OK";
  if (!onKeep || !byHand) return words;
  return (
    <label className="row nowrap">
      <input
        type="checkbox"
        checked={decided ?? row.decision === "OK"}
        aria-label={`Run ${row.key}`}
        onChange={(event) => onKeep(row, event.target.checked)}
      />
      {words}
    </label>
  );
}

function PlanTotals({ plan: { totals, pastError }, timed }: { plan: StudyPlan; timed: boolean }) {
  const parts = [
    `${counted(totals.experiments, "experiment")} to run`,
    totals.reused > 0 && `${totals.reused} reused`,
    totals.launched > 0 && `${totals.launched} launched`,
    totals.dropped > 0 && `${totals.dropped} dropped`,
    totals.experiments > 0 && `${scientific(totals.flops)} FLOPs`,
    timed &&
      totals.experiments > 0 &&
      (totals.seconds == null
        ? "time unknown until a like experiment has finished here"
        : `about ${duration(totals.seconds)} on one slot`),
  ].filter(Boolean);
  return (
    <p>
      {parts.join(" · ")}
      {totals.experiments > 0 && totals.seconds != null && pastError && (
        <span className="hint">
          {" "}
          (half of the past estimates were within a factor of {pastError.factor.toFixed(2)}, n ={" "}
          {pastError.runs})
        </span>
      )}
    </p>
  );
}
