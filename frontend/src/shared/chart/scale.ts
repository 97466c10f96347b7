export type Range = [number, number];

/** The visible range for values from min to max, with a small margin. On a log scale the margin is a factor. */
export function padded(min: number, max: number, log: boolean): Range {
  if (!Number.isFinite(min) || !Number.isFinite(max)) return log ? [1, 10] : [0, 1];
  if (log) {
    const low = min > 0 ? min : max > 0 ? max / 1e6 : 1e-6;
    const factor = Math.max((Math.max(max, low) / low) ** 0.04, 1.02);
    return [low / factor, Math.max(max, low) * factor];
  }
  const air = max > min ? 0.04 * (max - min) : Math.max(Math.abs(max) * 0.05, 1e-9);
  return [min - air, max + air];
}

/** Round tick values between low and high: 1, 2 or 5 times a power of ten, also on a log scale that spans decades. */
export function ticks(low: number, high: number, log: boolean, about = 6): number[] {
  if (!(high > low)) return [low];
  if (log && low > 0 && high / low >= 5) return logTicks(low, high, about);
  const rough = (high - low) / Math.max(1, about);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((factor) => factor * power >= rough * 0.999) ?? 10) * power;
  const marks: number[] = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high * (1 + 1e-12) + step * 1e-9; i++) {
    marks.push(Number((i * step).toPrecision(12)));
  }
  return marks;
}

function logTicks(low: number, high: number, about: number): number[] {
  const decades = Math.log10(high / low);
  const factors = decades <= about / 3 ? [1, 2, 5] : decades <= about / 2 ? [1, 3] : [1];
  const marks = marksBetween(low, high, factors);
  const thinned = marks.filter((_, i) => i % Math.max(1, Math.ceil(marks.length / (about * 1.5))) === 0);
  if (thinned.length > 1) return thinned;
  // Two round values say more than the ends of the range, which are none.
  const finer = marksBetween(low, high, [1, 2, 5]);
  return finer.length > 1 ? [finer[0] as number, finer.at(-1) as number] : [low, high];
}

/** The values between low and high that are a factor times a power of ten. */
function marksBetween(low: number, high: number, factors: readonly number[]): number[] {
  const marks: number[] = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power++) {
    for (const factor of factors) {
      const mark = Number(`${factor}e${power}`);
      if (mark >= low && mark <= high) marks.push(mark);
    }
  }
  return marks;
}

/** A tick's label: 250, 1.5k, 2e12, 0.001. */
export function tickLabel(value: number): string {
  if (value === 0) return "0";
  const magnitude = Math.abs(value);
  if (magnitude >= 1e9 || magnitude < 1e-3)
    return value
      .toExponential(2)
      .replace(/\.?0+e/, "e")
      .replace("e+", "e");
  if (magnitude >= 1e6) return `${trim(value / 1e6)}M`;
  if (magnitude >= 1e4) return `${trim(value / 1e3)}k`;
  return trim(value);
}

const trim = (value: number): string => String(Number(value.toPrecision(6)));
