import { describe, expect, it } from "vitest";
import { readAxes, readChoices, writeAxes, writeChoices } from "~/features/compare/axes";
import { columnOf, isInside } from "~/features/compare/columns";
import { filledIn, parseCompareView } from "~/features/compare/compareView";
import { readField, titleOf, valuesOf } from "~/features/compare/fields";
import { linesOf } from "~/features/compare/lines";
import { runMarks, shapeOfStyle } from "~/features/compare/marks";
import { ParallelBody, placesOf, spanOf } from "~/features/compare/ParallelBody";
import { legendOf, PictureFile } from "~/features/compare/PictureFile";
import { defaultAxes, neededMetrics } from "~/features/compare/pictures";
import { fieldsOf } from "~/features/compare/runFields";
import { svgFile } from "~/shared/chart/fileOf";
import { tableCsv } from "~/shared/chart/PictureCard";
import { lineStyle } from "~/shared/chart/palette";
import { parseSearch, stringifySearch } from "~/shared/url/search";
import { aCurve } from "~/testing/curves";
import { anExperiment } from "~/testing/experiments";

const run = (id: string, learningRate: number, kind: "mod" | "baseline" = "mod") => {
  const one = anExperiment({ id, name: id, kind });
  return { ...one, spec: { ...one.spec, training: { ...one.spec.training, learningRate } } };
};
const runs = [run("a", 0.001), run("b", 0.01), run("c", 0.1, "baseline")];
const fields = new Map(runs.map((one) => [one.id, fieldsOf(one)]));
const summaries = [
  { id: "a", curves: [{ ...aCurve("val_loss", [1, 2, 3], [3, 1, 2]) }] },
  { id: "b", curves: [aCurve("val_loss", [1, 2], [4, "NaN"])] },
];

describe("the fields of an axis", () => {
  it("are fields of the run, and last and best values of metrics", () => {
    expect(readField("training.learningRate")).toEqual({ kind: "run", name: "training.learningRate" });
    expect(readField("router_mean/3.last")).toEqual({ kind: "metric", metric: "router_mean/3", of: "last" });
    expect(titleOf("val_loss.best")).toContain("best");
  });

  it("have numbers where all values are numbers, and words elsewhere", () => {
    expect(valuesOf("training.learningRate", fields, [])).toEqual(
      new Map([
        ["a", 0.001],
        ["b", 0.01],
        ["c", 0.1],
      ]),
    );
    expect(valuesOf("kind", fields, []).get("c")).toBe("Baseline");
  });

  it("have no value where a metric was not measured or is not finite", () => {
    expect(valuesOf("val_loss.best", fields, summaries)).toEqual(
      new Map([
        ["a", 1],
        ["b", 4],
      ]),
    );
    expect(valuesOf("val_loss.last", fields, summaries)).toEqual(new Map([["a", 2]]));
  });
});

describe("an axis", () => {
  it("of numbers over decades is logarithmic, unless another scale is chosen", () => {
    const column = columnOf({ field: "training.learningRate" }, fields, []);
    expect(column.scale).toBe("log");
    const shares = ["a", "b", "c"].map((id) => column.share(column.values.get(id)) as number);
    expect((shares[1] as number) - (shares[0] as number)).toBeCloseTo(
      (shares[2] as number) - (shares[1] as number),
      10,
    );
    expect(columnOf({ field: "training.learningRate", scale: "linear" }, fields, []).scale).toBe("linear");
    expect(columnOf({ field: "training.learningRate", scale: "words" }, fields, []).words).toHaveLength(3);
  });

  it("of words has no other scale", () => {
    const column = columnOf({ field: "kind", scale: "log" }, fields, []);
    expect([column.scale, column.scales]).toEqual(["words", ["words"]]);
    expect(column.words).toHaveLength(2);
  });

  it("without any value has no place for anything", () => {
    const column = columnOf({ field: "no.such.field" }, fields, []);
    expect([column.marks, column.share(undefined), column.share(3)]).toEqual([[], undefined, undefined]);
  });

  it("gives back the part that was chosen on it", () => {
    for (const scale of ["linear", "log"] as const) {
      const column = columnOf({ field: "training.learningRate", scale }, fields, []);
      const choice = column.between(0.8, 0.2);
      if (!choice || "words" in choice) throw new Error("no range");
      expect(column.share(choice.low)).toBeCloseTo(0.2, 10);
      expect(column.share(choice.high)).toBeCloseTo(0.8, 10);
      const places = placesOf(2, 600, 400);
      expect(
        spanOf(choice, column, places)
          .map(places.share)
          .map((at) => at.toFixed(6)),
      ).toEqual(["0.800000", "0.200000"]);
    }
    const words = columnOf({ field: "kind" }, fields, []);
    expect(words.between(0, 0.4)).toEqual({ words: ["Baseline"] });
    expect(words.between(0.4, 0.45)).toBeUndefined();
  });
});

