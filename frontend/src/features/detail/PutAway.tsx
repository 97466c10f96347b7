import type { Experiment } from "~/shared/api/types";
import { isOver } from "~/shared/experiment/actions";
import { useBulk } from "~/shared/experiment/useBulk";
import { Menu } from "~/shared/ui/Menu";

/** Archives an experiment or brings it back, and deletes it. */
export function PutAway({ experiment: { id, name, state, archivedAt } }: { experiment: Experiment }) {
  const bulk = useBulk();
  const many = { ids: [id] };
  if (state === "RUNNING") return null;
  return (
    <Menu label={`More actions for ${name}`} trigger="⋯" className="icon">
      {isOver(state) && (
        <button
          type="button"
          disabled={bulk.isPending}
          onClick={() => bulk.mutate({ action: archivedAt ? "unarchive" : "archive", many })}
        >
          {archivedAt ? "Unarchive" : "Archive"}
        </button>
      )}
      <button type="button" disabled={bulk.isPending} onClick={() => bulk.mutate({ action: "delete", many })}>
        Delete
      </button>
    </Menu>
  );
}
