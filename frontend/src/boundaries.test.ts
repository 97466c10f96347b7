import { describe, expect, it } from "vitest";

const sources = import.meta.glob<string>("./**/*.{ts,tsx}", {
  query: "?raw",
  import: "default",
  eager: true,
});

type Import = { from: string; to: string };

const imports: Import[] = Object.entries(sources).flatMap(([from, source]) =>
  [...source.matchAll(/(?:from|import)\s*\(?\s*"(~\/[^"]+|\.\.?\/[^"]+)"/g)].map((match) => ({
    from: from.replace("./", ""),
    to: (match[1] as string).replace("~/", ""),
  })),
);

const layer = (path: string) => path.split("/")[0];
const feature = (path: string) => path.split("/")[1];

describe("the layers", () => {
  it("are found in the sources", () => {
    expect(imports.length).toBeGreaterThan(100);
  });

  it("let no feature import another feature", () => {
    const wrong = imports.filter(
      ({ from, to }) =>
        layer(from) === "features" && layer(to) === "features" && feature(from) !== feature(to),
    );
    expect(wrong).toEqual([]);
  });

  it("let features import nothing but their own files, shared ones and styles", () => {
    const wrong = imports.filter(
      ({ from, to }) =>
        layer(from) === "features" && !["features", "shared", "styles", "testing"].includes(layer(to) ?? ""),
    );
    expect(wrong).toEqual([]);
  });

  it("let shared code know no feature and no route", () => {
    const wrong = imports.filter(
      ({ from, to }) => layer(from) === "shared" && !["shared", "testing"].includes(layer(to) ?? ""),
    );
    expect(wrong).toEqual([]);
  });

  it("use whole addresses, so that a move is seen", () => {
    expect(imports.filter(({ to }) => to.startsWith("."))).toEqual([]);
  });

  it("keep CodeMirror in one file", () => {
    const users = (library: RegExp) =>
      Object.entries(sources)
        .filter(([path, source]) => library.test(source) && !path.endsWith("boundaries.test.ts"))
        .map(([path]) => path.replace("./", ""));
    expect(users(/from "@codemirror\/view"/)).toEqual(["features/compose/SpecEditor.tsx"]);
  });
});
