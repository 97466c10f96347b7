import { Link } from "@tanstack/react-router";
import type { Experiment } from "~/shared/api/types";
import { useMissingLabels, waitsFor } from "~/shared/experiment/waiting";
import { Notice } from "~/shared/ui/Notice";
import { ScrollBox } from "~/shared/ui/ScrollBox";

/** Says that a queued experiment waits for a worker node with a label that none offers, and what to do. */
export function Waiting({ experiment }: { experiment: Experiment }) {
  const label = useMissingLabels([experiment])(experiment);
  if (!label) return null;
  return (
    <Notice tone="warning" title={waitsFor(label)}>
      <p>
        Start a worker node on a machine with such a device. The command needs the join token of the
        installation:
      </p>
      <ScrollBox as="pre" label="Command" className="code">
        {`./isobath worker --server ${window.location.origin} --token-file worker-token --labels cpu,${label}`}
      </ScrollBox>
      <p>
        The experiment starts as soon as such a node joins. The page <Link to="/workers">Workers</Link> shows
        which labels the nodes have. To train on another device,{" "}
        <Link to="/experiments/new" search={{ from: experiment.id }}>
          edit it as new
        </Link>
        .
      </p>
    </Notice>
  );
}
