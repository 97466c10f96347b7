import { type Look, looksOf } from "~/features/studies/looks";
import type { StudyAnalysis, StudyBestSize, StudyPoint } from "~/shared/api/types";
import { padded, type Range } from "~/shared/chart/scale";

/** The runs of a variant at a budget, and the parabola through their losses where there is one. */
export type IsoLine = Look & {
  variant: string;
  budget: number;
  points: StudyPoint[];
  best?: StudyBestSize;
};

export function isoLines(analysis: StudyAnalysis): IsoLine[] {
  const look = looksOf(analysis);
  return analysis.isoFlops.map((best) => ({
    variant: best.variant,
    budget: best.budget,
    ...look(best.variant, best.budget),
    points: analysis.points.filter(
      (point) =>
        point.variant === best.variant &&
        point.budget != null &&
        Math.abs(point.budget / best.budget - 1) < 0.01,
    ),
    best: best.size ? best : undefined,
  }));
}

const STEPS = 48;

/** The parabola L = L* + c/2 (ln x - ln x*)² over the range of the runs. */
export function parabola({ points, best }: IsoLine): [number, number][] {
  const sizes = points.map((point) => point.size);
  if (!best?.size || !best.loss || best.curvature == null || sizes.length === 0) return [];
  const [low, high] = [Math.log(Math.min(...sizes)), Math.log(Math.max(...sizes))];
  const [vertex, least, curvature] = [Math.log(best.size.value), best.loss.value, best.curvature];
  return Array.from({ length: STEPS + 1 }, (_, i) => {
    const at = low + ((high - low) * i) / STEPS;
    return [Math.exp(at), least + (curvature / 2) * (at - vertex) ** 2];
  });
}

/** The ranges that hold all runs that did not diverge. */
export function ranges(lines: readonly IsoLine[]): { x: Range; y: Range } {
  const points = lines.flatMap((line) => line.points).filter((point) => point.loss != null);
  const sizes = points.map((point) => point.size);
  const losses = points.map((point) => point.loss as number);
  return {
    x: padded(Math.min(...sizes), Math.max(...sizes), true),
    y: padded(Math.min(...losses), Math.max(...losses), false),
  };
}

export type Bubble = {
  variant: string;
  colour: number;
  budget: number;
  point: StudyPoint;
  /** Size and loss over those of the best baseline of the budget. */
  size: number;
  loss: number;
};

/** The size and the loss of the best baseline of a budget, and whether they are the vertex of its parabola. */
type BestBaseline = { size: number; loss: number; vertex: boolean };

/** Returns the optimum of the baseline, or its best measured size where the runs have no optimum. */
function bestBaseline(analysis: StudyAnalysis, budget: number): BestBaseline | undefined {
  const near = (other: number | null) => other != null && Math.abs(other / budget - 1) < 0.01;
  const base = analysis.isoFlops.find((each) => each.variant === analysis.baseline && near(each.budget));
  if (base?.size && base.loss) return { size: base.size.value, loss: base.loss.value, vertex: true };
  const measured = analysis.best.find((each) => each.variant === analysis.baseline && near(each.budget));
  const runs = analysis.points.filter(
    ({ experiment, loss }) => loss != null && measured?.experiments.includes(experiment),
  );
  const [first] = runs;
  if (!first) return undefined;
  const loss = runs.reduce((sum, run) => sum + (run.loss as number), 0) / runs.length;
  return { size: first.size, loss, vertex: false };
}

/** Every run over the best baseline of its budget. */
export function bubbles(analysis: StudyAnalysis): Bubble[] {
  return isoLines(analysis).flatMap(({ variant, colour, budget, points }) => {
    const base = bestBaseline(analysis, budget);
    if (!base) return [];
    return points.flatMap((point) =>
      point.loss == null
        ? []
        : [{ variant, colour, budget, point, size: point.size / base.size, loss: point.loss / base.loss }],
    );
  });
}

/** Whether the best baseline of each budget is an optimum, and not the best of the measured sizes. */
export const hasOptima = (analysis: StudyAnalysis): boolean =>
  analysis.isoFlops.every(({ budget }) => bestBaseline(analysis, budget)?.vertex !== false);
