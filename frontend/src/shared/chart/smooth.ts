/**
 * An exponential moving average: y_i = s_i / (1 - w^i) with s_i = w s_(i-1) + (1 - w) x_i. The division removes the bias of the
 * first values towards zero. Values that are not finite are passed through and do not count.
 *
 * @param weight w, the weight of earlier values, from 0 (no smoothing) to below 1
 */
export function smooth(values: readonly number[], weight: number): number[] {
  if (weight <= 0) return [...values];
  let average = 0;
  let decay = 1;
  return values.map((value) => {
    if (!Number.isFinite(value)) return value;
    average = weight * average + (1 - weight) * value;
    decay *= weight;
    return average / (1 - decay);
  });
}
