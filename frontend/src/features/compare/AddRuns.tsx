import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { experimentsQuery } from "~/shared/api/experiments";
import { loss } from "~/shared/format/numbers";
import { KIND_WORDS } from "~/shared/format/words";
import { Dialog } from "~/shared/ui/Dialog";
import { Failure, Skeleton } from "~/shared/ui/Notice";
import { StateBadge } from "~/shared/ui/StateBadge";

type Props = { ids: readonly string[]; onAdd: (id: string) => void; onClose: () => void };

export function AddRuns({ ids, onAdd, onClose }: Props) {
  const [q, setQ] = useState("");
  const query = useInfiniteQuery({
    ...experimentsQuery({ q: q.trim() || undefined, sort: "-createdAt" }),
    placeholderData: (previous) => previous,
  });
  const rows = query.data?.pages.flatMap((page) => page.experiments) ?? [];
  return (
    <Dialog title="Add runs" onClose={onClose}>
      <div className="stack">
        <input
          type="search"
          aria-label="Search runs"
          placeholder="Search"
          value={q}
          onChange={(event) => setQ(event.target.value)}
        />
        {query.error && <Failure error={query.error} retry={() => void query.refetch()} />}
        {query.isPending && <Skeleton rows={4} />}
        <ul className="pick-list">
          {rows.map((run) => (
            <li key={run.id}>
              <span className="grow">
                {run.name} <span className="muted">{KIND_WORDS[run.kind]}</span>
              </span>
              <span className="num muted">{loss(run.valLoss)}</span>
              <StateBadge state={run.state} />
              <button
                type="button"
                className="button small"
                aria-label={`Add ${run.name}`}
                disabled={ids.includes(run.id)}
                onClick={() => onAdd(run.id)}
              >
                {ids.includes(run.id) ? "Added" : "Add"}
              </button>
            </li>
          ))}
        </ul>
        {query.hasNextPage && (
          <button type="button" className="button" onClick={() => void query.fetchNextPage()}>
            Show more
          </button>
        )}
      </div>
    </Dialog>
  );
}
