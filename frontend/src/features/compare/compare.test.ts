import { describe, expect, it } from "vitest";
import { filledIn, parseCompareView, viewWithoutRuns, withX } from "~/features/compare/compareView";
import { configDiff } from "~/features/compare/configDiff";
import { unfairness } from "~/features/compare/fairness";
import { comparisonPlot } from "~/features/compare/plots";
import { weightOf, windowOf } from "~/features/compare/SmoothingControl";
import { parseSearch, stringifySearch } from "~/shared/url/search";
import { aCurve } from "~/testing/curves";
import { anExperiment } from "~/testing/experiments";

describe("the comparison's URL", () => {
  it("comes back as it was written", () => {
    const view = parseCompareView({
      ids: "a,b",
      x: "flops",
      metric: "val_loss",
      smooth: "0.9",
      logX: "true",
      logY: "true",
      hide: "b",
      from: "1e11",
      to: "2e12",
    });
    expect(parseCompareView(parseSearch(stringifySearch(view)))).toEqual(view);
    expect(filledIn(view)).toEqual({
      ids: ["a", "b"],
      x: "flops",
      metrics: ["val_loss"],
      smooth: 0.9,
      gauss: undefined,
      logX: true,
      logY: true,
      hidden: ["b"],
      only: undefined,
      pinned: [],
      base: undefined,
      color: undefined,
      groups: [],
      band: "minmax",
      calm: false,
      zoom: [1e11, 2e12],
      ranges: new Map(),
    });
  });

  it("leaves out defaults", () => {
    expect(stringifySearch(parseCompareView({ ids: "a", x: "step", smooth: "0.5", logX: "false" }))).toBe(
      "?ids=a",
    );
  });

  it("survives nonsense", () => {
    expect(stringifySearch(parseCompareView({ x: "moon", smooth: "7", from: "5", to: "1", ids: ",," }))).toBe(
      "",
    );
  });

  it("a Gaussian takes the place of the moving average", () => {
    expect(filledIn(parseCompareView({ gauss: "50", smooth: "0.9" }))).toMatchObject({
      gauss: 50,
      smooth: 0,
    });
    expect(filledIn(parseCompareView({ gauss: "0" }))).toMatchObject({ gauss: undefined, smooth: 0.5 });
    expect(weightOf(windowOf(0.9))).toBeCloseTo(0.9, 6);
    expect(weightOf(1)).toBe(0);
  });

  it("another x forgets the zoom, whose units it does not share", () => {
    const view = withX(parseCompareView({ ids: "a", x: "flops", from: "1", to: "2" }), "tokens");
    expect(view.x).toBe("tokens");
    expect(view.from).toBeUndefined();
  });

  it("a share remembers how it looks, not which runs", () => {
    expect(viewWithoutRuns(parseCompareView({ ids: "a,b", x: "flops", logY: "true" }))).toBe(
      "x=flops&logY=true",
    );
  });
});

describe("config differences", () => {
  it("says what a spec leaves out because it always was so", () => {
    const [first, second] = ["mod", "mod-token-choice"].map((name) => ({
      name,
      architecture: { kind: "mod", capacity: 0.125 },
      training: { batch: 16 },
    }));
    const other = {
      ...second,
      architecture: { ...second?.architecture, scheme: "token-choice" },
      training: { batch: 16, device: "cuda" },
    };
    expect(configDiff([first, other])).toEqual([
      { field: "architecture.scheme", values: ["expert-choice", "token-choice"] },
      { field: "training.device", values: ["cpu", "cuda"] },
    ]);
  });

  it("are only the fields that differ, by their path", () => {
    const rows = configDiff([
      { name: "a", architecture: { kind: "mod", capacity: 0.125, layers: 4 } },
      { name: "b", architecture: { kind: "baseline", layers: 4 } },
    ]);
    expect(rows).toEqual([
      { field: "architecture.kind", values: ["mod", "baseline"] },
      { field: "architecture.capacity", values: ["0.125", undefined] },
    ]);
  });

  it("a number and its text are not the same", () => {
    expect(configDiff([{ a: { b: 1 } }, { a: { b: 2 } }])[0]?.values).toEqual(["1", "2"]);
  });

  it("equal specs differ in nothing, whatever their names", () => {
    expect(
      configDiff([
        { name: "a", seed: 1 },
        { name: "b", seed: 1 },
      ]),
    ).toEqual([]);
  });
});

