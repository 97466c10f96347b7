import { useState } from "react";
import type { XAxis } from "~/shared/api/types";
import type { Range } from "~/shared/chart/scale";

/** The visible range of the charts over an axis. Another axis has other units, so its charts begin without a zoom. */
export function useZoom(x: XAxis) {
  const [zoomed, setZoomed] = useState<{ x: XAxis; range?: Range }>({ x });
  const set = (range: Range | undefined) => setZoomed({ x, range });
  return [zoomed.x === x ? zoomed.range : undefined, set] as const;
}
