import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { NOTHING, type Selection, selectRow } from "~/features/experiments/selection";
import { deletedQuery } from "~/shared/api/deleted";
import type { DeletedExperiment } from "~/shared/api/types";
import { TimeLeft } from "~/shared/experiment/TimeLeft";
import { useBulk } from "~/shared/experiment/useBulk";
import { count } from "~/shared/format/numbers";
import { KIND_WORDS } from "~/shared/format/words";
import { Empty, Failure, Skeleton } from "~/shared/ui/Notice";
import { ScrollBox } from "~/shared/ui/ScrollBox";
import { Moment } from "~/shared/ui/Time";
import { useTitle } from "~/shared/ui/useTitle";

/** The deleted experiments that can still be restored. */
export function DeletedPage() {
  useTitle("Deleted experiments");
  const query = useQuery({ ...deletedQuery(), refetchInterval: 60_000 });
  return (
    <div className="stack">
      <header className="page-head">
        <h1>Deleted experiments</h1>
        {query.data && <span className="muted">{count(query.data.length)}</span>}
        <div className="grow" />
        <Link to="/" className="button">
          All experiments
        </Link>
      </header>
      {query.isPending ? (
        <Skeleton rows={5} label="Loading deleted experiments" />
      ) : !query.data ? (
        <Failure
          error={query.error}
          what="The deleted experiments could not be read"
          retry={() => void query.refetch()}
        />
      ) : query.data.length === 0 ? (
        <Empty title="Nothing is deleted">
          <p>An experiment that is deleted stays here for some days, and can be restored until then.</p>
        </Empty>
      ) : (
        <DeletedTable experiments={query.data} />
      )}
    </div>
  );
}

function DeletedTable({ experiments }: { experiments: readonly DeletedExperiment[] }) {
  const [selection, setSelection] = useState<Selection>(NOTHING);
  const last = useRef<string>(undefined);
  const bulk = useBulk();
  const ids = experiments.map(({ id }) => id);
  const chosen = ids.filter((id) => selection.ids.has(id));
  const restore = (which: readonly string[]) => bulk.mutate({ action: "restore", many: { ids: which } });
  // What was restored leaves the selection with the table.
  const shown = ids.join();
  useEffect(() => {
    setSelection((before) => ({
      ids: new Set([...before.ids].filter((id) => shown.includes(id))),
      all: false,
    }));
  }, [shown]);
  return (
    <>
      <p className="muted">
        Each is removed for good, with its curves, logs and checkpoints, when its time is over. Until then no
        corpus and no tokenizer that it uses can be deleted. You restore what you queued; administrators
        restore everything.
      </p>
      {chosen.length > 0 && (
        <section className="selection-bar" aria-label="Selected experiments">
          <span aria-live="polite">{count(chosen.length)} selected</span>
          <button
            type="button"
            className="button primary"
            disabled={bulk.isPending}
            onClick={() => restore(chosen)}
          >
            Restore
          </button>
          <button type="button" className="button quiet" onClick={() => setSelection(NOTHING)}>
            Clear selection
          </button>
        </section>
      )}
      <ScrollBox label="Table of deleted experiments" className="table-scroll">
        <table className="table experiments-table">
          <caption className="visually-hidden">Deleted experiments</caption>
          <thead>
            <tr>
              <th scope="col" className="check">
                <input
                  type="checkbox"
                  aria-label="Select all shown"
                  checked={chosen.length === ids.length}
                  onChange={() =>
                    setSelection({ ids: new Set(chosen.length === ids.length ? [] : ids), all: false })
                  }
                />
              </th>
              <th scope="col">Name</th>
              <th scope="col">Time left</th>
              <th scope="col">Kind</th>
              <th scope="col">Deleted</th>
              <th scope="col">Deleted by</th>
              <th scope="col">Queued by</th>
              <th scope="col">
                <span className="visually-hidden">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {experiments.map(({ id, name, kind, createdBy, deletedBy, deletedAt, restorableUntil }) => (
              <tr key={id} className={selection.ids.has(id) ? "selected" : undefined}>
                <td className="check">
                  <input
                    type="checkbox"
                    aria-label={`Select ${name}`}
                    checked={selection.ids.has(id)}
                    onChange={(event) => {
                      const ranged = "shiftKey" in event.nativeEvent && event.nativeEvent.shiftKey === true;
                      setSelection(
                        selectRow(
                          selection,
                          ids,
                          id,
                          event.target.checked,
                          ranged ? last.current : undefined,
                        ),
                      );
                      last.current = id;
                    }}
                  />
                </td>
                <th scope="row" className="name-cell">
                  {name}
                </th>
                <td className="nowrap">
                  <TimeLeft until={restorableUntil} />
                </td>
                <td className="nowrap">{KIND_WORDS[kind as keyof typeof KIND_WORDS] ?? kind}</td>
                <td className="nowrap">
                  <Moment at={deletedAt} />
                </td>
                <td className="person">{deletedBy}</td>
                <td className="person">{createdBy}</td>
                <td className="actions-cell">
                  <button
                    type="button"
                    className="button small"
                    aria-label={`Restore ${name}`}
                    disabled={bulk.isPending}
                    onClick={() => restore([id])}
                  >
                    Restore
                  </button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollBox>
    </>
  );
}
