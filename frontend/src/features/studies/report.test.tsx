import { describe, expect, it } from "vitest";
import { bubbles } from "~/features/studies/isoFlop";
import { curveLines, curveRanges, curveRuns, smoothingOf } from "~/features/studies/learningCurves";
import { looksOf } from "~/features/studies/looks";
import { paperPoints } from "~/features/studies/paperPoints";
import { isDone } from "~/features/studies/progress";
import { reportHtml } from "~/features/studies/reportHtml";
import { aCurve } from "~/testing/curves";
import { anAnalysis, aReport } from "~/testing/studies";

const NOW = new Date("2026-11-30T12:00:00Z");
const view = { axis: "flops", paper: false } as const;
const trained = (id: string, loss: number) => ({
  id,
  curves: [aCurve("train_loss", [1e6, 5e8, 1e9], [5, loss + 0.1, loss])],
});
const curves = [trained("baseline 200", 3), trained("mod 200", 2.9)];

describe("the looks of a study's lines", () => {
  it("give a variant one colour and a budget one kind of dashes", () => {
    const of = (budget: number) => anAnalysis().points.map((point) => ({ ...point, budget }));
    const look = looksOf(anAnalysis({ points: [...of(8e9), ...of(1e9)] }));
    expect(look("mod", 1e9).colour).toBe(look("mod", 8e9).colour);
    expect(look("mod", 1e9).colour).not.toBe(look("baseline", 1e9).colour);
    expect(look("mod", 8e9).dash).toBe(look("baseline", 8e9).dash);
    expect(look("mod", 8e9).dash).not.toBe(look("mod", 1e9).dash);
    expect(look("mod", null).label).toBe("mod");
  });
});

describe("learning curves of a study", () => {
  it("are those of the best settings only", () => {
    expect(curveRuns(anAnalysis())).toEqual(["baseline 200", "mod 200"]);
  });

  it("are the means over the seeds of a variant, from the least to the greatest", () => {
    const [best] = anAnalysis().best;
    if (!best) throw new Error("the analysis has no best setting");
    const analysis = anAnalysis({ best: [{ ...best, experiments: ["a", "b", "without curves"] }] });
    const lines = curveLines(analysis, [trained("a", 3), trained("b", 4)], "train_loss");
    expect(lines).toHaveLength(1);
    expect(lines[0]?.runs).toBe(2);
    expect(lines[0]?.mean.y.map((loss) => loss.toFixed(2))).toEqual(["5.00", "3.60", "3.50"]);
    expect(lines[0]?.band?.low).toEqual([5, 3.1, 3]);
    expect(lines[0]?.band?.high).toEqual([5, 4.1, 4]);
  });

  it("leave out the beginning, where the loss falls out of the picture", () => {
    const { x, y } = curveRanges(curveLines(anAnalysis(), curves, "train_loss"));
    expect(x[0]).toBeGreaterThan(1e7);
    expect(y[1]).toBeLessThan(3.3);
  });

  it("are smoothed over a hundredth of the steps", () => {
    expect(smoothingOf([500, null, 1000, 30_000])).toBe(10);
    expect(smoothingOf([])).toBe(1);
  });
});

describe("the paper's points", () => {
  it("have the best baseline at the cross, and the best MoD below it", () => {
    for (const axis of ["FLOPS", "PARAMETERS"] as const) {
      const [baseline, mod] = paperPoints(axis);
      expect(baseline?.points).toContainEqual([1, 1]);
      expect(Math.min(...(mod?.points ?? []).map(([, loss]) => loss))).toBeCloseTo(3.093 / 3.136, 2);
    }
  });

  it("are over the same axes as the runs", () => {
    expect(bubbles(anAnalysis()).find(({ point }) => point.key === "baseline 200")).toMatchObject({
      size: 1,
      loss: 1,
    });
  });
});

describe("the file of a report", () => {
  const html = (about = {}, shown: { axis: "flops"; paper: boolean } = view) =>
    reportHtml(aReport(about), { flops: curves, seconds: curves }, shown, NOW);

  it("has every part in the order of the page, and both themes of each figure", () => {
    const page = new DOMParser().parseFromString(html(), "text/html");
    const heads = [...page.querySelectorAll("h1, h2, summary")].map(({ textContent }) => textContent);
    expect(heads).toEqual([
      "depth",
      "Verdicts",
      "What the paper claims",
      ...Array(5).fill("The values of the picture"),
      "Best sizes",
      "Plan",
      "Limits",
      "Reproduce",
    ]);
    expect(page.querySelectorAll(".only-light > svg")).toHaveLength(5);
    expect(page.querySelectorAll(".only-dark > svg")).toHaveLength(5);
    expect(page.body.textContent).toContain("2026-11-30 12:00:00 UTC");
  });

  it("loads nothing, runs nothing and has no controls", () => {
    const text = html();
    const page = new DOMParser().parseFromString(text, "text/html");
    expect(page.querySelector("meta[http-equiv]")?.getAttribute("content")).toBe(
      "default-src 'none'; style-src 'unsafe-inline'",
    );
    expect(page.querySelectorAll("script, link, img, iframe, a, button, input")).toHaveLength(0);
    expect(text).not.toMatch(/url\(|@import/);
    expect(text).toContain("@media screen and (prefers-color-scheme: dark)");
  });

  it("shows the words of users as text", () => {
    const words = '</title><script>alert(1)</script>"><img src=x onerror=alert(1)>';
    const text = html({
      name: words,
      question: words,
      limits: [words],
      analysis: anAnalysis({ baseline: words }),
      reproduction: { ...aReport().reproduction, study: words, command: words },
    });
    const page = new DOMParser().parseFromString(text, "text/html");
    expect(page.querySelectorAll("script, img")).toHaveLength(0);
    expect(page.querySelector("h1")?.textContent).toBe(words);
  });

  it("has the paper's points only when they are shown, with where they are from", () => {
    expect(html()).not.toContain("Paper: MoDE");
    expect(html({}, { axis: "flops", paper: true })).toContain("Paper: MoDE");
    expect(html({}, { axis: "flops", paper: true })).toContain("arXiv 2404.02258), read off the figures");
  });
});

it("a study is done when none of its experiments can still change", () => {
  const { progress } = aReport();
  expect(isDone(progress)).toBe(true);
  expect(isDone({ ...progress, running: 1 })).toBe(false);
  expect(isDone({ ...progress, waiting: 1 })).toBe(false);
  expect(isDone({ ...progress, finished: 0 })).toBe(false);
});
