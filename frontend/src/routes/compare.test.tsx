import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { Experiment } from "~/shared/api/types";
import { aCurve } from "~/testing/curves";
import { anExperiment } from "~/testing/experiments";
import { fakeServer } from "~/testing/fakeServer";
import { openPage } from "~/testing/render";

const id = (i: number) => `00000000-0000-4000-8000-${i.toString(16).padStart(12, "0")}`;
const runs = Array.from({ length: 90 }, (_, i) =>
  anExperiment({ id: id(i), name: `run-${i}`, state: "FINISHED" }),
);
const signedIn = () => ({
  json: { needsSetup: false, user: { id: "u1", name: "Ada", email: "ada@example.org", role: "ADMIN" } },
});

/** A server with these experiments, which has a curve of each. */
function serverWith(experiments: readonly Experiment[]) {
  return fakeServer({
    "GET /api/session": signedIn,
    "GET /api/projects/default/experiments": ({ search }) => {
      const named = search.get("ids")?.split(",");
      const found = experiments.filter((one) => !named || named.some((name) => one.id.endsWith(name)));
      if (search.get("filter")?.startsWith("sofa")) {
        return { status: 400, json: { detail: "filter: column 1: 'sofa' is not a field" } };
      }
      return {
        json: {
          experiments: found.slice(0, Number(search.get("limit"))),
          nextCursor: null,
          total: found.length,
        },
      };
    },
    "GET /api/curves": ({ search }) => ({
      json: {
        experiments: (search.get("experiments") ?? "").split(",").map((one, i) => ({
          id: one,
          curves: (search.get("metrics") ?? "")
            .split(",")
            .map((metric) => aCurve(metric, [1e9, 2e9], [3 + i, 2 + i / 10])),
        })),
        notFound: [],
      },
    }),
  });
}

describe("a comparison with a run that does not exist", () => {
  it("shows the others and names it, and a button removes it", async () => {
    serverWith(runs.slice(0, 3));
    const { router } = openPage(`/compare?ids=${[id(0), id(999), id(1)].join(",")}`);
    expect(await screen.findByText("1 run does not exist")).toBeDefined();
    expect(screen.getByText(id(999))).toBeDefined();
    expect(screen.getByRole("link", { name: "run-1" })).toBeDefined();
    fireEvent.click(screen.getByRole("button", { name: "Remove it from the comparison" }));
    expect(await screen.findByText("2 runs")).toBeDefined();
    await waitFor(() => expect(screen.queryByText("1 run does not exist")).toBeNull());
    expect(router.state.location.searchStr).not.toContain(id(999));
  });
});

describe("a comparison of 90 runs, one of them unknown", () => {
  it("finds all others with one request, and reads their curves with few, each with a short address", async () => {
    const { asked } = serverWith(runs);
    openPage(`/compare?ids=${[id(999), ...runs.map((run) => run.id)].join(",")}`);
    expect(await screen.findByText("1 run does not exist")).toBeDefined();
    expect(screen.getByText("90 runs")).toBeDefined();
    const beside = ["/api/session", "/events", "/fields"];
    const data = asked.filter(({ path }) => !beside.some((end) => path.endsWith(end)));
    // Without events the page asks again after some seconds, with the same addresses.
    const addresses = new Set(data.map(({ path, search }) => `${path}?${search}`));
    expect([...addresses].filter((one) => one.includes("/experiments?"))).toHaveLength(1);
    expect(addresses.size).toBeLessThanOrEqual(5);
    for (const { search } of data) expect(search.toString().length).toBeLessThan(4000);
    const curves = data.filter(({ path }) => path === "/api/curves");
    expect(new Set(curves.flatMap(({ search }) => search.get("experiments")?.split(",")))).toEqual(
      new Set(runs.map((run) => run.id)),
    );
  }, 30_000);

  it("the filters of the table name them too", async () => {
    const { asked } = serverWith(runs.slice(0, 3));
    openPage("/compare?kind=mod");
    expect(await screen.findByText("3 runs")).toBeDefined();
    expect(asked.find(({ path }) => path.endsWith("/experiments"))?.search.get("kind")).toBe("mod");
  });
});

describe("a comparison by filter", () => {
  it("shows at most 200 of the runs, and says how many match", async () => {
    const many = Array.from({ length: 230 }, (_, i) => anExperiment({ id: id(i), name: `run-${i}` }));
    const { asked } = serverWith(many);
    openPage("/compare?tab=scatter&filter=kind+%3D+mod");
    expect(await screen.findByText(/230 runs match. The newest 200 of them are shown/)).toBeDefined();
    expect(screen.getByText("200 runs")).toBeDefined();
    expect(asked.find(({ path }) => path.endsWith("/experiments"))?.search.get("filter")).toBe("kind = mod");
  }, 30_000);

  it("says where a filter goes wrong, and takes another one", async () => {
    serverWith(runs.slice(0, 3));
    const { router } = openPage("/compare?filter=sofa+%3D+1");
    expect((await screen.findByRole("alert")).textContent).toContain("'sofa' is not a field");
    const input = screen.getByRole("textbox", { name: "Runs that match" });
    fireEvent.change(input, { target: { value: "kind = mod" } });
    fireEvent.click(screen.getByRole("button", { name: "Apply" }));
    expect(await screen.findByText("3 runs match.")).toBeDefined();
    expect(router.state.location.search).toMatchObject({ filter: "kind = mod" });
  });

  it("becomes a comparison of the runs that are shown", async () => {
    serverWith(runs.slice(0, 3));
    const { router } = openPage("/compare?filter=kind+%3D+mod");
    await screen.findByText("3 runs match.");
    fireEvent.click(screen.getByRole("button", { name: "Keep these runs" }));
    await waitFor(() => expect(router.state.location.searchStr).toContain("ids="));
    expect(router.state.location.searchStr).not.toContain("filter");
  });
});

