import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Problem } from "~/shared/api/problem";
import { sharedQuery } from "~/shared/api/shares";
import type { Shared } from "~/shared/api/types";
import { Logo } from "~/shared/ui/Logo";
import { Empty, Failure, Skeleton } from "~/shared/ui/Notice";
import { Moment } from "~/shared/ui/Time";
import { useTitle } from "~/shared/ui/useTitle";

type Props = {
  token: string;
  comparison: (shared: Shared) => ReactNode;
  experiment: (shared: Shared) => ReactNode;
  study: (shared: Shared) => ReactNode;
};

/** The page of a share link. Its logo does not lead to other pages. */
export function SharedPage({ token, comparison, experiment, study }: Props) {
  const query = useQuery({ ...sharedQuery(token), refetchInterval: 30_000 });
  const shared = query.data;
  useTitle(shared?.title || "Shared");
  const gone = query.error instanceof Problem && (query.error.status === 404 || query.error.status === 410);
  return (
    <>
      <header className="topbar">
        <span className="brand">
          <Logo />
          <span>Isobath</span>
        </span>
        <span className="muted">shared, read-only</span>
      </header>
      <main className="page" tabIndex={-1}>
        {gone ? (
          <Empty title="This link shows nothing any more" level="h1">
            <p>It has expired, was revoked, or was copied incompletely. Ask the sender for a new one.</p>
          </Empty>
        ) : shared ? (
          <div className="stack">
            <header className="page-head">
              <h1>{shared.title || nameOf(shared)}</h1>
              {shared.expiresAt && (
                <span className="muted">
                  until <Moment at={shared.expiresAt} />
                </span>
              )}
            </header>
            {{ comparison, experiment, study }[shared.kind](shared)}
          </div>
        ) : query.error ? (
          <Failure
            error={query.error}
            what="The link could not be opened"
            retry={() => void query.refetch()}
          />
        ) : (
          <Skeleton rows={8} label="Opening the link" />
        )}
      </main>
    </>
  );
}

function nameOf({ kind, experiments, study }: Shared): string {
  switch (kind) {
    case "comparison":
      return "Comparison";
    case "study":
      return study?.name ?? "Study";
    case "experiment":
      return experiments[0]?.name ?? "Experiment";
  }
}
