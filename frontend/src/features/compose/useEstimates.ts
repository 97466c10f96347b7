import { useQueries } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { type Draft, specsOf } from "~/features/compose/draft";
import { notNumbers } from "~/features/compose/specText";
import { estimateQuery } from "~/shared/api/flops";
import type { FlopsEstimate, Kind } from "~/shared/api/types";

export type EstimateRow = { kind: Kind; estimate?: FlopsEstimate; error?: unknown };

const PAUSE_MS = 300;

/** Asks what the draft would cost whenever typing pauses. */
export function useEstimates(draft: Draft): EstimateRow[] {
  const settled = useSettled(draft);
  const specs = (settled ? specsOf(settled) : []).map(({ kind, spec }) => ({ kind, spec: sendable(spec) }));
  return useQueries({
    queries: specs.map(({ spec }) => ({
      ...estimateQuery(spec),
      placeholderData: (previous?: FlopsEstimate) => previous,
    })),
    combine: (results) =>
      results.map((result, i) => ({
        kind: specs[i]?.kind as Kind,
        estimate: result.data,
        error: result.error ?? undefined,
      })),
  });
}

export const sendable = (spec: unknown): unknown => JSON.parse(JSON.stringify(spec, notNumbers));

function useSettled(draft: Draft): Draft | undefined {
  const [settled, setSettled] = useState<Draft>();
  useEffect(() => {
    const timer = setTimeout(() => setSettled(draft), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [draft]);
  return settled;
}
