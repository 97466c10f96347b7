import { lazy, Suspense } from "react";
import type { ShownExperiment } from "~/shared/api/types";
import { Skeleton } from "~/shared/ui/Notice";

const SpecText = lazy(() =>
  import("~/features/detail/SpecText").then((module) => ({ default: module.SpecText })),
);

/** Shows a spec. It loads the YAML library only when it is needed. */
export function LazySpecText({ experiment }: { experiment: ShownExperiment }) {
  return (
    <Suspense fallback={<Skeleton rows={5} label="Loading the spec" />}>
      <SpecText experiment={experiment} />
    </Suspense>
  );
}
