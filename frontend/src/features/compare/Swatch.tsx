import { lineStyle } from "~/shared/chart/palette";
import { useShownTheme } from "~/shared/theme";

/** A short piece of a line as the charts draw it. */
export function Swatch({ place }: { place: number }) {
  const { color, dash } = lineStyle(place, useShownTheme());
  return (
    <svg className="swatch" width="34" height="8" aria-hidden="true" focusable="false">
      <line x1="0" x2="34" y1="4" y2="4" stroke={color} strokeWidth="2.5" strokeDasharray={dash.join(" ")} />
    </svg>
  );
}
