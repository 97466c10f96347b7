import { Link } from "@tanstack/react-router";
import type { Experiment } from "~/shared/api/types";

/** Offers to train all the same, where an experiment failed because its tokenizer knows too little of the corpus. */
export function TrainAllTheSame({ experiment }: { experiment: Experiment }) {
  if (experiment.state !== "FAILED" || !experiment.stateReason?.includes("allowUnknown")) return null;
  return (
    <p>
      <Link to="/experiments/new" search={{ from: experiment.id, allowUnknown: true }} className="button">
        Edit as new with allowUnknown
      </Link>
    </p>
  );
}
