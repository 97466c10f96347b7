import type { Experiment } from "~/shared/api/types";
import { ActionButtons } from "~/shared/experiment/ActionMenu";
import { isOver } from "~/shared/experiment/actions";
import { isExternal } from "~/shared/experiment/external";
import { useBulk } from "~/shared/experiment/useBulk";
import { Menu } from "~/shared/ui/Menu";

/** The actions on the experiment of a row. */
export function RowMenu({ experiment }: { experiment: Experiment }) {
  const bulk = useBulk();
  const many = { ids: [experiment.id] };
  const putAway = experiment.archivedAt ? "unarchive" : "archive";
  const words = experiment.archivedAt ? "Unarchive" : "Archive";
  return (
    <Menu label={`Actions for ${experiment.name}`} trigger="⋯" className="icon">
      <ActionButtons experiment={experiment} small />
      {isOver(experiment.state) && (
        <button
          type="button"
          className="button small quiet"
          aria-label={`${words} ${experiment.name}`}
          disabled={bulk.isPending}
          onClick={() => bulk.mutate({ action: putAway, many })}
        >
          {words}
        </button>
      )}
      {(experiment.state !== "RUNNING" || isExternal(experiment)) && (
        <button
          type="button"
          className="button small quiet"
          aria-label={`Delete ${experiment.name}`}
          disabled={bulk.isPending}
          onClick={() => bulk.mutate({ action: "delete", many })}
        >
          Delete
        </button>
      )}
    </Menu>
  );
}
