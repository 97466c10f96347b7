import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { AskLogits } from "~/features/ask/AskLogits";
import { AskSamples } from "~/features/ask/AskSamples";
import { routesCausally, silence } from "~/features/ask/refusals";
import { CannotSample, Silent } from "~/features/ask/Silent";
import { checkpointsQuery } from "~/shared/api/experiments";
import type { Experiment } from "~/shared/api/types";
import { workersQuery } from "~/shared/api/workers";
import { isOver } from "~/shared/experiment/actions";
import { Failure, Skeleton } from "~/shared/ui/Notice";
import { Segmented } from "~/shared/ui/Segmented";

const ASKS = [
  ["samples", "Sample"],
  ["logits", "Logits"],
] as const;
type Ask = (typeof ASKS)[number][0];

const LOOK_MS = 10_000;

/** Sends inference requests to a checkpoint of the experiment. A worker node computes the results. */
export function AskPanel({ experiment }: { experiment: Experiment }) {
  const [ask, setAsk] = useState<Ask>("samples");
  const over = isOver(experiment.state);
  const query = useQuery({ ...checkpointsQuery(experiment.id), refetchInterval: over ? false : LOOK_MS });
  const checkpoints = query.data ?? [];
  const workers = useQuery({ ...workersQuery(), enabled: checkpoints.length > 0 });
  const reason = query.data && silence(experiment, checkpoints, workers.data);
  const offered = query.data !== undefined && reason === undefined;
  return (
    <section className="card stack" aria-label="Ask the model">
      <div className="row">
        <h2>Ask the model</h2>
        {offered && <Segmented label="What to ask for" options={ASKS} value={ask} onChange={setAsk} />}
        <Link to="/experiments/$id/routing" params={{ id: experiment.id }} className="button">
          Routing map
        </Link>
      </div>
      {query.isPending && <Skeleton rows={2} label="Loading the checkpoints" />}
      {query.error && <Failure error={query.error} retry={() => void query.refetch()} />}
      {reason && <Silent reason={reason} />}
      {checkpoints.length > 0 && (
        // What was typed and answered stays while no node is there.
        <div hidden={!offered}>
          <div hidden={ask !== "samples"}>
            {routesCausally(experiment) ? (
              <AskSamples experiment={experiment} checkpoints={checkpoints} />
            ) : (
              <CannotSample id={experiment.id} />
            )}
          </div>
          <div hidden={ask !== "logits"}>
            <AskLogits experiment={experiment} checkpoints={checkpoints} />
          </div>
        </div>
      )}
    </section>
  );
}
