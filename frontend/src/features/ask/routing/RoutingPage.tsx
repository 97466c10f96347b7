import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { routesCausally, silence } from "~/features/ask/refusals";
import { CompareSelect } from "~/features/ask/routing/CompareSelect";
import { RoutingForm } from "~/features/ask/routing/RoutingForm";
import { RoutingMaps } from "~/features/ask/routing/RoutingMaps";
import { addressOf, type RoutingView } from "~/features/ask/routing/routingView";
import { useSide } from "~/features/ask/routing/useSide";
import { Silent } from "~/features/ask/Silent";
import { experimentQuery } from "~/shared/api/experiments";
import type { Experiment } from "~/shared/api/types";
import { workersQuery } from "~/shared/api/workers";
import { Failure, Notice, Skeleton } from "~/shared/ui/Notice";
import { useTitle } from "~/shared/ui/useTitle";

type Props = { id: string; view: RoutingView; onView: (view: RoutingView) => void };

/** The routing map of a text: which token goes through which block of an experiment's model. */
export function RoutingPage({ id, view, onView }: Props) {
  const query = useQuery(experimentQuery(id));
  useTitle(query.data && `Routing of ${query.data.name}`);
  if (query.isPending) return <Skeleton rows={8} label="Loading the experiment" />;
  if (!query.data) return <Failure error={query.error} retry={() => void query.refetch()} />;
  return <Routing experiment={query.data} view={view} onView={onView} />;
}

function Routing({ experiment, view, onView }: { experiment: Experiment } & Omit<Props, "id">) {
  // A text that is too long for the address stays here.
  const [long, setLong] = useState("");
  const asked = view.text ?? long;
  const [draft, setDraft] = useState(asked);
  const causal = view.routing === "causal";
  const routing = causal ? "causal" : "top-k";
  const a = useSide(experiment.id, view.checkpoint, asked, routing);
  const b = useSide(view.other, view.otherCheckpoint, asked, routing);
  const workers = useQuery({ ...workersQuery(), enabled: a.checkpoints.length > 0 });
  const reason = a.isLoaded ? silence(experiment, a.checkpoints, workers.data) : undefined;
  const change = (next: Partial<RoutingView>) =>
    onView(addressOf({ ...view, text: asked || undefined, ...next }));
  const ask = () => {
    setLong(draft);
    if (draft === asked) {
      a.retry();
      b.retry();
    }
    change({ text: draft || undefined });
  };
  return (
    <div className="stack">
      <header className="page-head">
        <h1>Routing of {experiment.name}</h1>
        <div className="grow" />
        <Link to="/experiments/$id" params={{ id: experiment.id }} className="button">
          Experiment
        </Link>
      </header>
      {reason ? (
        <section className="card" aria-label="Ask for a map">
          <Silent reason={reason} />
        </section>
      ) : (
        <>
          <RoutingForm
            experiment={experiment}
            draft={draft}
            onDraft={setDraft}
            routing={routing}
            canRouteCausally={routesCausally(experiment) || causal}
            onRouting={(next) => change({ routing: next === "causal" ? "causal" : undefined })}
            error={a.error}
            isAsking={a.isAsking && !a.map}
            onAsk={ask}
          >
            <CompareSelect
              experiment={experiment}
              value={view.other ?? ""}
              onChange={(other) => change({ other: other || undefined, otherCheckpoint: undefined })}
            />
          </RoutingForm>
          {view.checkpoint !== undefined && a.isLoaded && a.chosen?.id !== view.checkpoint && (
            <Notice tone="warning">
              The run has not kept the checkpoint of this address; the latest one is shown.
            </Notice>
          )}
          <RoutingMaps
            experiment={experiment}
            a={a}
            b={view.other === undefined ? undefined : b}
            onA={(checkpoint) => change({ checkpoint })}
            onB={(otherCheckpoint) => change({ otherCheckpoint })}
          />
        </>
      )}
    </div>
  );
}