describe("chosen parts of axes", () => {
  const columns = [
    columnOf({ field: "training.learningRate" }, fields, summaries),
    columnOf({ field: "val_loss.best" }, fields, summaries),
    columnOf({ field: "kind" }, fields, summaries),
  ];
  const inside = (text: string) =>
    runs.map(({ id }) => id).filter((id) => isInside(id, columns, readChoices(text)));

  it("leave the runs that are in all of them, and none without a value", () => {
    expect(inside("")).toEqual(["a", "b", "c"]);
    expect(inside("training.learningRate:0.005:1")).toEqual(["b", "c"]);
    expect(inside("training.learningRate:0.005:1,val_loss.best:0:9")).toEqual(["b"]);
    expect(inside("kind:=Baseline")).toEqual(["c"]);
  });

  it("come back as they were written, with words in any script", () => {
    const choices = readChoices(
      writeChoices(
        new Map([
          ["kind", { words: ["수심", "a,b:c|d=e"] }],
          ["val_loss.best", { low: -1, high: 2.5 }],
        ]),
      ),
    );
    expect([...choices]).toEqual([
      ["kind", { words: ["수심", "a,b:c|d=e"] }],
      ["val_loss.best", { low: -1, high: 2.5 }],
    ]);
    expect(readChoices("x:2:1,:1:2,y:=,z:a:b,w:=%zz").size).toBe(0);
  });
});

describe("the pictures in an address", () => {
  it("come back with their axes, scales, choices and shapes", () => {
    const view = parseCompareView({
      tab: "parallel",
      axes: "training.learningRate:log,val_loss.best,kind:words",
      within: "kind:=MoD,val_loss.best:1:2",
      sx: "flopsExecuted:log",
      sy: "val_loss.last",
      shape: "kind",
    });
    expect(parseCompareView(parseSearch(stringifySearch(view)))).toEqual(view);
    expect(writeAxes(readAxes(view.axes))).toBe("training.learningRate:log,val_loss.best,kind:words");
  });

  it("lose what is no axis and no picture", () => {
    expect(
      stringifySearch(parseCompareView({ tab: "pie", axes: "a b,x:y:z,<i>", sx: "1", within: "?" })),
    ).toBe("");
  });

  it("ask for the metrics of the picture that is shown, and for none beside the curves", () => {
    expect(neededMetrics({})).toEqual([]);
    expect(neededMetrics({ tab: "scatter", sx: "train_loss.last", sy: "seed" })).toEqual(["train_loss"]);
    expect(neededMetrics({ tab: "parallel" })).toEqual(["val_loss"]);
  });

  it("begin with the settings in which the runs differ", () => {
    expect(
      defaultAxes({ chosen: ["kind", "state", "training.learningRate"], results: [] }).map(
        ({ field }) => field,
      ),
    ).toEqual(["kind", "training.learningRate", "val_loss.best"]);
  });
});

describe("the runs of a picture", () => {
  it("have the colours of the panel, and leave out what is hidden there", () => {
    const view = filledIn(parseCompareView({ color: "training.learningRate", hide: "b" }));
    const marks = runMarks(linesOf(runs, view), new Set(["c"]));
    expect(marks.map(({ id, style, pinned }) => [id, style, pinned])).toEqual([
      ["a", 0, false],
      ["c", 2, true],
    ]);
  });

  it("are told apart by colour and shape, for 64 of them", () => {
    const looks = Array.from({ length: 64 }, (_, i) => `${lineStyle(i, "light").color} ${shapeOfStyle(i)}`);
    expect(new Set(looks).size).toBe(64);
  });

  it("have the shapes of a field where one is chosen", () => {
    const lines = linesOf(runs, filledIn(parseCompareView({})));
    const marks = runMarks(lines, new Set(), valuesOf("kind", fields, []));
    expect(marks.map(({ shape }) => shape)).toEqual([1, 1, 0]);
  });
});

describe("the files of a picture", () => {
  const lines = linesOf([run("<a>", 0.001), run("b", 0.01)], filledIn(parseCompareView({})));
  const marks = runMarks(lines, new Set());
  const columns = [columnOf({ field: "training.learningRate" }, fields, [])];

  it("an SVG is well-formed, on white, with the title and the names of the lines", () => {
    const svg = svgFile(
      <PictureFile title="A & B" height={300} legend={legendOf(marks, false)}>
        <ParallelBody
          columns={columns}
          marks={marks}
          inside={new Set(["b"])}
          choices={new Map()}
          theme="light"
          width={900}
          height={300}
        />
      </PictureFile>,
    );
    const file = new DOMParser().parseFromString(svg, "image/svg+xml");
    expect(file.querySelector("parsererror")).toBeNull();
    expect(file.documentElement.textContent).toContain("A & B");
    expect(file.documentElement.textContent).toContain("<a>");
    expect(svg).toContain("#ffffff");
    expect(svg).not.toContain("var(");
  });

  it("a CSV has all digits, quotes, and empty cells for what is unknown", () => {
    const csv = tableCsv({
      heads: ["Run", "x"],
      rows: [
        { id: "a", cells: ['a "b", c', 0.1234567890123] },
        { id: "b", cells: ["=b", undefined] },
      ],
    });
    expect(csv).toBe('Run,x\r\n"a ""b"", c",0.1234567890123\r\n\'=b,\r\n');
  });
});
