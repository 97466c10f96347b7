import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { lineageQuery } from "~/shared/api/lineage";
import type { Experiment, Relative } from "~/shared/api/types";
import { count } from "~/shared/format/numbers";

/** The experiment that this one starts from, and those that start from it. Without any, nothing is shown. */
export function LineageLinks({ experiment: { id } }: { experiment: Experiment }) {
  const { origin, successors } = useQuery(lineageQuery(id)).data ?? { origin: null, successors: [] };
  if (!origin && successors.length === 0) return null;
  return (
    <section className="card stack" aria-label="Lineage">
      {origin && (
        <p>
          {origin.state === "all" ? "Goes on from" : "Starts with the weights of"} step {count(origin.step)}{" "}
          of <Name relative={origin} />.{" "}
          {origin.state === "all" && (
            <span className="muted">
              Curves, tokens, FLOPs and time continue from there; the FLOPs and the time above are those of
              this experiment alone. The learning rate is that of a run with all the steps.
            </span>
          )}
        </p>
      )}
      {successors.length > 0 && (
        <div>
          <p>From checkpoints of this experiment:</p>
          <ul>
            {successors.map((one) => (
              <li key={one.experiment}>
                <Name relative={one} />{" "}
                <span className="muted">
                  {one.state === "all" ? "goes on from" : "starts with the weights of"} step {count(one.step)}
                </span>
              </li>
            ))}
          </ul>
        </div>
      )}
    </section>
  );
}

function Name({ relative: { experiment, name, exists } }: { relative: Relative }) {
  return exists ? (
    <Link to="/experiments/$id" params={{ id: experiment }}>
      {name}
    </Link>
  ) : (
    <>
      <strong>{name}</strong> <span className="muted">(deleted; its checkpoint is kept)</span>
    </>
  );
}
