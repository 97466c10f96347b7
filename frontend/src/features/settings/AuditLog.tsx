import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { auditQuery } from "~/shared/api/access";
import { UNKNOWN } from "~/shared/format/numbers";
import { Failure, Skeleton } from "~/shared/ui/Notice";
import { ScrollBox } from "~/shared/ui/ScrollBox";
import { Moment } from "~/shared/ui/Time";

/** The audit log. It is loaded only when it is opened. */
export function AuditLog() {
  const [open, setOpen] = useState(false);
  return (
    <details className="card" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <strong>Audit log</strong>
      </summary>
      {open && <Entries />}
    </details>
  );
}

function Entries() {
  const query = useInfiniteQuery(auditQuery());
  if (query.isPending) return <Skeleton rows={5} />;
  if (query.error) return <Failure error={query.error} retry={() => void query.refetch()} />;
  return (
    <>
      <ScrollBox label="Table of events" className="table-scroll">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">When</th>
              <th scope="col">Who</th>
              <th scope="col">What</th>
              <th scope="col">To</th>
              <th scope="col">From address</th>
            </tr>
          </thead>
          <tbody>
            {query.data.pages
              .flatMap((page) => page.events)
              .map((event) => (
                <tr key={event.id}>
                  <td className="nowrap">
                    <Moment at={event.at} />
                  </td>
                  <td className="name">{event.actor ?? UNKNOWN}</td>
                  <td className="nowrap">{event.action.toLowerCase().replaceAll("_", " ")}</td>
                  <td className="name">{event.subject}</td>
                  <td>{event.address ?? UNKNOWN}</td>
                </tr>
              ))}
          </tbody>
        </table>
      </ScrollBox>
      {query.hasNextPage && (
        <button type="button" className="button" onClick={() => void query.fetchNextPage()}>
          Show older
        </button>
      )}
    </>
  );
}