describe("fairness", () => {
  const a = anExperiment();

  it("equal budgets on one corpus are fair", () => {
    expect(unfairness([a, anExperiment({ id: "e2", kind: "baseline", flopsPlanned: 1.99e12 })])).toEqual([]);
  });

  it.each([
    [{ corpus: "other" }, "different corpora"],
    [{ flopsConvention: "causal/1" }, "different conventions"],
    [{ flopsPlanned: 4e12 }, "FLOP budgets differ"],
    [{ spec: { ...a.spec, data: { ...a.spec.data, sequenceLength: 256 } } }, "Sequence lengths differ"],
  ])("%o is said to be unfair", (difference, words) => {
    expect(unfairness([a, anExperiment({ id: "e2", ...difference })]).join()).toContain(words);
  });

  const { evaluationTokens: _, ...withoutEvaluation } = a.spec.training;
  const evaluating = (name: string, batch: number, training: object, sequenceLength = 128) =>
    anExperiment({
      id: name,
      name,
      spec: {
        ...a.spec,
        data: { ...a.spec.data, sequenceLength },
        training: { ...withoutEvaluation, batch, ...training },
      },
    });

  it("one number of held-out tokens is fair whatever the batch", () => {
    expect(
      unfairness([
        evaluating("a", 4, { evaluationTokens: 16_384 }),
        evaluating("b", 64, { evaluationTokens: 16_400 }),
      ]),
    ).toEqual([]);
  });

  it("names the runs whose held-out losses are of other tokens", () => {
    const [reason, ...more] = unfairness([
      evaluating("a", 4, { evaluationTokens: 16_384 }),
      evaluating("b", 4, { evaluationTokens: 2_000 }),
      evaluating("old", 16, { evaluationBatches: 4 }),
      evaluating("alike", 32, { evaluationBatches: 2 }),
    ]);
    expect(more).toEqual([]);
    expect(reason).toContain("16,384 tokens (a); 1,920 tokens (b); 64 sequences chosen by batch");
    expect(reason).toContain("(old, alike)");
  });

  it("a corpus that holds out less than either number gives both the same tokens", () => {
    const corpusStatistics = {
      trainingTokens: 9_000,
      heldOutTokens: 1_000,
      bytesPerToken: 1,
      unknownShare: 0,
      lostShare: 0,
      specialTokens: 0,
    };
    const runs = [16_384, 4_096].map((evaluationTokens) => ({
      ...evaluating(String(evaluationTokens), 4, { evaluationTokens }),
      corpusStatistics,
    }));
    expect(unfairness(runs)).toEqual([]);
  });

  it("one run alone is always fair", () => {
    expect(unfairness([a])).toEqual([]);
  });
});

describe("the comparison's plots", () => {
  const view = filledIn(parseCompareView({ ids: "e1,e2", hide: "e2", x: "seconds" }));
  const runs = [anExperiment(), anExperiment({ id: "e2", name: "base" })];
  const curves = [{ id: "e2", curves: [aCurve("train_loss", [1, 2, 3], [5, 4, 3])] }];

  it("keep each run's colour while others are hidden or without points", () => {
    const plot = comparisonPlot("train_loss", view, runs, curves);
    expect(plot.traces.map(({ id, style, hidden }) => [id, style, hidden])).toEqual([
      ["e1", 0, false],
      ["e2", 1, true],
    ]);
    expect(plot.xLabel).toBe("time in training, without pauses (s)");
  });

  it("never smooth held-out losses", () => {
    expect(comparisonPlot("val_loss", view, runs, curves).smoothing).toBe(0);
    expect(comparisonPlot("train_loss", view, runs, curves).smoothing).toBe(0.5);
  });
});
