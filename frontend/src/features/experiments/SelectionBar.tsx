import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { TagDialog } from "~/features/experiments/TagDialog";
import type { BulkAction, Many } from "~/shared/api/manyExperiments";
import type { Experiment } from "~/shared/api/types";
import { actionsOn, isOver } from "~/shared/experiment/actions";
import { useBulk } from "~/shared/experiment/useBulk";
import { counted } from "~/shared/format/counted";
import { count } from "~/shared/format/numbers";
import { ShareDialog } from "~/shared/sharing/ShareDialog";

type Props = {
  /** The selected experiments that are loaded. */
  experiments: readonly Experiment[];
  /** All that match, where all of them are selected. */
  all?: { filter: string; expected: number };
  /** What is compared, where it is not the experiments above. */
  compared?: { ids: readonly string[]; group?: string };
  /** How many match, where more could be selected than are loaded. */
  selectable?: number;
  onAll: () => void;
  onClear: () => void;
};

/** The actions on all selected experiments. */
export function SelectionBar({ experiments, all, compared, selectable, onAll, onClear }: Props) {
  const [dialog, setDialog] = useState<"share" | "tag">();
  const bulk = useBulk();
  const ids = experiments.map((experiment) => experiment.id);
  const many: Many = all ?? { ids };
  const amount = all?.expected ?? ids.length;
  /** Whether an action is possible with any of them. Of experiments that are not loaded, only the server knows. */
  const possible = (test: (experiment: Experiment) => boolean) => all !== undefined || experiments.some(test);
  const run = (action: BulkAction, question?: string) => {
    if (question && !window.confirm(question)) return;
    bulk.mutate({ action, many }, { onSuccess: onClear });
  };
  const button = (action: BulkAction, words: string, on: boolean, question?: string) => (
    <button
      type="button"
      className="button"
      disabled={!on || bulk.isPending}
      onClick={() => run(action, question)}
    >
      {words}
    </button>
  );
  const allows = (action: "cancel" | "pause" | "resume" | "retry") =>
    possible((experiment) => actionsOn(experiment).includes(action));
  const archived = experiments.length > 0 && experiments.every((experiment) => experiment.archivedAt);
  return (
    <section className="selection-bar" aria-label="Selected experiments">
      <span aria-live="polite">{count(amount)} selected</span>
      {selectable !== undefined && (
        <button type="button" className="button quiet" onClick={onAll}>
          Select all {count(selectable)} that match
        </button>
      )}
      <Link
        to="/compare"
        search={
          all && !compared
            ? { filter: all.filter }
            : { ids: (compared?.ids ?? ids).join(","), group: compared?.group }
        }
        className="button primary"
      >
        Compare
      </Link>
      {button("pause", "Pause", allows("pause"))}
      {button("resume", "Resume", allows("resume"))}
      {button(
        "cancel",
        "Cancel",
        allows("cancel"),
        `Cancel ${counted(amount, "experiment")}? Checkpoints and curves stay.`,
      )}
      {button("retry", "Retry", allows("retry"))}
      <button type="button" className="button" disabled={bulk.isPending} onClick={() => setDialog("tag")}>
        Tag
      </button>
      {archived
        ? button("unarchive", "Unarchive", true)
        : button(
            "archive",
            "Archive",
            possible((experiment) => isOver(experiment.state)),
          )}
      {button(
        "delete",
        "Delete",
        possible((experiment) => experiment.state !== "RUNNING"),
        amount > 1
          ? `Delete ${counted(amount, "experiment")}? They can be restored for some days.`
          : undefined,
      )}
      {!all && (
        <button type="button" className="button" onClick={() => setDialog("share")}>
          Share
        </button>
      )}
      <button type="button" className="button quiet" onClick={onClear}>
        Clear selection
      </button>
      {dialog === "share" && <ShareDialog experiments={ids} onClose={() => setDialog(undefined)} />}
      {dialog === "tag" && (
        <TagDialog
          amount={amount}
          onTag={(action, tags) => bulk.mutate({ action, many, tags })}
          onClose={() => setDialog(undefined)}
        />
      )}
    </section>
  );
}
