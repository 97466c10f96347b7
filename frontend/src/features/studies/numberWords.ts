import type { StudyEstimate } from "~/shared/api/types";
import { compact, UNKNOWN } from "~/shared/format/numbers";

const short = (value: number) => compact(Number(value.toPrecision(4)));

/** A number with its interval: "1.23 [1.20, 1.26], n = 3". */
export function estimateWords(estimate: StudyEstimate | null | undefined): string {
  if (!estimate) return UNKNOWN;
  const { value, low, high, n } = estimate;
  const interval =
    low != null && high != null
      ? ` [${short(low)}, ${short(high)}]`
      : low != null
        ? ` [at least ${short(low)}]`
        : "";
  return `${short(value)}${interval}, n = ${n}`;
}