describe("the pictures beside the curves", () => {
  const three = ["mod", "baseline", "moe"].map((kind, i) =>
    anExperiment({ id: id(i), name: `run-${i}`, kind: kind as Experiment["kind"], state: "FINISHED" }),
  );
  const address = `/compare?ids=${three.map((one) => one.id).join(",")}`;

  it("are chosen in the address, and Back shows the curves again", async () => {
    serverWith(three);
    const { router } = openPage(address);
    fireEvent.click(await screen.findByRole("radio", { name: "Scatter" }));
    const picture = await screen.findByRole("img", {
      name: /Held-out loss, best against Executed FLOPs, 3 runs/,
    });
    expect(router.state.location.search).toMatchObject({ tab: "scatter" });
    expect(picture.querySelectorAll("path[fill]").length).toBeGreaterThanOrEqual(3);
    router.history.back();
    await waitFor(() => expect(screen.queryByRole("img", { name: /against Executed FLOPs, 3/ })).toBeNull());
    expect(screen.getByRole<HTMLInputElement>("radio", { name: "Curves" }).checked).toBe(true);
  }, 30_000);

  it("name the runs by the arrow keys and pin one by Enter, in the panel too", async () => {
    serverWith(three);
    const { router } = openPage(`${address}&tab=parallel`);
    const picture = await screen.findByRole("img", { name: /Parallel coordinates: 3 runs over kind/ });
    fireEvent.keyDown(picture, { key: "ArrowDown" });
    fireEvent.keyDown(picture, { key: "ArrowDown" });
    expect(screen.getByText(/^run-1, kind Baseline, Executed FLOPs 5e11/)).toBeDefined();
    fireEvent.keyDown(picture, { key: "Enter" });
    expect(await screen.findByText("pinned")).toBeDefined();
    expect(router.state.location.search).toHaveProperty("pin");
  }, 30_000);

  it("grey the runs outside of a chosen part, which the address keeps, and hide them everywhere on request", async () => {
    serverWith(three);
    const { router } = openPage(`${address}&tab=parallel`);
    await screen.findByRole("img", { name: /3 runs over kind/ });
    fireEvent.click(screen.getByRole("checkbox", { name: "MoE" }));
    expect(await screen.findByText("2 of 3 runs inside")).toBeDefined();
    expect(router.state.location.search).toHaveProperty("within", "kind:=Baseline|MoD");
    fireEvent.click(screen.getByRole("button", { name: "Hide the others everywhere" }));
    await waitFor(() =>
      expect(screen.getByRole("button", { name: "Show run-2" }).getAttribute("aria-pressed")).toBe("false"),
    );
    expect(router.state.location.search).not.toHaveProperty("within");
  }, 30_000);

  it("have a table of the same values", async () => {
    serverWith(three);
    openPage(`${address}&tab=scatter&sx=kind&sy=train_loss.last`);
    await screen.findByRole("img", { name: /Training loss, last against kind, 3 runs/ });
    fireEvent.click(screen.getByRole("button", { name: "Table" }));
    expect(screen.getByRole("row", { name: "run-1 Baseline 2.1" })).toBeDefined();
  }, 30_000);
});

describe("groups by several fields", () => {
  it("are chosen one after the other", async () => {
    const four = [0, 1, 2, 3].map((i) =>
      anExperiment({
        id: id(i),
        name: `run-${i}`,
        kind: i % 2 ? "mod" : "baseline",
        spec: { ...anExperiment().spec, seed: i < 2 ? 1 : 2 },
      }),
    );
    serverWith(four);
    const { router } = openPage(`/compare?ids=${four.map((one) => one.id).join(",")}`);
    const group = (await screen.findByText("Fields to group by")).closest("fieldset") as HTMLElement;
    fireEvent.click(within(group).getByRole("checkbox", { name: "kind" }));
    expect(await screen.findByText("kind MoD (2 runs)")).toBeDefined();
    fireEvent.click(within(group).getByRole("checkbox", { name: "seed" }));
    expect(await screen.findByText("kind MoD, seed 2 (1 run)")).toBeDefined();
    expect(router.state.location.search).toHaveProperty("group", "kind,seed");
    expect(screen.getByText("2 fields")).toBeDefined();
  }, 30_000);
});
