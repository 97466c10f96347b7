import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { Silence } from "~/features/ask/refusals";

const SENTENCES: Record<Silence, ReactNode> = {
  "no checkpoint": (
    <>
      This experiment ended without a checkpoint, so there is nothing to ask; retry it or clone it to train
      one.
    </>
  ),
  "no checkpoint yet": (
    <>There is nothing to ask yet: checkpoints are stored while the experiment runs and at its end.</>
  ),
  "no node": (
    <>
      No worker node is connected that could answer; start one, and this form comes back (
      <Link to="/workers">Workers</Link> shows the nodes).
    </>
  ),
};

/** Takes the place of the forms when every question would be refused, and says what to do. */
export function Silent({ reason }: { reason: Silence }) {
  return (
    <p className="muted" role="status">
      {SENTENCES[reason]}
    </p>
  );
}

/** Takes the place of the form for samples of a model that cannot be sampled. */
export function CannotSample({ id }: { id: string }) {
  return (
    <p className="muted">
      This model cannot be sampled, because its routers choose with later tokens in view; train it{" "}
      <Link to="/experiments/new" search={{ from: id }}>
        as new
      </Link>{" "}
      with causal routing “predictor” or “auxiliary”, or ask for its logits.
    </p>
  );
}
