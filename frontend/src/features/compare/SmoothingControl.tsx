import { useId } from "react";
import {
  type CompareView,
  filledIn,
  MOST_DEVIATION,
  MOST_SMOOTHING,
  parseCompareView,
} from "~/features/compare/compareView";
import type { Follow } from "~/features/compare/follow";
import { counted } from "~/shared/format/counted";

/** The windows of the slider in steps. A window of one step does not smooth. */
const WINDOWS = [
  1, 2, 3, 5, 7, 10, 15, 20, 30, 50, 70, 100, 150, 200, 300, 500, 700, 1000, 2000, 5000, 10_000,
];

/** The weights of a moving average sum to 1 / (1 - weight), which is how many steps it is the mean of. */
export const windowOf = (weight: number): number => 1 / (1 - weight);
export const weightOf = (window: number): number =>
  Math.min(MOST_SMOOTHING, Number((1 - 1 / window).toFixed(6)));

type Props = { view: CompareView; onView: (view: CompareView, follow?: Follow) => void };

/** The way in which curves are smoothed, and over how many steps. */
export function SmoothingControl({ view, onView }: Props) {
  const { smooth, gauss } = filledIn(view);
  const id = useId();
  const steps = gauss ?? windowOf(smooth);
  const change = (part: Partial<CompareView>, follow?: Follow) =>
    onView(parseCompareView({ ...view, ...part }), follow);
  const set = (window: number, gaussian: boolean, follow?: Follow) =>
    change(
      gaussian
        ? { smooth: undefined, gauss: Math.max(1, Math.min(MOST_DEVIATION, Math.round(window))) }
        : { smooth: weightOf(window), gauss: undefined },
      follow,
    );
  const place = WINDOWS.reduce(
    (best, window, i) =>
      Math.abs(Math.log(window / steps)) < Math.abs(Math.log((WINDOWS[best] as number) / steps)) ? i : best,
    0,
  );
  const words = gauss === undefined && steps <= 1 ? "none" : counted(Number(steps.toPrecision(3)), "step");
  return (
    <div className="control">
      <label htmlFor={id} className="control-label">
        Smoothing
      </label>
      <select
        className="small"
        aria-label="Kind of smoothing"
        value={gauss === undefined ? "ema" : "gaussian"}
        onChange={(event) => set(Math.max(2, steps), event.target.value === "gaussian")}
      >
        <option value="ema">Moving average</option>
        <option value="gaussian">Gaussian</option>
      </select>
      <input
        id={id}
        type="range"
        min={0}
        max={WINDOWS.length - 1}
        step={1}
        value={place}
        aria-valuetext={words}
        title={
          gauss === undefined
            ? "How many steps a debiased exponential moving average is the mean of. It is computed from all points, at any zoom. Held-out losses are never smoothed."
            : "The standard deviation of a Gaussian around each step. It is computed from all points, at any zoom. Held-out losses are never smoothed."
        }
        onChange={(event) => set(WINDOWS[Number(event.target.value)] ?? 1, gauss !== undefined, "move")}
      />
      <output className="num smooth-value">{words}</output>
    </div>
  );
}
