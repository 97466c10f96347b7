import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { shareState } from "~/features/shares/shareState";
import { revokeShare, sharesQuery } from "~/shared/api/shares";
import type { Share } from "~/shared/api/types";
import { counted } from "~/shared/format/counted";
import { Empty, Failure, Skeleton } from "~/shared/ui/Notice";
import { ScrollBox } from "~/shared/ui/ScrollBox";
import { Ago, Moment } from "~/shared/ui/Time";
import { toast, toastError } from "~/shared/ui/toast";
import { useTitle } from "~/shared/ui/useTitle";

export function SharesPage() {
  useTitle("Shares");
  const query = useQuery(sharesQuery());
  return (
    <div className="stack">
      <header className="page-head">
        <h1>Shares</h1>
      </header>
      {query.isPending ? (
        <Skeleton />
      ) : query.error ? (
        <Failure error={query.error} retry={() => void query.refetch()} />
      ) : query.data.length === 0 ? (
        <Empty title="Nothing is shared">
          <p>
            Open an experiment, a comparison or a study and choose Share. It makes a read-only link that opens
            without signing in. You can revoke the link here.
          </p>
        </Empty>
      ) : (
        <ScrollBox label="Table of links" className="table-scroll">
          <table className="table">
            <thead>
              <tr>
                <th scope="col">Title</th>
                <th scope="col">Shows</th>
                <th scope="col">State</th>
                <th scope="col">Created</th>
                <th scope="col">Expires</th>
                <th scope="col">Last opened</th>
                <th scope="col">
                  <span className="visually-hidden">Actions</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {query.data.map((share) => (
                <ShareRow key={share.id} share={share} />
              ))}
            </tbody>
          </table>
        </ScrollBox>
      )}
    </div>
  );
}

function ShareRow({ share }: { share: Share }) {
  const client = useQueryClient();
  const state = shareState(share, Date.now());
  const revoke = useMutation({
    mutationFn: () => revokeShare(share.id),
    onSuccess: () => {
      toast("The link is revoked");
      return client.invalidateQueries({ queryKey: ["shares"] });
    },
    onError: toastError,
  });
  const title = share.title || "Untitled";
  return (
    <tr>
      <th scope="row">{title}</th>
      <td className="nowrap">
        {share.kind === "study" ? (
          share.study && share.studyName != null ? (
            <Link to="/studies/$id" params={{ id: share.study }}>
              Study {share.studyName}
            </Link>
          ) : (
            "A deleted study"
          )
        ) : share.kind === "comparison" ? (
          <Link to="/compare" search={{ ids: share.experiments.join(",") }}>
            {counted(share.experiments.length, "experiment")}
          </Link>
        ) : (
          <Link to="/experiments/$id" params={{ id: share.experiments[0] ?? "" }}>
            1 experiment
          </Link>
        )}
      </td>
      <td>
        <span className={`badge share-${state}`}>{state}</span>
      </td>
      <td className="nowrap">
        <Moment at={share.createdAt} />
      </td>
      <td className="nowrap">
        <Moment at={share.expiresAt} />
      </td>
      <td className="nowrap">{share.lastOpenedAt ? <Ago at={share.lastOpenedAt} /> : "never"}</td>
      <td className="actions-cell">
        {state === "active" && (
          <button
            type="button"
            className="button small danger"
            aria-label={`Revoke ${title}`}
            disabled={revoke.isPending}
            onClick={() => revoke.mutate()}
          >
            Revoke
          </button>
        )}
      </td>
    </tr>
  );
}
