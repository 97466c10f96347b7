import { counted } from "~/shared/format/counted";
import { Notice } from "~/shared/ui/Notice";

const MOST_LISTED = 20;

type Props = { missing: readonly string[]; onRemove: () => void };

/** Names the runs that do not exist. The others are shown all the same. */
export function MissingRuns({ missing, onRemove }: Props) {
  if (missing.length === 0) return null;
  const one = missing.length === 1;
  const more = missing.length - MOST_LISTED;
  return (
    <Notice tone="warning" title={`${counted(missing.length, "run")} ${one ? "does" : "do"} not exist`}>
      <p>
        {one ? "It was deleted, or its id is wrong" : "They were deleted, or their ids are wrong"}:{" "}
        {missing.slice(0, MOST_LISTED).map((name, i) => (
          <span key={name}>
            {i > 0 && ", "}
            <code>{name.replace("~", "…")}</code>
          </span>
        ))}
        {more > 0 && ` and ${more} more`}. All other runs are shown.
      </p>
      <button type="button" className="button small" onClick={onRemove}>
        {one ? "Remove it from the comparison" : "Remove them from the comparison"}
      </button>
    </Notice>
  );
}
