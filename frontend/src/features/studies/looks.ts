import type { StudyReport } from "~/shared/api/types";
import { scientific } from "~/shared/format/numbers";

const DASHES = ["", "7 4", "2 3", "10 3 2 3", "14 4"];

/** The look of a variant at a budget: the variant has the colour, and the budget the dashes of lines and the shape of points. */
export type Look = { label: string; colour: number; dash: string; shape: number };

/** Returns how lines look. All pictures of a study give a variant the same colour and a budget the same dashes and shape. */
export function looksOf(analysis: StudyReport["analysis"]) {
  const variants = [...new Set(analysis.points.map((point) => point.variant))];
  const budgets = [
    ...new Set(analysis.points.flatMap(({ budget }) => (budget == null ? [] : [budget]))),
  ].sort((a, b) => a - b);
  return (variant: string, budget: number | null | undefined): Look => {
    const place = budgets.findIndex((each) => budget != null && Math.abs(each / budget - 1) < 0.01);
    return {
      label: budget == null ? variant : `${variant}, ${scientific(budget)} FLOPs`,
      colour: Math.max(0, variants.indexOf(variant)),
      dash: DASHES[Math.max(0, place) % DASHES.length] ?? "",
      shape: Math.max(0, place),
    };
  };
}
