import { Link } from "@tanstack/react-router";
import type { Experiment } from "~/shared/api/types";
import { useMissingLabels, waitsFor } from "~/shared/experiment/waiting";
import { Notice } from "~/shared/ui/Notice";

/** Says when a queued experiment waits for a worker node that is not there, and what to do. */
export function Waiting({ experiment }: { experiment: Experiment }) {
  const label = useMissingLabels([experiment])(experiment);
  if (!label) return null;
  return (
    <Notice tone="warning" title={waitsFor(label)}>
      <p>On a machine that has such a device, with the join token of the installation:</p>
      <pre className="code">
        {`./isobath worker --server ${window.location.origin} --token-file worker-token --labels cpu,${label}`}
      </pre>
      <p>
        The experiment starts as soon as one joins. The page <Link to="/workers">Workers</Link> shows which
        labels there are; to train on another device,{" "}
        <Link to="/experiments/new" search={{ from: experiment.id }}>
          edit it as new
        </Link>
        .
      </p>
    </Notice>
  );
}
