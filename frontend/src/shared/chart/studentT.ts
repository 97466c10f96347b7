/**
 * Student's t distribution for whole degrees of freedom, by the finite series of Abramowitz and Stegun (26.7.3 and 26.7.4).
 * Returns the probability that |T| is at most t.
 */
export function withinT(t: number, degrees: number): number {
  const angle = Math.atan(t / Math.sqrt(degrees));
  const [sin, cos] = [Math.sin(angle), Math.cos(angle)];
  if (degrees % 2 === 1) {
    let term = cos;
    let sum = degrees > 1 ? term : 0;
    for (let k = 3; k <= degrees - 2; k += 2) {
      term *= (cos * cos * (k - 1)) / k;
      sum += term;
    }
    return (2 / Math.PI) * (angle + sin * sum);
  }
  let term = 1;
  let sum = 1;
  for (let k = 2; k <= degrees - 2; k += 2) {
    term *= (cos * cos * (k - 1)) / k;
    sum += term;
  }
  return sin * sum;
}

const quantiles = new Map<number, number>();

/** Returns the t with which a two-sided interval has 95 % of the probability. */
export function t95(degrees: number): number {
  const known = quantiles.get(degrees);
  if (known !== undefined) return known;
  let [low, high] = [0, 20];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (withinT(middle, degrees) < 0.95) low = middle;
    else high = middle;
  }
  quantiles.set(degrees, high);
  return high;
}
