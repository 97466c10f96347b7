import { useEffect, useRef } from "react";
import { followCursor } from "~/shared/chart/cursors";
import { valueAt } from "~/shared/chart/curve";
import type { Trace } from "~/shared/chart/model";
import { compact } from "~/shared/format/numbers";

/** The value of a line at the cursor of some charts, or its last value. Moving the cursor changes its text and draws nothing again. */
export function CursorValue({ syncKey, trace }: { syncKey: string; trace: Trace }) {
  const text = useRef<HTMLSpanElement>(null);
  const at = useRef<number | null>(null);
  useEffect(() => {
    const write = (x: number | null) => {
      at.current = x;
      if (text.current) text.current.textContent = textAt(trace, x);
    };
    write(at.current);
    return followCursor(syncKey, write);
  }, [syncKey, trace]);
  // The text is written by the effect only, so that React does not put an old one back.
  return <span ref={text} className="num" />;
}

/** Four digits are enough to compare values by eye. */
function textAt(trace: Trace, x: number | null): string {
  const value = valueAt(trace, x);
  return compact(value === undefined ? value : Number(value.toPrecision(4)));
}
