import type { CompareView, FullView } from "~/features/compare/compareView";
import { parseCompareView } from "~/features/compare/compareView";
import { named } from "~/features/compare/runNames";

/** Returns the ids of the runs whose lines are hidden. */
export function hiddenOf({ hidden, only }: Pick<FullView, "hidden" | "only">, ids: readonly string[]) {
  if (only === undefined) return named(hidden, ids);
  const shown = named(only, ids);
  return new Set(ids.filter((id) => !shown.has(id)));
}

/** Hides these runs and no others. The shorter of the two lists is written. */
export function withHidden(
  view: CompareView,
  ids: readonly string[],
  hidden: ReadonlySet<string>,
): CompareView {
  const shown = ids.filter((id) => !hidden.has(id));
  const few = shown.length > 0 && shown.length < hidden.size;
  return parseCompareView({
    ...view,
    hide: few ? undefined : ids.filter((id) => hidden.has(id)).join(","),
    only: few ? shown.join(",") : undefined,
  });
}
