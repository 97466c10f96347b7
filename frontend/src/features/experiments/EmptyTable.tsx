import { Link } from "@tanstack/react-router";
import { Empty } from "~/shared/ui/Notice";

export function EmptyTable({ filtered, onReset }: { filtered: boolean; onReset: () => void }) {
  if (filtered) {
    return (
      <Empty title="No experiment matches">
        <button type="button" className="button" onClick={onReset}>
          Clear the filters
        </button>
      </Empty>
    );
  }
  return (
    <Empty title="No experiments yet">
      <ol>
        <li>
          <Link to="/corpora">Upload a text file</Link> to train on.
        </li>
        <li>
          <Link to="/experiments/new" search={{ preset: "four" }}>
            Queue all four architectures
          </Link>{" "}
          at one FLOP budget, or <Link to="/experiments/new">a single experiment</Link>.
        </li>
      </ol>
      <p>
        In a hurry? <code>./isobath demo</code> queues a comparison of about five minutes on a corpus that the
        project makes itself.
      </p>
    </Empty>
  );
}
