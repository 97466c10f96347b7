import { lazy, Suspense } from "react";
import type { ShownExperiment } from "~/shared/api/types";
import { Skeleton } from "~/shared/ui/Notice";

const SpecText = lazy(() =>
  import("~/features/detail/SpecText").then((module) => ({ default: module.SpecText })),
);

/** Loads the YAML writer only where a spec is read. */
export function LazySpecText({ experiment }: { experiment: ShownExperiment }) {
  return (
    <Suspense fallback={<Skeleton rows={5} label="Loading the spec" />}>
      <SpecText experiment={experiment} />
    </Suspense>
  );
}
