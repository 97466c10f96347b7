import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { act } from "~/shared/api/experiments";
import type { Experiment } from "~/shared/api/types";
import { actionsIn } from "~/shared/experiment/actions";
import { counted } from "~/shared/format/counted";
import { ShareDialog } from "~/shared/sharing/ShareDialog";
import { toast, toastError } from "~/shared/ui/toast";

type Props = { experiments: readonly Experiment[]; onClear: () => void };

/** The actions on all selected experiments. */
export function SelectionBar({ experiments, onClear }: Props) {
  const [sharing, setSharing] = useState(false);
  const ids = experiments.map((experiment) => experiment.id);
  const stoppable = experiments.filter((experiment) => actionsIn(experiment.state).includes("cancel"));
  const cancelAll = async () => {
    if (!window.confirm(`Cancel ${counted(stoppable.length, "experiment")}? Checkpoints and curves stay.`))
      return;
    const answers = await Promise.allSettled(stoppable.map((experiment) => act(experiment.id, "cancel")));
    for (const answer of answers) if (answer.status === "rejected") toastError(answer.reason);
    const done = answers.filter((answer) => answer.status === "fulfilled").length;
    if (done > 0) toast(`${counted(done, "experiment")} ${done === 1 ? "is" : "are"} being cancelled`);
    onClear();
  };
  return (
    <section className="selection-bar" aria-label="Selected experiments">
      <span aria-live="polite">{experiments.length} selected</span>
      <Link to="/compare" search={{ ids: ids.join(",") }} className="button primary">
        Compare
      </Link>
      <button
        type="button"
        className="button"
        disabled={stoppable.length === 0}
        onClick={() => void cancelAll()}
      >
        Cancel
      </button>
      <button type="button" className="button" onClick={() => setSharing(true)}>
        Share
      </button>
      <button type="button" className="button quiet" onClick={onClear}>
        Clear selection
      </button>
      {sharing && <ShareDialog experiments={ids} onClose={() => setSharing(false)} />}
    </section>
  );
}
