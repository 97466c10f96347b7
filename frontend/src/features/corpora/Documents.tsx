import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { documentsQuery } from "~/shared/api/corpora";
import type { Corpus } from "~/shared/api/types";
import { bytes, count } from "~/shared/format/numbers";
import { Failure, Skeleton } from "~/shared/ui/Notice";
import { ScrollBox } from "~/shared/ui/ScrollBox";

const SHOWN = 100;

/** The first documents of a corpus. They are loaded when the list is opened. */
export function Documents({ corpus }: { corpus: Corpus }) {
  const [open, setOpen] = useState(false);
  const query = useQuery({ ...documentsQuery(corpus.id, SHOWN), enabled: open });
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>Documents</summary>
      {query.error ? (
        <Failure error={query.error} retry={() => void query.refetch()} />
      ) : query.data ? (
        <ScrollBox label="Table of documents" className="table-scroll">
          <table className="table">
            <thead>
              <tr>
                <th scope="col">Document</th>
                <th scope="col" className="num">
                  Size
                </th>
              </tr>
            </thead>
            <tbody>
              {query.data.documents.map((document, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: documents may have the same name, and never move
                <tr key={index}>
                  <td className="name">{document.name}</td>
                  <td className="num">{bytes(document.bytes)}</td>
                </tr>
              ))}
              {query.data.total > query.data.documents.length && (
                <tr>
                  <td colSpan={2} className="muted">
                    and {count(query.data.total - query.data.documents.length)} more
                  </td>
                </tr>
              )}
            </tbody>
          </table>
        </ScrollBox>
      ) : (
        <Skeleton rows={2} />
      )}
    </details>
  );
}
