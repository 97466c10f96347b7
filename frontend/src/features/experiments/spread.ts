import type { GroupValues } from "~/shared/api/types";
import { compact, count, UNKNOWN } from "~/shared/format/numbers";

/** A number on its own: whole ones with separators, others with six digits. */
export const plain = (value: number | null): string =>
  value === null ? UNKNOWN : Number.isInteger(value) ? count(value) : compact(value);

/** Below this share of the mean, a deviation is what rounding leaves of equal numbers. */
const ROUNDING = 1e-12;

/**
 * Returns a mean and its standard deviation. The deviation has two digits, and the mean ends at the same place, so that no digit is
 * shown of which nothing is known.
 */
export function spreadWords({ mean, deviation }: Pick<GroupValues, "mean" | "deviation">): string {
  if (mean === null) return UNKNOWN;
  if (deviation === null || deviation <= Math.abs(mean) * ROUNDING) return plain(mean);
  const size = Math.max(Math.abs(mean), deviation);
  if (size >= 1e6 || size < 1e-3) {
    const exponent = Math.floor(Math.log10(size));
    return `(${pair(mean / 10 ** exponent, deviation / 10 ** exponent)})e${exponent}`;
  }
  return pair(mean, deviation);
}

function pair(mean: number, deviation: number): string {
  // Rounding to two digits may add one before the point: 0.0996 is 0.10.
  const places = 1 - Math.floor(Math.log10(Number(deviation.toPrecision(2))));
  const write = (value: number) =>
    places > 0
      ? value.toFixed(Math.min(places, 12))
      : count(Math.round(value / 10 ** -places) * 10 ** -places);
  return `${write(mean)} ± ${write(deviation)}`;
}

/** The least and the greatest value, and of how many. */
export function rangeWords({ n, least, greatest }: GroupValues): string {
  if (n === 0) return "no value";
  return least === greatest ? `${plain(least)}, n = ${n}` : `${plain(least)} to ${plain(greatest)}, n = ${n}`;
}
