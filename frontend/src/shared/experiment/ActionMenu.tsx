import type { Action } from "~/shared/api/experiments";
import type { Experiment } from "~/shared/api/types";
import { ACTION_WORDS, actionsOn } from "~/shared/experiment/actions";
import { useAction } from "~/shared/experiment/useAction";
import { Menu } from "~/shared/ui/Menu";

/** The actions on one experiment, as buttons. Cancelling asks for confirmation. */
export function ActionButtons({ experiment, small = false }: { experiment: Experiment; small?: boolean }) {
  const run = useAction();
  const start = (action: Action) => {
    if (action === "cancel" && !window.confirm(`Cancel ${experiment.name}? Its checkpoints and curves stay.`))
      return;
    run.mutate({ id: experiment.id, action });
  };
  return (
    <>
      {actionsOn(experiment).map((action) => (
        <button
          key={action}
          type="button"
          className={small ? "button small quiet" : "button"}
          aria-label={small ? `${ACTION_WORDS[action]} ${experiment.name}` : undefined}
          disabled={run.isPending || (experiment.cancelRequested && action === "cancel")}
          onClick={() => start(action)}
        >
          {ACTION_WORDS[action]}
        </button>
      ))}
    </>
  );
}

export function ActionMenu({ experiment }: { experiment: Experiment }) {
  return (
    <Menu label={`Actions for ${experiment.name}`} trigger="⋯" className="icon">
      <ActionButtons experiment={experiment} small />
    </Menu>
  );
}
