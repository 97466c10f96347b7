import { describe, expect, it } from "vitest";
import { quoted, toCsv } from "~/shared/chart/csv";
import { drawnLines, type Plot } from "~/shared/chart/model";
import { lineStyle } from "~/shared/chart/palette";
import { toSvg } from "~/shared/chart/svg";

const plot: Plot = {
  xLabel: "training FLOPs",
  yLabel: "loss (nats/token)",
  smoothing: 0.6,
  traces: [
    {
      id: "a",
      label: "base, wide",
      x: [1, 2, 3],
      y: [3, 2, 1],
      smoothed: { x: [1, 2, 3], y: [3, 2.5, 2] },
      style: 0,
    },
    {
      id: "b",
      label: "<mod>",
      x: [1, 2],
      y: [4, 3],
      smoothed: { x: [1, 2], y: [4, 3.5] },
      style: 1,
      hidden: true,
    },
  ],
};

describe("a chart's lines", () => {
  it("show the raw curve faint behind the smoothed one, and nothing hidden", () => {
    const lines = drawnLines(plot, "light");
    expect(lines.map((line) => [line.traceId, line.faint])).toEqual([
      ["a", true],
      ["a", false],
    ]);
    expect(lines[0]?.y).toEqual([3, 2, 1]);
  });

  it("leave out what a log scale has no place for", () => {
    const log: Plot = {
      ...plot,
      logX: true,
      smoothing: 0,
      traces: [{ id: "a", label: "a", x: [0, 1, 2], y: [5, Number.NaN, 3], style: 0 }],
    };
    expect(drawnLines(log, "light")[0]?.x).toEqual([2]);
  });

  it("are told apart by colour and dash, for fourteen experiments", () => {
    const looks = Array.from({ length: 14 }, (_, i) => JSON.stringify(lineStyle(i, "light")));
    expect(new Set(looks).size).toBe(14);
  });
});

describe("downloads", () => {
  it("the CSV calls the lines what they are", () => {
    expect(toCsv({ ...plot, lines: "Curve" })).toMatch(/^curve,/);
  });

  it("the CSV has every point of every run, with units in its head", () => {
    expect(toCsv(plot).split("\r\n")).toEqual([
      "experiment,training FLOPs,loss (nats/token)",
      '"base, wide",1,3',
      '"base, wide",2,2',
      '"base, wide",3,1',
      "<mod>,1,4",
      "<mod>,2,3",
      "",
    ]);
  });

  it("a name that a spreadsheet would run is made harmless", () => {
    expect(quoted('=HYPERLINK("x")')).toBe('"\'=HYPERLINK(""x"")"');
  });

  it("the SVG is a picture of its own and escapes names", () => {
    const shown = { ...plot, traces: plot.traces.map((trace) => ({ ...trace, hidden: false })) };
    const svg = toSvg(shown, "Loss & more");
    const parsed = new DOMParser().parseFromString(svg, "image/svg+xml");
    expect(parsed.querySelector("parsererror")).toBeNull();
    expect(svg).toContain("Loss &amp; more");
    expect(svg).toContain("&lt;mod&gt;");
    expect(svg).not.toContain("NaN");
    expect(svg.match(/<path/g)).toHaveLength(4);
  });
});
